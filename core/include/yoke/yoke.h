/**
 * Yoke: executors for C. Hand one a function and bytes, get a future. Threads
 * or processes is a one-line change. This header includes all the others.
 */
#ifndef YOKE_YOKE_H
#define YOKE_YOKE_H

#include <yoke/error.h>
#include <yoke/executor.h>
#include <yoke/future.h>
#include <yoke/map.h>
#include <yoke/task.h>
#include <yoke/topology.h>

#endif
