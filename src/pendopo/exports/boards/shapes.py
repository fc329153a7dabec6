"""The three shapes of a board: how large it is, and how much stands on it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape.

    :param page: how high the page is, in mm
    :param rest: how high its head and margins are when set at size 1
    :param rows: most rows of money in or out
    :param activities: most rows of activities
    :param unfinished: most activities named as not finished
    :param dots_an_inch: of a picture; 0 for PDF
    """

    name: str
    page: float
    rest: float
    rows: int
    activities: int
    unfinished: int
    dots_an_inch: float = 0

    @property
    def ending(self) -> str:
        """What its file's name ends with."""
        return "png" if self.dots_an_inch else "pdf"

    def size(self, money: int, activities: int, unfinished: int, lines: int) -> float:
        """Reckon how large things are set, so that the page is filled: measured on such boards.

        To measure each board before it is set would double what it costs. What is reckoned too
        large does not fit, which the template says, and is set smaller.

        :param money: lines of the longer of both tables
        :param lines: of the list of what is not finished
        """
        body = {
            # Beside that list stand the map and who carries it out: as high as nine lines.
            "poster": 212 + 9 * money + 6 * activities + 1.6 * max(0, lines - 9),
            "banner": max(500 + 68 * money, 350 + 31 * (activities + unfinished)),
            "picture": 186 + 9 * money + 5 * activities,
        }[self.name]
        found = _SPARE * self.page / (self.rest + body)
        return round(min(max(found, _LEAST), _MOST), 3)


# A little is left free, since lines break otherwise than reckoned.
_SPARE: Final = 0.95
_LEAST: Final = 0.4
_MOST: Final = 1.35
POSTER: Final = Shape("poster", 420, 74, rows=9, activities=16, unfinished=8)
BANNER: Final = Shape("banner", 1000, 291, rows=6, activities=11, unfinished=5)
# 216 mm by 270 mm at 127 dots an inch are 1080 by 1350 dots.
PICTURE: Final = Shape("picture", 270, 68, rows=6, activities=6, unfinished=4, dots_an_inch=127)
SHAPES: Final = (POSTER, BANNER, PICTURE)
