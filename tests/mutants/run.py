"""Mutation testing of ``standards/tlog``: ``python -m tests.mutants.run EVERY [MODULE...]``.

EVERY is 1 for all mutants, 3 for each third of them.

Every mutant is loaded in the place of its module in a child process, and the tests of
``tests/standards/tlog`` run until one fails. A mutant that none notices is printed. Exits with 1
when fewer than 95 % are noticed.
"""

import ast
import contextlib
import importlib
import importlib.machinery
import importlib.util
import itertools
import os
import resource
import select
import signal
import sys
import types
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.mutants.mutate import Mutant, mutants

ROOT = Path(__file__).parents[2]
PACKAGE = "pendopo.standards.tlog"
SOURCES = ROOT / "src/pendopo/standards/tlog"
TESTS = ROOT / "tests/standards/tlog"
MODULES = sorted(file.stem for file in SOURCES.glob("[a-z]*.py"))
NEEDED = (
    *("hypothesis", "hypothesis.strategies", "_hypothesis_pytestplugin", "pytest_timeout"),
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.asymmetric.mldsa",
)
# A mutant that makes a loop endless is noticed too: by the processor's time that it takes, which is
# the same beside other work; or by the clock, where it waits for what never comes.
PROCESSOR_SECONDS_MOST = 40
SECONDS_MOST = 600
# One whose loop fills a list is noticed by its memory, before the machine is out of it.
MEMORY_MOST = 2 << 30
KILLED_LEAST = 0.95
EXAMPLES = 25
# Two plug-ins of all that are installed: the others take longer to load than the tests to run.
OPTIONS = [
    *("-x", "-q", "--assert", "plain", "--rootdir", str(ROOT), "-p", "no:cacheprovider"),
    *("-p", "pytest_timeout", "-p", "_hypothesis_pytestplugin"),
]


class _InItsPlace(importlib.machinery.SourceFileLoader):
    """Loads one module from a tree instead of its file."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        super().__init__(name, str(path))
        self._tree = tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def get_code(self, fullname: str) -> types.CodeType:
        del fullname
        return compile(self._tree, self.path, "exec", dont_inherit=True)


def faults(module: str) -> Iterator[Mutant]:
    """Give every mutant of a module of ``standards/tlog``."""
    return mutants((SOURCES / f"{module}.py").read_text("utf-8"))


def noticed(module: str, mutant: Mutant) -> bool:
    """Whether a test fails on a mutant: one of the module's own, which are asked first, or any."""
    own = TESTS / f"test_{module}.py"
    others = [file for file in sorted(TESTS.glob("test_*.py")) if file != own]
    asked = [[own], others] if own.exists() else [others]
    return any(fails(module, mutant, files) for files in asked)


def fails(module: str, mutant: Mutant, files: list[Path]) -> bool:
    """Whether a test of some files fails on a mutant."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        os.close(ours)
        _judge(module, mutant, files, theirs)
    os.close(theirs)
    ready, _, _ = select.select([ours], [], [], SECONDS_MOST)
    passed = bool(ready) and os.read(ours, 1) == b"0"
    os.close(ours)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return not passed


def _judge(module: str, mutant: Mutant, files: list[Path], out: int) -> None:
    """Run tests on a mutant, and tell whether all passed; never returns."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST, MEMORY_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS_MOST, PROCESSOR_SECONDS_MOST))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    path = SOURCES / f"{module}.py"
    sys.meta_path.insert(0, _InItsPlace(f"{PACKAGE}.{module}", path, mutant.tree))
    code = 1
    with contextlib.suppress(BaseException):
        code = int(pytest.main([*OPTIONS, *map(str, files)]))
    os.write(out, b"0" if code == 0 else b"1")
    os._exit(0)


def sound(module: str) -> Mutant:
    """Give the module without a fault: what the tests must let pass, or they notice nothing."""
    source = (SOURCES / f"{module}.py").read_text("utf-8")
    return Mutant(0, 0, "nothing", ast.parse(source))


def warm_up() -> None:
    """Import what all children need, so that each begins with it; not what is mutated."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in NEEDED:
        importlib.import_module(name)
    settings = importlib.import_module("hypothesis").settings
    settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, max_examples=EXAMPLES
    )
    settings.load_profile("mutants")
    if any(name.startswith(PACKAGE) for name in sys.modules):
        raise RuntimeError(f"{PACKAGE} is imported already: no mutant would take its place")


def main() -> None:
    """Judge every mutant of the modules named, or of all."""
    warm_up()
    killed = tried = 0
    every, *named = sys.argv[1:]
    for module in named or MODULES:
        if noticed(module, sound(module)):
            raise RuntimeError(f"the tests fail on {module} as it is: mend that first")
        alive = []
        for mutant in itertools.islice(faults(module), 0, None, int(every)):
            tried += 1
            if noticed(module, mutant):
                killed += 1
            else:
                alive.append(mutant)
                print(f"{module}.py:{mutant.line}: {mutant.what}", flush=True)  # noqa: T201
        print(f"{module}: {len(alive)} not noticed", flush=True)  # noqa: T201
    share = killed / tried
    print(f"{killed} of {tried} noticed: {share:.1%}")  # noqa: T201
    sys.exit(0 if share >= KILLED_LEAST else 1)


if __name__ == "__main__":
    main()
