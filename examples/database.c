/*
 * An initializer opens one SQLite connection in each worker; every task of that
 * worker uses it, and the finalizer closes it. A connection must not cross a
 * fork, so only the file's name does.
 */
#include "example.h"

#include <sqlite3.h>
#include <unistd.h>

static int open_connection(yoke_worker *worker, yoke_bytes path)
{
    sqlite3 *connection;
    if (sqlite3_open_v2(path.data, &connection, SQLITE_OPEN_READONLY, NULL) !=
        SQLITE_OK) {
        int code = sqlite3_extended_errcode(connection);
        int error = yoke_worker_fail(worker, code, "%s", sqlite3_errmsg(connection));
        sqlite3_close(connection);
        return error;
    }
    yoke_worker_set_state(worker, connection);
    return 0;
}

static void close_connection(yoke_worker *worker)
{
    sqlite3_close(yoke_worker_state(worker));
}

/* The argument is a country's name, the result its capital. */
static int find_capital(yoke_task *task)
{
    sqlite3 *connection = yoke_task_worker_state(task);
    yoke_bytes country = yoke_task_input(task);
    sqlite3_stmt *query;
    if (sqlite3_prepare_v2(connection,
                           "SELECT capital FROM countries WHERE name = ?",
                           -1,
                           &query,
                           NULL) != SQLITE_OK) {
        return yoke_task_fail(task, 1, "%s", sqlite3_errmsg(connection));
    }
    sqlite3_bind_text(query, 1, country.data, (int)country.size, SQLITE_STATIC);
    int error;
    if (sqlite3_step(query) == SQLITE_ROW) {
        const unsigned char *capital = sqlite3_column_text(query, 0);
        error = yoke_task_return(task, capital, (size_t)sqlite3_column_bytes(query, 0));
    } else {
        error = yoke_task_fail(
            task, 2, "no country %.*s", (int)country.size, (const char *)country.data);
    }
    sqlite3_finalize(query);
    return error;
}

static void make_database(const char *path)
{
    sqlite3 *connection;
    char *message = NULL;
    if (sqlite3_open(path, &connection) != SQLITE_OK ||
        sqlite3_exec(connection,
                     "CREATE TABLE countries (name TEXT PRIMARY KEY, capital TEXT);"
                     "INSERT INTO countries VALUES ('Chile', 'Santiago'),"
                     " ('Kenya', 'Nairobi'), ('Nepal', 'Kathmandu'),"
                     " ('Norway', 'Oslo'), ('Peru', 'Lima');",
                     NULL,
                     NULL,
                     &message) != SQLITE_OK) {
        fprintf(
            stderr, "%s: %s\n", path, message ? message : sqlite3_errmsg(connection));
        exit(EXIT_FAILURE);
    }
    sqlite3_close(connection);
}

static void ask(yoke_executor *executor, const char *country)
{
    yoke_future *future;
    MUST(yoke_submit(executor, find_capital, country, strlen(country), &future));
    yoke_bytes capital;
    if (yoke_future_result(future, FOREVER, &capital) == 0) {
        printf("%s: %.*s\n", country, (int)capital.size, (const char *)capital.data);
    } else {
        yoke_failure failure;
        MUST(yoke_future_failure(future, 0, &failure));
        printf("%s: %s\n", country, failure.message);
    }
    yoke_future_release(future);
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/yoke-database-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) {
        perror(path);
        return EXIT_FAILURE;
    }
    close(file);
    make_database(path);

    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    options.max_workers = 2;
    options.initializer = open_connection;
    options.initializer_data = (yoke_bytes){path, sizeof path};
    options.finalizer = close_connection;
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    const char *const countries[] = {"Norway", "Peru", "Kenya", "Atlantis", "Nepal"};
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
        ask(executor, countries[i]);
    }
    yoke_executor_destroy(executor);
    unlink(path);
    return 0;
}
