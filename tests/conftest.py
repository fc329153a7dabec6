"""What every test shares: no network, no skip unseen, and where outside things are found."""

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[1]
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
# flatten-tool brings these two, and openpyxl takes what it finds: we run as where they are not.
os.environ |= {"OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "False"}

# Playwright keeps a loop running in a worker that has opened a browser: Django takes the desk's
# tests that follow there for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Django is configured once a process: as for the desk, which adds its tables to what the public
# doors have. What the tests start is configured by itself.
os.environ["DJANGO_SETTINGS_MODULE"] = "pendopo.web.desk_settings"
_CONFIGURED = settings.configured or settings.LANGUAGE_CODE
del os.environ["DJANGO_SETTINGS_MODULE"]

_NET_EVENTS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests of a group to one worker.

    pytest-xdist 3.8 names the group at the end of ``_nodeid``, which pytest reads no longer since
    9.2: without this every worker makes what a group shares.
    """
    for item in items:
        named = vars(item).get("_nodeid", "")
        if "@" in named and named != item.nodeid:
            item._id = type(item._id).parse(named)


@pytest.fixture(autouse=True, scope="module")
def _the_usual_umask() -> Generator[None]:
    """Begin each module with it: a desk that is opened keeps its own for the process."""
    os.umask(0o022)
    yield
    os.umask(0o022)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its parameter: packed bytes differ from one process to the next."""
    return argname if isinstance(val, bytes) and not val.isascii() else None


def _is_here(host: object) -> bool:
    return host in {None, "", "localhost", "::1", b"localhost"} or str(host).startswith("127.")


def _keep_off_the_network(event: str, args: tuple[Any, ...]) -> None:
    """Refuse every address but this machine's, in this process; a child process is not covered."""
    if event not in _NET_EVENTS:
        return
    address = args[0] if event == "socket.getaddrinfo" else args[1]
    if isinstance(address, tuple):
        address = address[0]
    elif event != "socket.getaddrinfo":
        return  # the path of a Unix socket
    if not _is_here(address):
        raise RuntimeError(
            f"{event} {address!r}: tests talk to this machine only, 127.0.0.1 or ::1"
        )


sys.addaudithook(_keep_off_the_network)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    text = place[2] if isinstance(place, tuple) else str(place)
    return text.removeprefix("Skipped: ")


def _refuse_a_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if REQUIRE_ALL and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = _reason(report)
        report.outcome = "failed"
        report.longrepr = f"Skipped although REQUIRE_ALL=1: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_a_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_a_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was not run, and why, so that a green line never says more than was tested."""
    skipped: defaultdict[str, int] = defaultdict(int)
    for report in terminalreporter.stats.get("skipped", []):
        skipped[_reason(report)] += 1
    if not skipped:
        return
    terminalreporter.section("not run")
    for reason, count in sorted(skipped.items()):
        terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'}: {reason}")
    terminalreporter.line("With REQUIRE_ALL=1 each of them fails instead.")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real files of governments and published test vectors, kept beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files and vectors are not at ../shared/data")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium, or of the one that CHROMIUM names."""
    named = os.environ.get("CHROMIUM", "")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    return found


@pytest.fixture(scope="session")
def budgeting(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """See ``tests.api.budgeting``: dear, so that its tests are of one group, ``budgeting``."""
    from tests.api.budgeting import build  # noqa: PLC0415  not needed by every test

    return build(tmp_path_factory.mktemp("budgeting"))
