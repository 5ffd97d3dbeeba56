/*
 * A hypervisor shows itself in CPUID leaf 1 (ECX bit 31) and signs leaf
 * 0x40000000 (Intel SDM vol. 2A, "CPUID"; KVM's Documentation/virt/kvm/x86/
 * cpuid.rst). Elsewhere the firmware's vendor has to do.
 */
#include "plan/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

static const char *signature_name(const char *signature)
{
    static const struct {
        const char *signature, *name;
    } KNOWN[] = {
        {"KVMKVMKVM", "KVM guest"},
        {"Microsoft Hv", "Hyper-V guest"},
        {"VMwareVMware", "VMware guest"},
        {"XenVMMXenVMM", "Xen guest"},
        {"TCGTCGTCGTCG", "QEMU guest"},
        {"VBoxVBoxVBox", "VirtualBox guest"},
        {"bhyve bhyve ", "bhyve guest"},
    };
    for (size_t i = 0; i < sizeof(KNOWN) / sizeof(KNOWN[0]); i++)
        if (strcmp(signature, KNOWN[i].signature) == 0)
            return KNOWN[i].name;
    return "virtual machine";
}

void host_kind(char *buffer, size_t size)
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & (1u << 31))) {
        snprintf(buffer, size, "bare metal");
        return;
    }
    char signature[13] = "";
    __cpuid(0x40000000, a, b, c, d);
    memcpy(signature, &b, 4);
    memcpy(signature + 4, &c, 4);
    memcpy(signature + 8, &d, 4);
    snprintf(buffer, size, "%s", signature_name(signature));
}
#else
void host_kind(char *buffer, size_t size)
{
    char vendor[64] = "";
    FILE *file = fopen("/sys/class/dmi/id/sys_vendor", "re");
    if (file) {
        if (!fgets(vendor, sizeof(vendor), file))
            vendor[0] = '\0';
        fclose(file);
    }
    snprintf(buffer, size, "%s", strstr(vendor, "QEMU") ? "QEMU guest" : "bare metal");
}
#endif

double host_load(void)
{
    double load;
    return getloadavg(&load, 1) == 1 ? load : -1;
}
