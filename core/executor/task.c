/*
 * What a task may call. Result bytes are written straight into the slot, or
 * into a block of the region: only the worker that runs a slot writes them, and
 * nobody reads them before it is settled.
 */
#include "executor/task.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "executor/error.h"

yoke_bytes yoke_task_input(const yoke_task *task)
{
    return task->input;
}

static void *result_room(yoke_task *task, size_t size)
{
    struct yk_engine *engine = task->worker->engine;
    struct yk_slot *slot = task->slot;
    yk_payload_drop(engine, &slot->result, &slot->result_size);
    task->failed = false;
    if (size > UINT32_MAX)
        return NULL;
    void *room =
        yk_payload_room(engine, task->worker->port, &slot->result, (uint32_t)size);
    if (room)
        slot->result_size = (uint32_t)size;
    return room;
}

void *yoke_task_reserve(yoke_task *task, size_t size)
{
    return result_room(task, size);
}

int yoke_task_return(yoke_task *task, const void *data, size_t size)
{
    if (!data && size)
        return yk_error_set(YOKE_E_INVALID, "data is NULL and size is %zu", size);
    void *room = result_room(task, size);
    if (!room)
        return yk_error_set(
            YOKE_E_NOMEM, "no room in the region for a result of %zu bytes", size);
    if (size)
        memcpy(room, data, size);
    return 0;
}

void yk_failure_store(struct yk_engine *engine,
                      struct yk_port *port,
                      struct yk_slot *slot,
                      const struct yk_failure_record *record,
                      const char *message)
{
    yk_payload_drop(engine, &slot->result, &slot->result_size);
    size_t length = strnlen(message, YK_MESSAGE_BYTES_MAX);
    uint32_t size = (uint32_t)(sizeof(*record) + length + 1);
    struct yk_failure_record *room = yk_payload_room(engine, port, &slot->result, size);
    if (!room)
        return; /* the state says that it failed; only the words are missing */
    *room = *record;
    memcpy(room->message, message, length);
    room->message[length] = '\0';
    slot->result_size = size;
}

void yk_failure_read(yoke_bytes bytes, yoke_failure *failure)
{
    const struct yk_failure_record *record = bytes.data;
    if (bytes.size <= sizeof(*record) ||
        ((const char *)bytes.data)[bytes.size - 1] != '\0') {
        failure->message = "(the message did not fit into the region)";
        return;
    }
    failure->code = record->code;
    failure->message = record->message;
    failure->worker_index = record->worker_index;
    failure->worker_id = record->worker_id;
    failure->signal_number = record->signal_number;
    failure->exit_status = record->exit_status;
}

int yoke_task_fail(yoke_task *task, int code, const char *format, ...)
{
    char message[YK_MESSAGE_BYTES_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    struct yoke_worker *worker = task->worker;
    struct yk_failure_record record = {
        .error = YOKE_E_TASK_FAILED,
        .code = code,
        .worker_index = (int32_t)worker->index,
        .worker_id = atomic_load_explicit(&worker->port->os_id, memory_order_relaxed),
    };
    yk_failure_store(worker->engine, worker->port, task->slot, &record, message);
    task->failed = true;
    return YOKE_E_TASK_FAILED;
}

bool yoke_task_cancelled(const yoke_task *task)
{
    return yk_engine_flags(task->worker->engine) & YK_ENGINE_BROKEN;
}

void *yoke_task_worker_state(const yoke_task *task)
{
    return task->worker->state;
}

int yoke_task_worker_index(const yoke_task *task)
{
    return (int)task->worker->index;
}

yoke_executor *yoke_task_executor(const yoke_task *task)
{
    return task->worker->executor;
}

void yoke_worker_set_state(yoke_worker *worker, void *state)
{
    worker->state = state;
}

void *yoke_worker_state(const yoke_worker *worker)
{
    return worker->state;
}

int yoke_worker_index(const yoke_worker *worker)
{
    return (int)worker->index;
}

int yoke_worker_fail(yoke_worker *worker, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (worker->failure) {
        int length = snprintf(worker->failure, YK_FAILURE_BYTES, "code %d: ", code);
        vsnprintf(worker->failure + length,
                  YK_FAILURE_BYTES - (size_t)length,
                  format,
                  arguments);
    }
    va_end(arguments);
    return YOKE_E_BROKEN;
}
