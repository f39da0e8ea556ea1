"""What Windows' Python does not have is asked for only where the program knows that it is not on Windows.

CPython's documentation marks these names "Availability: Unix". A Windows Python imports the modules themselves in
``make test-windows``, under wine.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UNIX_MODULES = {
    "crypt", "curses", "dbm", "fcntl", "grp", "nis", "ossaudiodev", "posix", "pty", "pwd", "readline", "resource",
    "secretstorage", "spwd", "syslog", "termios", "tty",
}  # fmt: skip
UNIX_NAMES = {
    "os": {
        "O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "SCHED_IDLE",
        "chown", "chroot", "confstr", "copy_file_range", "fchdir", "fchmod", "fchown", "fdatasync", "fork", "forkpty",
        "fstatvfs", "getegid", "geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpriority", "getresuid",
        "getsid", "getuid", "initgroups", "killpg", "lchown", "lockf", "mkfifo", "mknod", "nice", "openpty", "pathconf",
        "pipe2", "posix_fallocate", "posix_spawn", "pread", "preadv", "pwrite", "pwritev", "sched_yield", "sendfile",
        "posix_fadvise", "setegid", "seteuid", "setgid", "setpriority", "setsid", "setuid", "statvfs", "sync",
        "sysconf", "tcgetpgrp", "uname", "wait", "wait3", "wait4", "waitid", "writev",
    },
    "signal": {
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGUSR1", "SIGUSR2", "alarm",
        "pause", "pthread_sigmask", "setitimer", "sigwait",
    },
    "socket": {"AF_UNIX", "SCM_RIGHTS", "socketpair"},
    "select": {"epoll", "kqueue", "poll"},
    "time": {"CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW", "clock_gettime", "clock_settime", "tzset"},
    "ctypes": {"PyDLL"},
}  # fmt: skip
WINDOWS_NAMES = {"ctypes": {"windll", "WinDLL", "WinError", "get_last_error"}}
WINDOWS_MODULES = {"msvcrt", "winreg", "winsound", "_winapi", "win32print"}
TRANSLATING = {"os": {"read", "write"}}
"""Windows turns line ends of a descriptor from ``os.open`` without ``O_BINARY``; ``os.fdopen`` switches that off."""
KNOWN = {
    ("counter/clock.py", "time.clock_gettime"): "only when CLOCK_BOOTTIME is there",
    ("counter/devices/ticket_printer.py", "os.write"): "a device file, which Windows does not have",
    ("counter/devices/ticket_printer.py", "os.read"): "a device file, which Windows does not have",
}
"""Uses that are sound for a reason which no comparison with the system's name says."""


def _sources() -> list[Path]:
    return sorted([ROOT / "main.py", *(ROOT / "counter").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])


def uses_that_windows_lacks(text: str) -> set[str]:
    """Names of the other system's that are used where nothing around them asks which system it is."""
    tree = ast.parse(text)
    above = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    found = {(node, name) for node in ast.walk(tree) for name in _foreign(node)}
    return {name for node, name in found if not _is_guarded(node, above)}


def _foreign(node: ast.AST) -> list[str]:
    modules = UNIX_MODULES | WINDOWS_MODULES
    if isinstance(node, ast.Import):
        return [each.name for each in node.names if each.name.split(".")[0] in modules]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        kinds = (UNIX_NAMES.get(module, set()), WINDOWS_NAMES.get(module, set()))
        named = [f"{module}.{each.name}" for each in node.names if any(each.name in kind for kind in kinds)]
        return [module] if module.split(".")[0] in modules else named
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = node.value.id
        if any(node.attr in kind.get(module, set()) for kind in (UNIX_NAMES, WINDOWS_NAMES, TRANSLATING)):
            return [f"{module}.{node.attr}"]
    return []


def _is_guarded(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether the function around it, or an ``if`` around it, looks at the system's name."""
    place: ast.AST | None = node
    while place is not None:
        if isinstance(place, ast.FunctionDef) and _asks(place):
            return True
        if isinstance(place, ast.If | ast.IfExp) and _asks(place.test):
            return True
        place = above.get(place)
    return False


def _asks(place: ast.AST) -> bool:
    return any(name in ast.unparse(place) for name in ("sys.platform", "os.name"))


def test_nothing_of_unix_alone_is_used_unasked() -> None:
    found = {
        (file.relative_to(ROOT).as_posix(), name)
        for file in _sources()
        for name in uses_that_windows_lacks(file.read_text(encoding="utf-8"))
    }
    assert found == set(KNOWN)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import fcntl", {"fcntl"}),
        ("def f():\n    import resource\n", {"resource"}),
        ("from os import pwrite", {"os.pwrite"}),
        ("import os\nos.pread(1, 2, 3)", {"os.pread"}),
        ("import signal\nx = -signal.SIGKILL", {"signal.SIGKILL"}),
        ("import sys\nif sys.platform != 'win32':\n    import fcntl\n", set()),
        ("import os\nx = os.getuid() if os.name == 'posix' else 0", set()),
        ("def f(system=sys.platform):\n    if system != 'win32':\n        return os.uname()\n", set()),
        ("import ctypes\nctypes.windll.kernel32", {"ctypes.windll"}),
        ("os.write(descriptor, b'')", {"os.write"}),
    ],
)
def test_the_check_itself_sees_what_it_is_for(text: str, told: set[str]) -> None:
    assert uses_that_windows_lacks(text) == told


def test_no_file_of_the_program_has_a_name_that_windows_refuses() -> None:
    """Reserved names and characters, and two names that differ only in case (learn.microsoft.com, Naming Files)."""
    reserved = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}
    top = [ROOT / name for name in ("counter", "ui", "resources")]
    names = [path.relative_to(ROOT).as_posix() for folder in top for path in folder.rglob("*")]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        for part in name.split("/"):
            assert part.split(".")[0].casefold() not in reserved, name
            assert not set(part) & set('<>:"|?*\\'), name
            assert not part.endswith((".", " ")), name
