/**
 * The factor table: everything that a suite can set, one row each. The row's
 * name is the CSV column, the YAML key and (with '-' for '_') the flag; an alias
 * is accepted wherever the name is. Parsing, bounds, defaults and help come
 * from the row, so that a new factor is a new row.
 */
#ifndef BENCH_FACTOR_H
#define BENCH_FACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <yoke/workload.h>

#include "suite/problem.h"

/** The part of a suite that a factor belongs to. */
enum suite_section {
    SECTION_WORKLOADS,
    SECTION_EXECUTORS,
    SECTION_LOAD,
    SECTION_MEASURE
};

/** How a value is read, beyond what its yoke_param_type says. */
enum factor_form {
    FORM_PLAIN,   /* as the type says */
    FORM_RATIO,   /* "2%" or "0.02" */
    FORM_CPUS,    /* a number, or "cpus": as many as there are */
    FORM_AUTO,    /* a number, or "auto": 0 */
    FORM_POLICY,  /* one of yoke_placement_policies() */
    FORM_WORKLOAD /* the name of a workload */
};

struct factor {
    yoke_param param;  /* name, type, default, bounds, choices, help */
    const char *alias; /* NULL: none */
    enum suite_section section;
    enum factor_form form;
    const char *default_list; /* when left out; NULL: param.default_text */
    const char *unit;         /* of the number, as in factors.csv; "" for none */
};

/** Indices into FACTORS; a suite's text never depends on their order. */
enum factor_index {
    FACTOR_WORKLOAD,
    FACTOR_EXECUTOR,
    FACTOR_WORKER_COUNT,
    FACTOR_PLACEMENT,
    FACTOR_START_METHOD,
    FACTOR_WINDOW,
    FACTOR_BLOCKS,
    FACTOR_TIME,
    FACTOR_PRECISION,
    FACTOR_SAME,
    FACTOR_BUDGET,
    FACTOR_TIMEOUT,
    FACTOR_PRIMARY,
    FACTOR_SEED,
    FACTOR_COUNT
};

extern const struct factor FACTORS[FACTOR_COUNT];

/** A value as it is used and written. */
struct factor_value {
    char text[96];  /* canonical */
    double number;  /* in the factor's unit; of a word: its index among choices */
    bool is_number; /* false: a word */
};

/** By name or alias, '-' and '_' alike; NULL when there is none. */
const struct factor *suite_factor_find(const char *name);

/** As suite_factor_find(), within one section. */
const struct factor *suite_factor_find_in(enum suite_section section, const char *name);

/** May a list stand here, making a sweep? Settings of `measure` take one value. */
bool suite_factor_sweeps(const struct factor *factor);

/** The key of a section in a suite: "workloads", "executors", "load", "measure". */
const char *suite_section_name(enum suite_section section);

/** The nearest name or alias in a section; NULL when none is near. */
const char *suite_factor_nearest(enum suite_section section, const char *name);

/** Append ", "-separated names of a section to @p problem. */
void suite_factor_append_names(struct problem *problem, enum suite_section section);

/**
 * Read a value of @p factor.
 * @return 0; YOKE_E_INVALID with @p problem saying what is allowed;
 *         YOKE_E_NOMEM.
 */
int suite_factor_parse(const struct factor *factor,
                       const char *text,
                       const struct place *place,
                       struct factor_value *ret_value,
                       struct problem *problem);

/** The value that @p params has for its row @p param. */
struct factor_value suite_factor_value_of(const yoke_params *params,
                                          const yoke_param *param);

/** The number @p number of a row's type as text: "64KiB", "5ms". */
void suite_format_number(yoke_param_type type, double number, char *text, size_t size);

/** What a row allows, in words: "1 to 1023", "threads, processes, serial". */
void suite_print_allowed(const yoke_param *param, FILE *out);

/** As suite_print_allowed(), with what the factor's form adds: ", cpus". */
void suite_factor_print_allowed(const struct factor *factor, FILE *out);

/** "threads", "processes", "serial": the words of runs.csv. */
const char *executor_kind_name(yoke_kind kind);

/** "fork"; "" for YOKE_START_DEFAULT, which only other kinds have. */
const char *start_method_name(yoke_start_method method);

#endif
