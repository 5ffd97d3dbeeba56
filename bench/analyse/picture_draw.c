#include "analyse/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *const PICTURE_FORMATS[] = {"svg", "png", "pdf", "text", NULL};

static void output_name(const struct picture *picture,
                        const struct picture_look *look,
                        char *name,
                        size_t size)
{
    if (look->output)
        snprintf(name, size, "%s", look->output);
    else
        snprintf(name,
                 size,
                 "%s.%s",
                 picture->name,
                 strcmp(look->format, "text") == 0 ? "txt" : look->format);
}

void picture_path(const struct picture *picture,
                  const char *dir,
                  const struct picture_look *look,
                  char *path,
                  size_t size)
{
    char name[256];
    output_name(picture, look, name, sizeof(name));
    snprintf(path, size, "%s/%s", dir, name);
}

/* gnuplot in @p dir, its two outputs in one pipe; @return 0 or an errno. */
static int spawn_gnuplot(char *const *argv, const char *dir, int output, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    int err = posix_spawn_file_actions_init(&actions);
    if (err)
        return err;
    err = posix_spawn_file_actions_addopen(
        &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!err)
        err = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!err)
        err = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    if (!err)
        err = posix_spawn_file_actions_addchdir_np(&actions, dir);
    if (!err)
        err = posix_spawnp(ret_pid, "gnuplot", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return err;
}

/* All that comes, of which the first part is kept. */
static void read_all(int from, char *text, size_t size)
{
    char buffer[512];
    size_t used = 0;
    ssize_t got;
    while ((got = read(from, buffer, sizeof(buffer))) > 0 ||
           (got < 0 && errno == EINTR))
        for (ssize_t i = 0; i < got; i++)
            if (used + 1 < size)
                text[used++] = buffer[i] == '\n' ? ' ' : buffer[i];
    text[used] = '\0';
}

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* @return gnuplot's exit status, -1 when it died, -2 when it did not start. */
static int run_gnuplot(char *const *argv, const char *dir, char *said, size_t size)
{
    int ends[2];
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC)) {
        snprintf(said, size, "no pipe: %s", strerror(errno));
        return -2;
    }
    int err = spawn_gnuplot(argv, dir, ends[1], &pid);
    close(ends[1]);
    if (err) {
        close(ends[0]);
        const char *why = err == ENOENT
                              ? "gnuplot is not installed (Debian: gnuplot-nox)"
                              : strerror(err);
        snprintf(said, size, "%s", why);
        return -2;
    }
    read_all(ends[0], said, size);
    close(ends[0]);
    return wait_for(pid);
}

int picture_draw(const struct picture *picture,
                 const char *dir,
                 const struct picture_look *look,
                 struct fault *fault)
{
    char name[256], settings[512], script[128], said[700];
    output_name(picture, look, name, sizeof(name));
    snprintf(script, sizeof(script), "%s.gp", picture->name);
    snprintf(settings,
             sizeof(settings),
             "format='%s'; narrow=%d; transparent=%d; output_name='%s'",
             look->format,
             look->is_narrow,
             look->is_transparent,
             name);
    /* -d: the user's own .gnuplot would change our pictures. */
    char *const argv[] = {"gnuplot", "-d", "-e", settings, script, NULL};
    int status = run_gnuplot(argv, dir, said, sizeof(said));
    if (status == 0 && !*said)
        return 0;
    return fault_set(fault,
                     "picture %s (%s): %s%s",
                     picture->name,
                     look->format,
                     status == -2 ? "" : "gnuplot said: ",
                     *said ? said : "nothing, but failed");
}
