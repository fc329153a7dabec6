"""``python -m pendopo`` is ``pendopo``, and so is the script that is installed under that name."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

# What Arrow and the engine import where they find it: half a second at each start, for nothing
# that a verb does. Pendopo asks for neither, so that a government's machine has neither.
_NOT_NEEDED = ("numpy", "pandas")


class _NotThere(MetaPathFinder):
    """Finds none of them; None in their place in ``sys.modules`` psycopg takes for numpy."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,  # noqa: ARG002  the import system's own signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Give nothing, and let others look for what is none of them.

        :raises ModuleNotFoundError: for one of them
        """
        if name in _NOT_NEEDED:
            raise ModuleNotFoundError(name=name)
        return None


def start() -> None:
    """Run ``pendopo`` in a process of its own."""
    sys.meta_path.insert(0, _NotThere())
    from pendopo.cli import main  # noqa: PLC0415  after what it shall not find

    main(prog_name="pendopo")


if __name__ == "__main__":
    start()
