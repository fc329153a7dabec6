"""What a child can no longer do, tried one by one in a child of its own."""

import ctypes
import errno
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pendopo.store import confine, prepared
from pendopo.store.child import ChildError, Limits, run
from pendopo.store.confine import ConfineError, Reach, landlock_version

# A fork begins with all that the prepared process imported for the tests before this one.
LIMITS = Limits(memory_mb=1024, seconds=20, file_mb=1)

fenced = pytest.mark.skipif(landlock_version() < 1, reason="this kernel has no Landlock")

TRIES = """
import ctypes, errno, os, signal, socket, subprocess, threading

def tried(spec, tell):
    try:
        return {"did": str(globals()[spec["what"]](spec))}
    except OSError as error:
        return {"refused": errno.errorcode[error.errno]}

def called(number, *arguments):
    system = ctypes.CDLL(None, use_errno=True).syscall
    if system(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return "done"

def tcp(spec): return socket.create_connection(("127.0.0.1", spec["port"]), timeout=2)
def tcp6(spec): return socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
def udp(spec): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def unix(spec): return socket.socket(socket.AF_UNIX)
def pair(spec): return socket.socketpair()
def raw(spec): return socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
def netlink(spec): return socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
def serve(spec): return socket.create_server(("127.0.0.1", 0))
def ring(spec): return called(425, 8, ctypes.create_string_buffer(120))
def program(spec): return subprocess.run(["/bin/true"], check=True)
def fork(spec): return os.fork()
def replaced(spec): return os.execv("/bin/true", ["true"])
def kill_parent(spec): return os.kill(os.getppid(), 0)
def kill_group(spec): return os.kill(0, 0)
def limit_parent(spec):
    import resource
    return resource.prlimit(os.getppid(), resource.RLIMIT_CPU)
def trace_parent(spec): return called(101, 16, os.getppid(), 0, 0)
def read(spec): return len(open(spec["path"], "rb").read())
def write(spec): return open(spec["path"], "wb").write(b"x")
def list_folder(spec): return len(os.listdir(spec["path"]))
def remove(spec): return os.unlink(spec["path"])
def open_up(spec): return os.chmod(spec["path"], 0o777)
def threads(spec):
    done = []
    thread = threading.Thread(target=done.append, args=[1])
    thread.start()
    thread.join()
    return done
def in_a_thread(spec):
    caught = []
    def reach_out():
        try:
            socket.socket()
        except OSError as error:
            caught.append(errno.errorcode[error.errno])
    thread = threading.Thread(target=reach_out)
    thread.start()
    thread.join()
    return caught
def name(spec):
    try:
        return socket.getaddrinfo("localhost.example", 80)
    except socket.gaierror as error:
        raise OSError(errno.EPERM, str(error)) from error
def work(spec):
    import tempfile
    with tempfile.NamedTemporaryFile() as file:
        return os.path.dirname(file.name)
"""


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """Try something in a child, and give what came of it."""
    root = tmp_path / "code"
    root.mkdir()
    (root / "pendopo").symlink_to(Path(confine.__file__).parents[1])
    (root / "tries.py").write_text(TRIES)
    monkeypatch.setattr("pendopo.store.child.__file__", str(root / "pendopo/store/child.py"))

    def called(what, reach=None, **spec):
        return run("tries:tried", {"what": what, **spec}, LIMITS, None, reach)

    return called


@pytest.mark.parametrize(
    "what", ["tcp6", "udp", "unix", "pair", "raw", "netlink", "serve", "ring", "name"]
)
def test_no_door_to_the_network_opens(tried, what):
    assert tried(what) == {"refused": "EPERM"}


def test_not_even_a_server_on_this_machine_is_reached(tried):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        found = tried("tcp", port=server.getsockname()[1])

        assert found == {"refused": "EPERM"}
        with pytest.raises(TimeoutError):
            server.accept()


def test_threads_are_shut_off_too_and_stay_possible(tried):
    assert tried("threads") == {"did": "[1]"}
    assert tried("in_a_thread") == {"did": "['EPERM']"}


@pytest.mark.parametrize("what", ["program", "fork", "replaced"])
def test_nothing_else_is_started(tried, what):
    assert tried(what) == {"refused": "EPERM"}


@pytest.mark.parametrize("what", ["kill_parent", "kill_group", "limit_parent", "trace_parent"])
def test_other_processes_are_out_of_reach(tried, what):
    assert tried(what) == {"refused": "EPERM"}


@fenced
def test_what_is_handed_is_read_and_nothing_beside_it(tried, tmp_path):
    handed, secret = tmp_path / "handed.csv", tmp_path / "log.key"
    handed.write_bytes(b"a\n1\n")
    secret.write_bytes(b"secret")
    reach = Reach(read=(str(handed),))

    assert tried("read", reach, path=str(handed)) == {"did": "4"}
    for path in (secret, Path("/etc/passwd"), Path(f"/proc/{os.getpid()}/environ")):
        assert tried("read", reach, path=str(path)) == {"refused": "EACCES"}
    assert tried("list_folder", reach, path=str(tmp_path)) == {"refused": "EACCES"}


