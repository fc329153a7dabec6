"""What the kernel takes away from a child process before it opens a stranger's file.

Two of its means need no privilege and work inside containers. A seccomp filter takes away the
calls by which a process reaches the network, other processes or other programs. Landlock takes
away the files that it has no business with. Neither can be given back.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst and landlock.rst.
"""

import ctypes
import errno
import os
import platform
import stat
import struct
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000  # with an error number in its lower half
_KILL = 0x80000000
_LOAD_WORD, _JUMP_EQUAL, _JUMP_LEAST, _JUMP_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCHITECTURE, _AT_FIRST_ARGUMENT = 0, 4, 16
_X32_FROM = 0x40000000
_CLONE_THREAD = 0x00010000

# Name of the machine to the kernel's name of its architecture and the column of _CALLS.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1), "riscv64": (0xC00000F3, 1)}
# Calls taken away altogether, numbered on x86-64 and on the machines of the generic table; 0 where
# there is none.
_CALLS = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "io_uring_setup": (425, 425),  # by which all the others can be made
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, 0),
    "vfork": (58, 0),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    # Landlock does not watch over a file's mode, owner and attributes.
    "chmod": (90, 0),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, 0),
    "lchown": (94, 0),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
}
# Calls that may name this process and no other: how a library aborts itself, and sets its limits.
_OWN_ONLY = {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131)}
_PRLIMIT = (302, 261)
_CLONE = (56, 220)
_CLONE3 = (435, 435)

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_FOR_A_FILE = 1 | _WRITE_FILE | _READ_FILE | _TRUNCATE | 1 << 15
# How many rights over files the kernel knows from each version of its interface on.
_RIGHTS_BY_VERSION = (13, 14, 15, 15, 16)
_NET_FROM, _SCOPE_FROM = 4, 6
_EVERY_NET, _EVERY_SCOPE = 0b11, 0b11

# Beside our own code: the libraries of the system, and what they ask of the machine they run on.
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/dev/urandom",
)
_SINK = "/dev/null"


@dataclass(frozen=True, slots=True)
class Reach:
    """The files that a process may touch beside the program's own code.

    :param read: files, or folders with all that is in them
    :param write: folders; they may be read too
    """

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()


class ConfineError(OSError):
    """The kernel refuses to take away what a reader of strangers' files must not have."""


def shut_off() -> bool:
    """Take from this process, for good, the network, other processes and other programs.

    Threads stay possible. To be called before there is a second one.

    :returns: whether it was done; False only on systems other than Linux
    :raises ConfineError: when the kernel, or what stands before it, refuses
    """
    if sys.platform != "linux":
        return False
    try:
        architecture, column = _MACHINES[platform.machine()]
    except KeyError:
        raise ConfineError(
            errno.ENOSYS, f"the system calls of {platform.machine()} are not known here"
        ) from None
    program = _program(architecture, column, os.getpid())
    filter_ = ctypes.create_string_buffer(program, len(program))
    described = ctypes.create_string_buffer(
        struct.pack("@HP", len(program) // 8, ctypes.addressof(filter_))
    )
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    _expect(prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    _expect(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, described, 0, 0), "seccomp")
    return True


def _expect(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise ConfineError(number, f"{what}: {os.strerror(number)}")


def _program(architecture: int, column: int, pid: int) -> bytes:
    """Write the filter in the kernel's own small language, eight bytes an instruction."""
    refused, absent = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    steps = [
        _step(_LOAD_WORD, _AT_ARCHITECTURE),
        # The calls of another architecture have other numbers: nothing of ours makes them.
        _step(_JUMP_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD_WORD, _AT_NUMBER),
        _step(_JUMP_LEAST, _X32_FROM, 0, 1),
        _step(_RETURN, refused),
        # The C library, told that clone3 does not exist, takes clone, whose flags can be seen.
        *_when(_CLONE3[column], _step(_RETURN, absent)),
        *_when(_CLONE[column], *_argument(_JUMP_BIT, _CLONE_THREAD, refused)),
        *_when(_PRLIMIT[column], *_argument(_JUMP_EQUAL, 0, refused)),
    ]
    for numbers in _OWN_ONLY.values():
        steps += _when(numbers[column], *_argument(_JUMP_EQUAL, pid, refused))
    for numbers in _CALLS.values():
        if numbers[column]:
            steps += _when(numbers[column], _step(_RETURN, refused))
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, true, false, value)


def _when(number: int, *then: bytes) -> list[bytes]:
    """Take some steps for one call, and pass over them for every other."""
    return [_step(_JUMP_EQUAL, number, 0, len(then)), *then]


def _argument(test: int, value: int, otherwise: int) -> tuple[bytes, ...]:
    """Let a call pass by its first argument; flags and process numbers have 32 bits."""
    return (
        _step(_LOAD_WORD, _AT_FIRST_ARGUMENT),
        _step(test, value, 0, 1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, otherwise),
    )


def fence_in(reach: Reach) -> bool:
    """Take from this thread, and those it will start, every file but the code and what is named.

    A named file that is not there is passed over: to open it fails anyhow.

    :returns: whether it was done; False where the kernel has no Landlock (before 5.13, or not
        switched on)
    """
    version = landlock_version()
    if version < 1:
        return False
    system = ctypes.CDLL(None, use_errno=True).syscall
    handled = (1 << _RIGHTS_BY_VERSION[min(version, len(_RIGHTS_BY_VERSION)) - 1]) - 1
    described = struct.pack("@Q", handled)
    if version >= _NET_FROM:
        described += struct.pack("@Q", _EVERY_NET)
    if version >= _SCOPE_FROM:
        described += struct.pack("@Q", _EVERY_SCOPE)
    rules = system(_LANDLOCK_CREATE, described, len(described), 0)
    if rules < 0:
        return False
    try:
        _permit(system, rules, _rights(reach, handled))
        _expect(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
        _expect(system(_LANDLOCK_RESTRICT, rules, 0), "landlock")
    finally:
        os.close(rules)
    return True


def landlock_version() -> int:
    """Give the version of Landlock's interface that the kernel has; 0 or less where it has none."""
    if sys.platform != "linux":
        return 0
    version: int = ctypes.CDLL(None, use_errno=True).syscall(_LANDLOCK_CREATE, None, 0, 1)
    return version


def _rights(reach: Reach, handled: int) -> Iterable[tuple[str, int]]:
    reading = _READ_FILE | _READ_FOLDER
    for path in (*_code(), *_SYSTEM, *reach.read):
        yield path, reading
    yield _SINK, handled & (reading | _WRITE_FILE | _TRUNCATE)
    for path in reach.write:
        yield path, handled


def _code() -> set[str]:
    """Name the folders of Python, of its packages and of ours, wherever links lead."""
    ours = str(Path(__file__).parents[1].resolve())
    return {ours, sys.prefix, sys.base_prefix, *(path for path in sys.path if path)}


def _permit(system: Callable[..., int], rules: int, rights: Iterable[tuple[str, int]]) -> None:
    for path, right in rights:
        # A path that is not there, or that may not be looked up, cannot be opened later either.
        with suppress(OSError):
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                is_folder = stat.S_ISDIR(os.fstat(place).st_mode)
                allowed = right if is_folder else right & _FOR_A_FILE
                rule = struct.pack("=Qi", allowed, place)
                _expect(system(_LANDLOCK_ADD, rules, 1, rule, 0), "landlock")
            finally:
                os.close(place)
