"""``python -m pendopo`` is ``pendopo``, and so is the script that is installed under that name."""

import sys

# What Arrow and the engine import where they find it: half a second at each start, for nothing
# that a verb does. Pendopo asks for neither, so that a government's machine has neither.
_NOT_NEEDED = ("numpy", "pandas")


def start() -> None:
    """Run ``pendopo`` in a process of its own."""
    sys.modules.update(dict.fromkeys(_NOT_NEEDED))  # type: ignore[arg-type]
    from pendopo.cli import main  # noqa: PLC0415  after what it shall not find

    main(prog_name="pendopo")


if __name__ == "__main__":
    start()
