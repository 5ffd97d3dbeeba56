#include "loopback.h"

#include "example.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in loopback_address(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
}

_Noreturn static void die(const char *what)
{
    perror(what);
    exit(EXIT_FAILURE);
}

/* Byte i of every answer, so that the far end can check what came. */
static char answer_byte(size_t i)
{
    return (char)('a' + i % 26);
}

/* The size that a request asks for; 0 when it says none. */
static size_t read_request(int connection)
{
    char line[32];
    size_t length = 0;
    while (length < sizeof line - 1 && read(connection, &line[length], 1) == 1 &&
           line[length] != '\n') {
        length++;
    }
    line[length] = '\0';
    return strtoul(line, NULL, 10);
}

_Noreturn static void answer(int connection, long delay_ms)
{
    size_t size = read_request(connection);
    sleep_ms(delay_ms);
    FILE *stream = fdopen(connection, "w");
    for (size_t i = 0; stream != NULL && i < size; i++) {
        putc(answer_byte(i), stream);
    }
    _exit(stream != NULL && fclose(stream) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

_Noreturn static void serve(int listener, long delay_ms)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlive the example */
    signal(SIGCHLD, SIG_IGN);         /* nobody asks how an answer ended */
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection >= 0 && fork() == 0) {
            answer(connection, delay_ms);
        }
        close(connection);
    }
}

void loopback_start(struct loopback *loopback, long delay_ms)
{
    struct sockaddr_in address = loopback_address(0);
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
        listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        die("loopback server");
    }
    loopback->port = ntohs(address.sin_port);
    loopback->server = fork();
    if (loopback->server < 0) {
        die("fork");
    }
    if (loopback->server == 0) {
        serve(listener, delay_ms);
    }
    close(listener);
}

void loopback_stop(struct loopback *loopback)
{
    kill(loopback->server, SIGKILL);
    waitpid(loopback->server, NULL, 0);
}

static ssize_t read_answer(int connection, char *buffer, size_t size)
{
    size_t total = 0;
    while (total < size) {
        ssize_t count = read(connection, buffer + total, size - total);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        if (count == 0) {
            break;
        }
        total += count > 0 ? (size_t)count : 0;
    }
    for (size_t i = 0; i < total; i++) {
        if (buffer[i] != answer_byte(i)) {
            errno = EBADMSG;
            return -1;
        }
    }
    return (ssize_t)total;
}

ssize_t loopback_download(int port, void *buffer, size_t size)
{
    struct sockaddr_in address = loopback_address(port);
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) {
        return -1;
    }
    ssize_t count = -1;
    if (connect(connection, (struct sockaddr *)&address, sizeof address) == 0 &&
        dprintf(connection, "%zu\n", size) > 0) {
        count = read_answer(connection, buffer, size);
    }
    int error = errno;
    close(connection);
    errno = error;
    return count;
}
