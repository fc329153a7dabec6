"""Which files of an archive describe its tables and are none, by their names."""

import re
from collections.abc import Collection

# What describes the tables beside it, by the customs of Frictionless Data, CKAN and CSV on the Web:
# these names exactly, since ``release-package.json`` and ``licences.csv`` are data.
_DESCRIBES = re.compile(
    r"(datapackage|(csv-)?metadata|manifest|schema|tableschema|package)\.json|"
    r"(readme|licen[cs]e)([-_.].*)?\.(md|txt|rst|html?|pdf)|readme|licen[cs]e",
    re.IGNORECASE,
)
# What describes one table, where a table of that name is there (CSV on the Web, section 5.3).
_DESCRIBES_ONE = re.compile(
    r"(?P<table>.+)[-_.](datapackage|metadata|manifest|schema|tableschema)\.json", re.IGNORECASE
)


def describes(name: str, known: Collection[str]) -> bool:
    """Tell whether a file describes tables, by its name and the names beside it.

    :param name: in small letters, without folders
    :param known: the names that are there, with their endings and without
    """
    of_one = _DESCRIBES_ONE.fullmatch(name)
    return bool(_DESCRIBES.fullmatch(name)) or (of_one is not None and of_one["table"] in known)
