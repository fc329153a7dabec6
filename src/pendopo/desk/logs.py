"""What the desk writes for who runs it: a line of JSON each, with nobody in it.

Of messages of others only the words are written and not the values, for these may be a name or an
address; of a fault its kind and the lines of code, and not its words, which may quote a cell.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any, Final

_OURS: Final = "pendopo"
_NOT_YET: Final = 503


def is_fault(record: logging.LogRecord) -> bool:
    """Whether what Django says of an answer tells of a fault.

    503 is an answer that is meant, to who asks before the worker is there, or while another's
    server is silent; it stands in the line of the answer.
    """
    return getattr(record, "status_code", 0) != _NOT_YET


class Line(logging.Formatter):
    """One line of JSON: time, level, logger, message, and the facts given with it.

    :param record: ``facts`` may be a mapping of names to numbers and words of ours
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write it."""
        ours = record.name.partition(".")[0] == _OURS
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if ours else str(record.msg),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            facts["fault"] = kind.__name__
            facts["at"] = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(trace)]
        return json.dumps(facts)
