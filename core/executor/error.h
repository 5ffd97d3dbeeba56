/** The thread's last error detail, behind yoke_error_detail(). */
#ifndef YK_ERROR_H
#define YK_ERROR_H

#include <yoke/error.h>

/**
 * Remember what exactly was wrong, for yoke_error_detail() of this thread.
 * Cut at 511 bytes. @return @p error, so that callers can return the call.
 */
int yk_error_set(int error, const char *format, ...) YOKE_PRINTF(2, 3);

#endif
