/*
 * Nothing is committed until it is touched: 64 GiB of address space cost page
 * tables only where they are used, and so the region needs no protocol to grow,
 * which could be interrupted by a kill. RLIMIT_AS, valgrind and small address
 * spaces make the reservation fail; it is halved down to 1 GiB.
 *
 * MADV_DONTDUMP: a core dump of a worker would otherwise commit the whole
 * region.
 */
#include "engine/region.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "executor/error.h"

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SIZE_LOG2_MAX 33u /* shadow memory is mapped in proportion */
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SIZE_LOG2_MAX 33u
#endif
#endif
#ifndef SIZE_LOG2_MAX
#define SIZE_LOG2_MAX 36u
#endif
#define SIZE_LOG2_MIN 30u

/* Reserve twice the alignment more than needed, and give back what sticks out. */
static char *reserve_aligned(size_t size)
{
    size_t align = (size_t)1 << YK_REGION_ALIGN_LOG2;
    char *start = mmap(NULL,
                       size + align,
                       PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                       -1,
                       0);
    if (start == MAP_FAILED)
        return NULL;
    if (((uintptr_t)start + size + align) >> YK_ADDRESS_BITS) {
        munmap(start, size + align);
        errno = ENOMEM;
        return NULL;
    }
    size_t head = (align - ((uintptr_t)start & (align - 1))) & (align - 1);
    if (head)
        munmap(start, head);
    if (align - head)
        munmap(start + head + size, align - head);
    return start + head;
}

static bool map_at(char *base, size_t size, int fd)
{
    int flags = MAP_FIXED | MAP_NORESERVE;
    flags |= fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
    return mmap(base, size, PROT_READ | PROT_WRITE, flags, fd, 0) != MAP_FAILED;
}

static bool try_size(struct yk_region *region, size_t size)
{
    if (region->fd >= 0 && ftruncate(region->fd, (off_t)size) < 0)
        return false;
    char *base = reserve_aligned(size);
    if (!base)
        return false;
    if (!map_at(base, size, region->fd)) {
        int saved_errno = errno;
        munmap(base, size);
        errno = saved_errno;
        return false;
    }
    region->base = base;
    region->size = size;
    return true;
}

int yk_region_create(bool shared, struct yk_region *ret_region)
{
    struct yk_region region = {.fd = -1};
    if (shared) {
        region.fd = memfd_create("yoke", MFD_CLOEXEC);
        if (region.fd < 0)
            return yk_error_set(
                YOKE_E_SYSTEM, "memfd_create for the region: %s", strerror(errno));
    }
    struct rlimit files = {RLIM_INFINITY, RLIM_INFINITY};
    if (shared) /* beyond it, ftruncate() would end the program by SIGXFSZ */
        getrlimit(RLIMIT_FSIZE, &files);
    errno = EFBIG;
    for (unsigned log2 = SIZE_LOG2_MAX; log2 >= SIZE_LOG2_MIN; log2--) {
        if (files.rlim_cur < (rlim_t)1 << log2 || !try_size(&region, (size_t)1 << log2))
            continue;
        madvise(region.base, region.size, MADV_DONTDUMP);
        *ret_region = region;
        return 0;
    }
    int error =
        yk_error_set(YOKE_E_NOMEM,
                     "reserving 1 GiB of address space for the region: %s "
                     "(is there a limit on virtual memory, ulimit -v, or on file "
                     "size, ulimit -f?)",
                     strerror(errno));
    if (region.fd >= 0)
        close(region.fd);
    return error;
}

void yk_region_destroy(struct yk_region *region)
{
    if (region->base)
        munmap(region->base, region->size);
    if (region->fd >= 0)
        close(region->fd);
    *region = (struct yk_region){.fd = -1};
}

void yk_region_punch(const struct yk_region *region, uint64_t offset, uint64_t size)
{
    madvise(region->base + offset, size, region->fd < 0 ? MADV_DONTNEED : MADV_REMOVE);
}
