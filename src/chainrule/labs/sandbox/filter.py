"""The system calls that student code may not make, compiled to a seccomp filter by libseccomp.

A deny list, because NumPy and PyTorch call much of the kernel and more with every release; what is on it is all that
reaches beyond a process that computes. The namespaces, the capabilities and the control group stand behind it.
"""

import ctypes
import errno
import functools
import os
import socket
from collections.abc import Iterable

from chainrule import machine
from chainrule.labs.sandbox import kernel

REACH_INTO_PROCESSES = (
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "pidfd_open", "kcmp",
    "perf_event_open",
)  # fmt: skip
CHANGE_THE_VIEW = (
    "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns", "fsopen", "fsconfig", "fsmount", "fspick",
    "move_mount", "open_tree", "mount_setattr", "open_by_handle_at", "name_to_handle_at",
)  # fmt: skip
WIDE_KERNEL_SURFACE = (
    "io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "keyctl", "add_key", "request_key", "userfaultfd",
    "modify_ldt", "lookup_dcookie", "move_pages", "migrate_pages", "mbind",
    "set_mempolicy", "vmsplice",
)  # fmt: skip
RULE_THE_MACHINE = (
    "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "swapon", "swapoff",
    "syslog", "acct", "quotactl", "quotactl_fd", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime",
    "iopl", "ioperm", "vhangup", "sethostname", "setdomainname", "personality",
)  # fmt: skip
# All boxes have the same files. Who watches one sees what another job opens; who locks one is seen by another.
MEET_AT_A_FILE = ("inotify_init", "inotify_init1", "inotify_add_watch", "fanotify_init", "flock")
# The kernel counts these over the whole machine: what one job takes, another misses, and so is told something.
COUNTED_FOR_ALL = ("io_setup", "io_submit", "io_getevents", "io_pgetevents", "io_destroy", "io_cancel")
DENIED = (
    COUNTED_FOR_ALL + REACH_INTO_PROCESSES + CHANGE_THE_VIEW + WIDE_KERNEL_SURFACE + RULE_THE_MACHINE + MEET_AT_A_FILE
)

NAMESPACES = (
    kernel.CLONE_NEWNS, kernel.CLONE_NEWCGROUP, kernel.CLONE_NEWUTS, kernel.CLONE_NEWIPC,
    kernel.CLONE_NEWUSER, kernel.CLONE_NEWPID, kernel.CLONE_NEWNET,
)  # fmt: skip
LOCK_OR_LEASE = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)  # commands of fcntl, from F_GETLK to F_NOTIFY
TYPE_INTO_A_TERMINAL = (0x5412, 0x541C)  # the ioctls TIOCSTI and TIOCLINUX

_ALLOW = 0x7FFF0000
_NOT_EQUAL, _GREATER, _MASKED_EQUAL = 1, 6, 7


class FilterError(Exception):
    """The filter cannot be made here: libseccomp is missing or refused a rule."""


class _Comparison(ctypes.Structure):
    _fields_ = [
        ("argument", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    ]


def _refuse_with(error: int) -> int:
    return 0x00050000 | error


@functools.cache
def _libseccomp() -> ctypes.CDLL:
    name = machine.libseccomp()
    if not name:
        raise FilterError(machine.part("libseccomp").word)
    library = ctypes.CDLL(name)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Comparison),
    ]  # fmt: skip
    library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    return library


def _rules(internet: bool) -> Iterable[tuple[str, int, list[_Comparison]]]:
    """Every rule: the system call, the error it gets, and when."""
    for name in DENIED:
        yield name, errno.EPERM, []
    # An argument is compared once in a rule; AF_UNIX is 1, AF_INET 2, and below them stands no family.
    other = (_GREATER, socket.AF_INET) if internet else (_NOT_EQUAL, socket.AF_UNIX)
    for name in ("socket", "socketpair"):
        yield name, errno.EAFNOSUPPORT, [_Comparison(0, *other, 0)]
    # glibc falls back from clone3, whose flags a filter cannot see, to clone, whose flags it can.
    yield "clone3", errno.ENOSYS, []
    for flag in NAMESPACES:
        yield "clone", errno.EPERM, [_Comparison(0, _MASKED_EQUAL, flag, flag)]
    for call, commands in (("ioctl", TYPE_INTO_A_TERMINAL), ("fcntl", LOCK_OR_LEASE)):
        for command in commands:  # of 32 bits: what stands above them the kernel does not look at
            yield call, errno.EPERM, [_Comparison(1, _MASKED_EQUAL, 0xFFFFFFFF, command)]


@functools.cache
def compile_filter(*, internet: bool = False) -> bytes:
    """The filter as a program for the kernel, 8 bytes an instruction. Raises `FilterError`.

    `internet` leaves sockets of AF_INET, for programs that speak over the loopback of a network of their own.
    """
    library = _libseccomp()
    context = library.seccomp_init(_ALLOW)
    if not context:
        raise FilterError("libseccomp could not start a filter")
    try:
        for name, error, comparisons in _rules(internet):
            number = library.seccomp_syscall_resolve_name(name.encode())
            if number < 0:
                continue  # a call that this processor, or this libseccomp, does not have
            array = (_Comparison * len(comparisons))(*comparisons)
            if library.seccomp_rule_add_array(context, _refuse_with(error), number, len(comparisons), array) != 0:
                raise FilterError(f"libseccomp refused the rule for {name}")
        reader, writer = os.pipe()
        with os.fdopen(reader, "rb") as program:
            try:
                if library.seccomp_export_bpf(context, writer) != 0:
                    raise FilterError("libseccomp could not write the filter")
            finally:
                os.close(writer)
            return program.read()
    finally:
        library.seccomp_release(context)
