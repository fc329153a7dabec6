"""What the parts of an address look like."""

from functools import cache

from django.urls import register_converter


class Language:
    """Two letters, or two and a region: ``id``, ``pt-br``."""

    regex = "[a-z]{2}(?:-[a-z]{2})?"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


class PublicationId(Language):
    """A ULID."""

    regex = "[0-9A-HJKMNP-TV-Z]{26}"


class TableName(Language):
    """A table's name; a dataset's may be its code, a dot, and the name of one of its tables."""

    regex = "[A-Za-z0-9][A-Za-z0-9_.-]*"


class Size(Language):
    """A size of the log: a whole number without leading zeros, of at most fifteen digits."""

    regex = "(?:0|[1-9][0-9]{0,14})"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """Read the digits."""
        return int(value)


class Year(Language):
    """A year, which every engine can hold."""

    regex = "[0-9]{1,6}"

    def to_python(self, value: str) -> int:  # type: ignore[override]
        """Read the digits."""
        return int(value)


@cache
def register() -> None:
    """Make the names known to Django's addresses, once."""
    register_converter(Language, "language")
    register_converter(PublicationId, "publication_id")
    register_converter(Size, "size")
    register_converter(TableName, "table")
    register_converter(Year, "year")
