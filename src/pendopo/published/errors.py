"""What a reader is told of a question that cannot be asked."""

from pendopo.terms.wording import fill


class QueryError(ValueError):
    """A query that cannot be asked: the parameter, what was found, what to write.

    :param message: English, marked with ``say``, its values in ``{placeholders}``
    """

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(fill(message, values))
        self.message = message
        self.values = values


class SqlError(QueryError):
    """A question in SQL that is not asked: what was found, and what to write."""
