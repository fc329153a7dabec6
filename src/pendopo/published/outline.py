"""What lies under what in a chart of accounts, as the levels of published lines say it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The codes of a line in one classification, the highest first; none is empty.
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the codes of a chart lie.

    :param above: a code to what stands above it, once for each place where it stands
    """

    above: Mapping[str, frozenset[Path]]

    def lies(self, code: str, under: str) -> bool | None:
        """Whether all that has a code lies under another, or is it.

        :returns: None where that is not known: the code stands above the other, or in two places,
            or no line has it and its spelling does not tell
        """
        if code == under:
            return True
        if not {code, under} <= self.above.keys():
            return self._spelt(code, under)
        if any(code in path for path in self.above[under]):
            return None
        said = {under in path for path in self.above[code]}
        return said.pop() if len(said) == 1 else None

    def _spelt(self, code: str, under: str) -> bool | None:
        """Tell by their spelling how two codes lie of which the lines have one at most."""
        pairs = [(one, path[-1]) for one, paths in self.above.items() for path in paths if path]
        if all(lower.startswith(f"{upper}.") for lower, upper in pairs):
            between = "."
        elif all(lower.startswith(upper) for lower, upper in pairs):
            between = ""
        else:
            return None
        if not pairs and (code.startswith(under) or under.startswith(code)):
            return None
        if under.startswith(f"{code}{between}"):
            return None
        return code.startswith(f"{under}{between}")


def outline_of(paths: Iterable[Path]) -> Outline:
    """Read an outline from the codes of lines."""
    above: dict[str, set[Path]] = {}
    for path in paths:
        for level, code in enumerate(path):
            above.setdefault(code, set()).add(path[:level])
    return Outline({code: frozenset(places) for code, places in above.items()})
