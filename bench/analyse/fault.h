/** What went wrong, in words for the user; carried up to the command. */
#ifndef BENCH_ANALYSE_FAULT_H
#define BENCH_ANALYSE_FAULT_H

struct fault {
    char message[1024];
};

/** Write the message. @return -1, so that callers can return it at once. */
int fault_set(struct fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
