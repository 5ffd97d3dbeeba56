/*
 * Names and texts of the error codes come from the one table YOKE_ERRORS; the
 * detail of the last error is a buffer of each thread, so that a message can
 * name the option and its value without anyone having to free it.
 */
#include "executor/error.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local char detail[512];

const char *yoke_error_name(int error)
{
    switch (error) {
    case 0:
        return "YOKE_OK";
#define ERROR_NAME(name, value, text)                                                  \
    case YOKE_E_##name:                                                                \
        return "YOKE_E_" #name;
        YOKE_ERRORS(ERROR_NAME)
#undef ERROR_NAME
    default:
        return "YOKE_E_UNKNOWN";
    }
}

const char *yoke_error_text(int error)
{
    switch (error) {
    case 0:
        return "no error";
#define ERROR_TEXT(name, value, text)                                                  \
    case YOKE_E_##name:                                                                \
        return text;
        YOKE_ERRORS(ERROR_TEXT)
#undef ERROR_TEXT
    default:
        return "unknown error";
    }
}

const char *yoke_error_detail(void)
{
    return detail;
}

int yk_error_set(int error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof(detail), format, arguments);
    va_end(arguments);
    return error;
}
