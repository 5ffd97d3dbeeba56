/** Marks what the shared library exports, and what must not be ignored. */
#ifndef YOKE_EXPORT_H
#define YOKE_EXPORT_H

#if defined(__GNUC__)
#define YOKE_API __attribute__((visibility("default")))
#define YOKE_MUST_CHECK __attribute__((warn_unused_result))
#define YOKE_PRINTF(string, first) __attribute__((format(printf, string, first)))
#else
#define YOKE_API
#define YOKE_MUST_CHECK
#define YOKE_PRINTF(string, first)
#endif

#endif
