/**
 * Pictures: each is one .gp file of plots/, a CSV file with its data, and a
 * file of settings (titles, ranges, labels). All three are put beside the
 * picture, so that `gnuplot NAME.gp` in that folder draws it again.
 */
#ifndef BENCH_ANALYSE_PICTURE_H
#define BENCH_ANALYSE_PICTURE_H

#include <stdio.h>

#include "analyse/analysis.h"

/** Files that a picture is drawn from; both streams are open for writing. */
struct picture_files {
    FILE *data;     /* NAME.csv */
    FILE *settings; /* NAME.settings.gp */
};

struct picture {
    const char *name; /* of the .gp file and of the picture */
    const char *summary;
    /** @return 0; 1 with @p lacking telling what the result lacks; -1 with @p fault. */
    int (*lacks)(const struct analysis *analysis,
                 char *lacking,
                 size_t size,
                 struct fault *fault);
    int (*prepare)(const struct analysis *analysis,
                   const struct picture_files *files,
                   struct fault *fault);
};

/** All pictures; a NULL name ends the table. */
extern const struct picture PICTURES[];

/** By name, or NULL. */
const struct picture *picture_find(const char *name);

/** Write NAME.csv, NAME.settings.gp, NAME.gp and what it loads into @p dir. */
int picture_prepare(const struct picture *picture,
                    const struct analysis *analysis,
                    const char *dir,
                    struct fault *fault);

/** "svg", "png", "pdf", "text"; NULL at the end. */
extern const char *const PICTURE_FORMATS[];

/** How a prepared picture is to be drawn. */
struct picture_look {
    const char *format;
    bool is_narrow;      /* for a phone: one column */
    bool is_transparent; /* no white paper behind it */
    const char *output;  /* file name in @p dir; NULL: NAME.<format's ending> */
};

/**
 * Run gnuplot in @p dir. Whatever gnuplot says is an error, warnings too.
 * @return 0; -1 with @p fault naming the picture. Blocks until gnuplot ends.
 */
int picture_draw(const struct picture *picture,
                 const char *dir,
                 const struct picture_look *look,
                 struct fault *fault);

/** The file that picture_draw() makes for @p look, in @p dir. */
void picture_path(const struct picture *picture,
                  const char *dir,
                  const struct picture_look *look,
                  char *path,
                  size_t size);

/* The pictures, one file each. */
int throughput_lacks(const struct analysis *, char *, size_t, struct fault *);
int throughput_prepare(const struct analysis *,
                       const struct picture_files *,
                       struct fault *);
int latency_lacks(const struct analysis *, char *, size_t, struct fault *);
int latency_prepare(const struct analysis *,
                    const struct picture_files *,
                    struct fault *);
int forest_lacks(const struct analysis *, char *, size_t, struct fault *);
int forest_prepare(const struct analysis *,
                   const struct picture_files *,
                   struct fault *);

#endif
