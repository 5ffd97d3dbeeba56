/**
 * Private to plan/: the machine in a few words, for the head of a screen.
 */
#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <stddef.h>

/** "KVM guest", "VMware guest", "virtual machine" or "bare metal". */
void host_kind(char *buffer, size_t size);

/** Runnable tasks over the last minute; negative when unknown. */
double host_load(void);

#endif
