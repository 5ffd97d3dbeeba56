#include "run/run_reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <yoke/error.h>

int run_reply_init(struct run_reply *reply)
{
    memset(reply, 0, sizeof(*reply));
    reply->status = RUN_VALID;
    run_record_init(&reply->record);
    return stages_init(&reply->stages);
}

void run_reply_fini(struct run_reply *reply)
{
    stages_fini(&reply->stages);
}

void run_reply_fail(struct run_reply *reply,
                    enum run_status status,
                    const char *step,
                    const char *format,
                    ...)
{
    if (reply->status != RUN_VALID)
        return;
    reply->status = status;
    run_record_set_text(reply->step, sizeof(reply->step), step);
    char text[sizeof(reply->message)];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    run_record_set_text(reply->message, sizeof(reply->message), text);
}

static int append_bucket(json_t *buckets, const struct histogram_bucket *bucket)
{
    return json_array_append_new(buckets, json_integer(bucket->lo_ns)) ||
           json_array_append_new(buckets, json_integer(bucket->hi_ns)) ||
           json_array_append_new(buckets, json_integer((json_int_t)bucket->count));
}

static json_t *histogram_to_json(const struct histogram *histogram, const char *stage)
{
    json_t *buckets = json_array();
    struct histogram_bucket bucket;
    for (size_t cursor = 0; histogram_next(histogram, &cursor, &bucket);)
        if (append_bucket(buckets, &bucket)) {
            json_decref(buckets);
            return NULL;
        }
    return json_pack("{ss sI so}",
                     "stage",
                     stage,
                     "overflow",
                     (json_int_t)histogram->overflow_count,
                     "buckets",
                     buckets);
}

static json_t *stages_to_json(const struct stages *stages)
{
    json_t *array = json_array();
    for (enum stage stage = 0; array && stage < STAGE_COUNT; stage++) {
        json_t *one = histogram_to_json(&stages->of[stage], stage_name(stage));
        if (!one || json_array_append_new(array, one)) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

json_t *run_reply_to_json(const struct run_reply *reply)
{
    return json_pack("{ss ss ss so so}",
                     "status",
                     run_status_name(reply->status),
                     "step",
                     reply->step,
                     "message",
                     reply->message,
                     "record",
                     run_record_to_json(&reply->record),
                     "stages",
                     stages_to_json(&reply->stages));
}

static int read_bucket(struct histogram *histogram, const json_t *buckets, size_t at)
{
    json_int_t numbers[3];
    for (size_t i = 0; i < 3; i++) {
        const json_t *number = json_array_get(buckets, at + i);
        if (!json_is_integer(number) || json_integer_value(number) < 0)
            return YOKE_E_INVALID;
        numbers[i] = json_integer_value(number);
    }
    struct histogram_bucket bucket = {numbers[0], numbers[1], (uint64_t)numbers[2]};
    return histogram_add_bucket(histogram, &bucket);
}

static int read_stage(struct stages *stages, json_t *object)
{
    const char *name;
    json_int_t overflow;
    json_t *buckets;
    if (json_unpack(object,
                    "{ss sI so!}",
                    "stage",
                    &name,
                    "overflow",
                    &overflow,
                    "buckets",
                    &buckets))
        return YOKE_E_INVALID;
    enum stage stage = stage_find(name);
    if (stage == STAGE_COUNT || overflow < 0)
        return YOKE_E_INVALID;
    int err = 0;
    for (size_t i = 0; !err && i < json_array_size(buckets); i += 3)
        err = read_bucket(&stages->of[stage], buckets, i);
    histogram_add_overflow(&stages->of[stage], (uint64_t)overflow);
    return err;
}

static int find_status(const char *name, enum run_status *ret_status)
{
    for (enum run_status status = RUN_VALID; status <= RUN_CRASHED; status++) {
        if (strcmp(run_status_name(status), name) != 0)
            continue;
        *ret_status = status;
        return 0;
    }
    return YOKE_E_INVALID;
}

static int read_parts(struct run_reply *reply,
                      const json_t *record,
                      const json_t *stages,
                      char *message,
                      size_t size)
{
    const char *key;
    if (run_record_from_json(&reply->record, record, &key)) {
        snprintf(message, size, "the runner's reply: record.%s is wrong", key);
        return YOKE_E_INVALID;
    }
    for (size_t i = 0; i < json_array_size(stages); i++)
        if (read_stage(&reply->stages, json_array_get(stages, i))) {
            snprintf(message, size, "the runner's reply: stages[%zu] is wrong", i);
            return YOKE_E_INVALID;
        }
    return 0;
}

int run_reply_from_json(struct run_reply *reply,
                        const json_t *root,
                        char *message,
                        size_t size)
{
    const char *status;
    const char *step;
    const char *why;
    json_t *record;
    json_t *stages;
    json_error_t error;
    if (json_unpack_ex((json_t *)root,
                       &error,
                       JSON_STRICT,
                       "{ss ss ss so so}",
                       "status",
                       &status,
                       "step",
                       &step,
                       "message",
                       &why,
                       "record",
                       &record,
                       "stages",
                       &stages)) {
        snprintf(message, size, "the runner's reply: %s", error.text);
        return YOKE_E_INVALID;
    }
    if (find_status(status, &reply->status)) {
        snprintf(message, size, "the runner's reply: no status is called %s", status);
        return YOKE_E_INVALID;
    }
    run_record_set_text(reply->step, sizeof(reply->step), step);
    run_record_set_text(reply->message, sizeof(reply->message), why);
    return read_parts(reply, record, stages, message, size);
}
