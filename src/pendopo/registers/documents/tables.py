"""The table of a document's files."""

from typing import Final

from pendopo.terms.column import Column, Kind, Table
from pendopo.terms.wording import say

# In which a program finds the numbers again, and in which it does not.
READABLE: Final = ("csv", "tsv", "json", "jsonl", "xml", "xlsx", "xls", "ods", "parquet")
PICTURES: Final = ("pdf", "docx", "odt", "html", "image", "paper")

FILES = Table(
    name="files",
    title=say("Files of documents"),
    row=say("One row per file of a document"),
    columns=(
        Column("document", Kind.CODE, title=say("Document"), pattern="[a-z0-9-]{1,64}"),
        Column("year", Kind.YEAR, title=say("Fiscal year")),
        Column("period", Kind.CODE, title=say("Period")),
        Column("publisher", Kind.CODE, title=say("Publisher")),
        Column("title", Kind.TEXT, title=say("Title"), required=True),
        Column(
            "form",
            Kind.CODE,
            title=say("Form"),
            meaning=say("What kind of file it is; paper where it stands on a wall or in a book."),
            required=True,
            one_of=(*READABLE, *PICTURES),
        ),
        Column(
            "address",
            Kind.TEXT,
            title=say("Address"),
            meaning=say("Where everyone can fetch it; of paper, where it hangs or lies."),
            required=True,
        ),
        Column(
            "sha256",
            Kind.CODE,
            title="SHA-256",
            meaning=say(
                "The file's hash: whoever fetches it can tell whether it is still the same."
            ),
            pattern="[0-9a-f]{64}",
        ),
        Column("language", Kind.CODE, title=say("Language"), pattern="[a-z]{2,3}(-[a-z0-9]{2,8})*"),
        Column("pages", Kind.INTEGER, title=say("Pages"), minimum="1"),
        Column(
            "published_on",
            Kind.DATE,
            title=say("Published on, as told"),
            meaning=say(
                "The day its publisher names. What counts is the day on which the log had it."
            ),
        ),
        Column(
            "number",
            Kind.TEXT,
            title=say("Number"),
            meaning=say("Of the law or decree, such as Perda 9/2025."),
        ),
        Column(
            "decided_by",
            Kind.TEXT,
            title=say("Decided by"),
            meaning=say("Which body or office decided it; bodies, never people."),
        ),
        Column("decided_on", Kind.DATE, title=say("Decided on")),
        Column("note", Kind.TEXT, title=say("Note")),
    ),
    facets=("document", "year", "form"),
    source="Open Budget Survey",
)
