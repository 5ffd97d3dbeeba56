#include "record/facts.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "measure/proc_text.h"
#include "measure/unknown.h"

#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities"

/* A file of one line, as a string; null when it cannot be read. */
static json_t *line_of(const char *path)
{
    char text[PROC_TEXT_SIZE];
    if (proc_text_read(path, text, sizeof(text)) < 0)
        return json_null();
    json_t *line = json_stringn(text, strcspn(text, "\n"));
    return line ? line : json_null(); /* not UTF-8 */
}

static void read_cpu_model(char *model, size_t size)
{
    static const char *const keys[] = {"model name", "Model", "cpu model"};
    char text[PROC_TEXT_SIZE];
    model[0] = '\0';
    proc_text_read("/proc/cpuinfo", text, sizeof(text));
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && !*model; i++) {
        const char *found = strstr(text, keys[i]);
        const char *value = found ? strchr(found, ':') : NULL;
        if (!value)
            continue;
        value += 1 + strspn(value + 1, " \t");
        snprintf(model, size, "%.*s", (int)strcspn(value, "\n"), value);
    }
}

static json_t *mitigations(void)
{
    json_t *object = json_object();
    DIR *dir = opendir(VULNERABILITIES);
    for (struct dirent *entry; object && dir && (entry = readdir(dir));) {
        char path[sizeof(VULNERABILITIES) + sizeof(entry->d_name) + 2];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", VULNERABILITIES, entry->d_name);
        if (json_object_set_new(object, entry->d_name, line_of(path))) {
            json_decref(object);
            object = NULL;
        }
    }
    if (dir)
        closedir(dir);
    return object;
}

static json_int_t memory_bytes(void)
{
    char text[PROC_TEXT_SIZE];
    proc_text_read("/proc/meminfo", text, sizeof(text));
    int64_t kibibytes = proc_text_number(text, "MemTotal");
    return is_known(kibibytes) ? kibibytes * 1024 : 0;
}

json_t *machine_facts(void)
{
    struct utsname names;
    char id[MACHINE_ID_SIZE];
    char model[256];
    if (uname(&names))
        memset(&names, 0, sizeof(names));
    machine_id_text(id);
    read_cpu_model(model, sizeof(model));
    return json_pack(
        "{ss ss ss ss so so ss sI sI sI so so}",
        "machine_id",
        id,
        "kernel",
        names.release,
        "kernel_version",
        names.version,
        "architecture",
        names.machine,
        "kernel_command_line",
        line_of("/proc/cmdline"),
        "mitigations",
        mitigations(),
        "cpu_model",
        model,
        "cpus_online",
        (json_int_t)sysconf(_SC_NPROCESSORS_ONLN),
        "memory_bytes",
        memory_bytes(),
        "page_bytes",
        (json_int_t)sysconf(_SC_PAGESIZE),
        "clocksource",
        line_of("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        "transparent_hugepages",
        line_of("/sys/kernel/mm/transparent_hugepage/enabled"));
}

static void to_hex(const unsigned char *bytes, size_t count, char *hex)
{
    for (size_t i = 0; i < count; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

void sha256_text(const char *text, size_t size, char hex[SHA256_TEXT_SIZE])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    hex[0] = '\0';
    if (EVP_Digest(text, size, digest, &length, EVP_sha256(), NULL) == 1)
        to_hex(digest, length, hex);
}

void machine_id_text(char text[MACHINE_ID_SIZE])
{
    char identity[1024];
    char model[256];
    char id[256];
    char hex[SHA256_TEXT_SIZE];
    if (proc_text_read("/etc/machine-id", id, sizeof(id)) <= 0 &&
        gethostname(id, sizeof(id) - 1))
        id[0] = '\0';
    id[sizeof(id) - 1] = '\0';
    read_cpu_model(model, sizeof(model));
    snprintf(identity,
             sizeof(identity),
             "%s|%s|%ld",
             id,
             model,
             sysconf(_SC_NPROCESSORS_CONF));
    sha256_text(identity, strlen(identity), hex);
    snprintf(text, MACHINE_ID_SIZE, "%.16s", hex);
}
