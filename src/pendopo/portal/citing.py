"""How to cite what is published: in words, for BibTeX and for reference managers (RIS)."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.visit import Visit
from pendopo.published.state import Publication
from pendopo.terms.wording import fill

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing to cite: who published what on which day, and where it stays for good.

    :param address: the page at this state, which never changes
    :param place: the log and the size of its checkpoint
    """

    publisher: str
    title: str
    day: str
    entry: int
    address: str
    place: str
    key: str

    @property
    def text(self) -> str:
        """One sentence, as a newspaper or a report prints it."""
        words = _("{publisher}, “{title}”, {day}, entry {entry} of {place}. {address}")
        return fill(
            words,
            {
                "publisher": self.publisher,
                "title": self.title,
                "day": writing.day(self.day),
                "entry": writing.number(self.entry),
                "place": self.place,
                "address": self.address,
            },
        )

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX; Unicode stays as it is, which BibLaTeX and Biber read."""
        year, month, _day = self.day.split("-")
        fields = {
            "author": f"{{{_escaped(self.publisher)}}}",
            "title": f"{{{_escaped(self.title)}}}",
            "year": year,
            "month": str(int(month)),
            "url": self.address,
            "note": _escaped(f"Entry {self.entry} of {self.place}"),
        }
        lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
        return f"@misc{{{self.key},\n{lines}}}"

    @property
    def ris(self) -> str:
        """A record in RIS, type data set, which Zotero, Mendeley and EndNote read."""
        lines = [
            ("TY", "DATA"),
            ("AU", self.publisher),
            ("TI", self.title),
            ("PY", self.day[:4]),
            ("DA", self.day.replace("-", "/")),
            ("UR", self.address),
            ("N1", f"Entry {self.entry} of {self.place}"),
            ("ER", ""),
        ]
        return "\n".join(f"{tag}  - {' '.join(text.split())}" for tag, text in lines)


def citation(visit: Visit, publication: Publication, title: str, *, alone: bool) -> Citation:
    """Cite a publication, or what stands on the page that was made from it.

    :param alone: whether what is cited is this publication's alone; of several the government is
        the author
    """
    facts = visit.programme.metadata(publication)
    publisher = visit.publisher
    if alone and facts is not None:
        publisher = facts.publisher
    host = re.sub(r"[^a-z0-9]+", "-", visit.origin.lower()).strip("-")
    return Citation(
        publisher=publisher,
        title=title,
        day=str(writing.local_day(publication.time)),
        entry=publication.index,
        address=visit.base + visit.fixed,
        place=f"{visit.origin}, {_('checkpoint')} {visit.state.size}",
        key=f"{host}-{publication.index}",
    )


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in " ".join(text.split()))
