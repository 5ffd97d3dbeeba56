/** Checking and copying the options of an executor. */
#ifndef YK_OPTIONS_H
#define YK_OPTIONS_H

#include "executor/executor.h"

/**
 * Check @p given (NULL: every default) and copy them into a zeroed executor.
 * @return 0; YOKE_E_INVALID, whose detail names the option, its value and what
 *         is allowed; YOKE_E_UNSUPPORTED; YOKE_E_NOMEM.
 */
int yk_options_apply(const yoke_options *given, yoke_executor *executor);

/** Free what the options left in the executor. */
void yk_options_drop(yoke_executor *executor);

#endif
