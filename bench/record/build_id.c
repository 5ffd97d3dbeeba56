#include "record/build_id.h"

#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct id_text {
    char *text;
    size_t size;
};

static void
write_hex(const struct id_text *id, const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count && 2 * i + 2 < id->size; i++)
        snprintf(id->text + 2 * i, 3, "%02x", bytes[i]);
}

/* elf(5): notes are name and descriptor, each padded to 4 bytes. */
static void read_notes(const struct id_text *id, const char *notes, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) header;
        memcpy(&header, notes, sizeof(header));
        size_t name_size = ((size_t)header.n_namesz + 3) & ~(size_t)3;
        size_t note_size =
            sizeof(header) + name_size + (((size_t)header.n_descsz + 3) & ~(size_t)3);
        if (note_size > size)
            return;
        const char *name = notes + sizeof(header);
        if (header.n_type == NT_GNU_BUILD_ID &&
            header.n_namesz == sizeof(ELF_NOTE_GNU) &&
            memcmp(name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) == 0)
            write_hex(id, (const unsigned char *)name + name_size, header.n_descsz);
        notes += note_size;
        size -= note_size;
    }
}

/* Called for the program itself first; stops there. */
static int read_object(struct dl_phdr_info *info, size_t size, void *context)
{
    const struct id_text *id = context;
    (void)size;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *header = &info->dlpi_phdr[i];
        if (header->p_type == PT_NOTE)
            read_notes(
                id, (const char *)(info->dlpi_addr + header->p_vaddr), header->p_memsz);
    }
    return 1;
}

void build_id_text(char *text, size_t size)
{
    struct id_text id = {text, size};
    text[0] = '\0';
    dl_iterate_phdr(read_object, &id);
}
