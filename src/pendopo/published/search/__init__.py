"""Search over everything published: one index of the present, made from the log and its objects.

The index is a SQLite file with a contentless FTS5 table over stemmed words. Each state has its own,
made from the one before by what was published since, and never changed: a reader opens it for
reading only, and a process that dies while making one leaves none behind.
"""

from pendopo.published.search.document import Document, Kind
from pendopo.published.search.find import Apart, Asked, Found, Hit, Page, Shelf
from pendopo.published.search.gather import ROWS_MOST
from pendopo.published.search.index import Draft, Indexes
from pendopo.published.search.snippet import Marked
from pendopo.published.search.words import Stems, stemmer_of

__all__ = [
    "ROWS_MOST",
    "Apart",
    "Asked",
    "Document",
    "Draft",
    "Found",
    "Hit",
    "Indexes",
    "Kind",
    "Marked",
    "Page",
    "Shelf",
    "Stems",
    "stemmer_of",
]
