"""Fuzz one parser: ``python -m tests.fuzz.one NAME``, then what libFuzzer takes."""

import importlib
import sys

import atheris


def main() -> None:
    """Load our code so that the fuzzer sees which of its branches are taken, and begin."""
    name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["pendopo"], enable_loader_override=False):
        targets = importlib.import_module("tests.fuzz.targets")
    atheris.Setup([sys.argv[0], *options], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