@fenced
def test_it_writes_where_it_is_to_work_and_nowhere_else(tried, tmp_path):
    handed, work = tmp_path / "handed.csv", tmp_path / "work"
    handed.write_bytes(b"a\n1\n")
    work.mkdir()
    reach = Reach((str(handed),), (str(work),))

    assert tried("write", reach, path=str(work / "x")) == {"did": "1"}
    assert tried("remove", reach, path=str(work / "x")) == {"did": "None"}
    for path in (handed, tmp_path / "new", Path("/var/new")):
        assert tried("write", reach, path=str(path)) == {"refused": "EACCES"}
    assert tried("remove", reach, path=str(handed)) == {"refused": "EACCES"}
    assert handed.read_bytes() == b"a\n1\n"


@fenced
def test_a_link_leads_no_further(tried, tmp_path):
    secret, work = tmp_path / "secret", tmp_path / "work"
    secret.write_bytes(b"secret")
    work.mkdir()
    (work / "link").symlink_to(secret)

    found = tried("read", Reach(write=(str(work),)), path=str(work / "link"))

    assert found == {"refused": "EACCES"}


def test_rights_over_a_file_stay_as_they_are(tried, tmp_path):
    file = tmp_path / "work"
    file.write_bytes(b"")
    file.chmod(0o600)

    assert tried("open_up", path=str(file)) == {"refused": "EPERM"}
    assert file.stat().st_mode & 0o777 == 0o600


def test_temporary_files_lie_where_it_is_to_work(tried, tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    assert tried("work", Reach(write=(str(work),))) == {"did": str(work)}


def test_what_is_named_and_not_there_changes_nothing(tried, tmp_path):
    found = tried("read", Reach((str(tmp_path / "nowhere"),)), path=str(tmp_path / "nowhere"))

    assert set(found) == {"refused"}


def test_without_the_filter_nothing_is_read_at_all(tried, tmp_path, monkeypatch):
    # A process that may not call prctl for a filter, as under some container engines.
    (tmp_path / "code" / "pendopo").unlink()
    original = Path(confine.__file__).parents[1]
    (tmp_path / "code" / "pendopo").mkdir()
    for entry in original.iterdir():
        if entry.name != "store":
            (tmp_path / "code" / "pendopo" / entry.name).symlink_to(entry)
    store = tmp_path / "code" / "pendopo" / "store"
    store.mkdir()
    for entry in (original / "store").glob("*.py"):
        text = entry.read_text()
        if entry.name == "confine.py":
            text = text.replace("_SECCOMP_MODE_FILTER = 2", "_SECCOMP_MODE_FILTER = 99")
        (store / entry.name).write_text(text)
    prepared.finish()
    monkeypatch.setattr(prepared, "_OURS", str(tmp_path / "code"))

    with pytest.raises(ChildError) as caught:
        tried("threads")

    prepared.finish()
    assert caught.value.reason == "open"
    assert "seccomp" in str(caught.value)
    assert "seccomp: Invalid argument" in caught.value.detail


@pytest.mark.parametrize("call", [confine.shut_off, lambda: confine.fence_in(Reach())])
def test_other_systems_are_told_apart(monkeypatch, call):
    monkeypatch.setattr(sys, "platform", "darwin")

    assert call() is False


def test_a_machine_whose_calls_are_not_known_is_refused(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "vax")

    with pytest.raises(ConfineError, match="vax") as caught:
        confine.shut_off()

    assert caught.value.errno == errno.ENOSYS


def test_the_numbers_are_those_of_the_kernels_own_headers():
    headers = {
        0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        1: Path("/usr/include/asm-generic/unistd.h"),
    }
    for column, header in headers.items():
        if not header.is_file():
            pytest.skip(f"the kernel's headers are not at {header}")
        names = dict(
            line.split()[1:3]
            for line in header.read_text().splitlines()
            if line.startswith("#define __NR") and line.split()[2:3] and line.split()[2].isdigit()
        )
        for name, numbers in {**confine._CALLS, **confine._OWN_ONLY}.items():
            known = names.get(f"__NR_{name}", names.get(f"__NR3264_{name}"))
            if known and numbers[column]:
                assert int(known) == numbers[column], name


def test_a_call_numbered_for_another_architecture_ends_the_process():
    # int 0x80 reaches the kernel by the numbers of 32 bits, by which a filter could be passed by.
    if platform.machine() != "x86_64":
        pytest.skip("only x86-64 has a second table of calls")
    script = (
        "import ctypes, mmap, sys\n"
        f"sys.path.insert(0, {str(Path(confine.__file__).parents[2])!r})\n"
        "from pendopo.store.confine import shut_off\n"
        "page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        r"page.write(b'\xb8\x14\x00\x00\x00\xcd\x80\xc3')" + "\n"  # getpid, by its 32-bit number
        "call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))\n"
        "shut_off()\n"
        "call()\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert done.returncode == -31, done.stderr  # SIGSYS
    assert ctypes.sizeof(ctypes.c_void_p) == 8
