"""The process that reads files, started ahead of the first of them.

It needs half a second to be ready, and so does the program that will ask it: on two cores both at
once.
"""

from typing import Final

from pendopo.store.prepared import begin

_CHILD: Final = "pendopo.programme.child"


def begin_reader() -> None:
    """Start it; it ends with this program, whether it was asked or not."""
    begin(_CHILD)
