"""``pendopo photos``: photos of boards become files without metadata, and a table to publish."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from pendopo.cli.verb import STOPPED, RefusedError, choice, folder_for, programme, verb
from pendopo.cli.words import word
from pendopo.evidence.photos import Photo, PhotoError, Point, inside, kept, placed, seen_before
from pendopo.programme.programme import Programme
from pendopo.published.reads import Cell, Filter, Query
from pendopo.terms.wording import say

KINDS: Final = ("board", "banner", "leaflet", "work", "meeting", "other")
# The village's code, and perhaps where the browser of who took it says that it was: the page
# ``exports.photo_form`` writes it so, latitude first as maps show it.
_NAMED: Final = re.compile(
    r"([0-9]{2}[.][0-9]{2}[.][0-9]{2}[.][0-9]{4})(?![0-9])"
    r"(?:@(-?[0-9]{1,2}[.][0-9]{1,8}),(-?[0-9]{1,3}[.][0-9]{1,8})(?![0-9]))?"
)
_ENDINGS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_COLUMNS: Final = (
    "village", "year", "kind", "sha256", "likeness", "placed_by", "inside", "taken_on",
)  # fmt: skip
_KNOWN_MOST: Final = 100_000


@verb(
    "photos",
    say(
        "Make of photos, named by their village's code, files without metadata and the table "
        "photos.csv to publish in villages. The same picture twice is told; a photo that nobody "
        "places is unproved, and stays."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@choice("--out", type=click.Path(path_type=Path), required=True, text=say("Where to write."))
@choice("--year", type=click.IntRange(1990, 2100), required=True, text=say("The fiscal year."))
@choice("--kind", type=click.Choice(KINDS), default="board", text=say("Of what they are."))
@choice("--officer", is_flag=True, text=say("The district officer confirms where they were taken."))
@click.pass_context
def verb_(
    ctx: click.Context, folder: Path, out: Path, year: int, kind: str, *, officer: bool
) -> None:
    """Write the photos and their table."""
    taking = _Taking(programme(ctx), officer)
    found = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in _ENDINGS]
    named = list(_named(found))
    if not named:
        text = say("{folder}: no photo is named by a village's code, such as {example}")
        raise RefusedError(word(text, folder=folder, example="35.22.01.2001.jpg"))
    folder_for(out)
    count = 0
    with (out / "photos.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(_COLUMNS)
        # One at a time: a district's photos are more than a small machine holds.
        for file, village in named:
            taken = taking.take(file, village)
            if taken is None:
                continue
            photo, by, within = taken
            count += 1
            (out / f"{photo.sha256}.jpg").write_bytes(photo.data)
            table.writerow(
                (village, year, kind, photo.sha256, photo.likeness, by, within, photo.taken_on)
            )
    click.echo(word(say("Photos kept: {count}, in {out}."), count=count, out=out))
    if count < len(named):
        sys.exit(STOPPED)


def _named(files: list[Path]) -> Iterator[tuple[Path, str]]:
    for file in files:
        match = _NAMED.match(file.name)
        if match:
            yield file, match[1]
        else:
            text = say("{file}: left out; begin its name with the village's code")
            click.echo(word(text, file=file.name), err=True)


def _said(name: str) -> Point | None:
    """Give the place that stands in a file's name."""
    match = _NAMED.match(name)
    return (float(match[3]), float(match[2])) if match and match[2] else None


@dataclass
class _Taking:
    """Photos as they are taken in, each beside those known before."""

    opened: Programme
    officer: bool
    known: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row in self._rows("villages", "photos"):
            if row["likeness"]:
                self.known.append((str(row["likeness"]), str(row["village"])))

    def take(self, file: Path, village: str) -> tuple[Photo, str, str] | None:
        """Read one photo, say who places it and whether within the village.

        :returns: None for what is no photo, which is told
        """
        try:
            photo = kept(file.read_bytes())
        except PhotoError as error:
            told = word(error.message, **error.values)
            click.echo(word(say("{file}: left out; {why}"), file=file.name, why=told), err=True)
            return None
        # Photos may be made anew once they are published: a village's own are no second use.
        others = [(likeness, name) for likeness, name in self.known if name != village]
        other = seen_before(photo, others)
        if other:
            text = say("{file}: the same picture as one of {village}; take a new one")
            click.echo(word(text, file=file.name, village=other), err=True)
        self.known.append((photo.likeness, village))
        by, point = placed(photo, _said(file.name), officer=self.officer)
        borders = self._rows("places", "borders", Filter("code", "eq", village)) if point else []
        if by == "officer":
            return photo, by, "true"
        if point is None or not borders:
            return photo, by, ""
        return photo, by, str(inside(point, json.loads(str(borders[-1]["geometry"])))).lower()

    def _rows(self, register: str, name: str, *filters: Filter) -> list[dict[str, Cell]]:
        state = self.opened.state()
        try:
            table = self.opened.table(state, register, name)
        except KeyError:
            return []
        return [*self.opened.reader(table).page(Query(filters), 0, _KNOWN_MOST)]
