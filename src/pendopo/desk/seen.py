"""What a reviewer sees of a submission and lets through, as one hash: its bytes and all its words.

It covers what the programme is asked, so whatever a request comes to hold is covered too.
"""

import hashlib
import json
from dataclasses import asdict

from pendopo.desk.asking import request_of
from pendopo.desk.models import Submission, Version
from pendopo.programme.checking import Request
from pendopo.programme.mappings import MappingFileError
from pendopo.programme.programme import Programme

# Where the file lies says nothing of it; who let it through is known only once somebody did, and
# signs this hash.
_NOT_SEEN = frozenset({"file", "actor", "approval", "sha256"})


def hash_of(opened: Programme, submission: Submission, version: Version) -> str:
    """Give SHA-256 in hexadecimal of a file, what is said of it, and from which day it is public.

    :returns: empty when the mapping it names cannot be followed: then nothing can be let through
    """
    try:
        return seen_in(request_of(opened, submission, version), submission, version)
    except MappingFileError:
        return ""


def seen_in(request: Request, submission: Submission, version: Version) -> str:
    """Give the same of a request that was made already, and is what is published."""
    asked = asdict(request)
    facts = {
        **{name: value for name, value in asked.items() if name not in _NOT_SEEN},
        "version": version.number,
        "sha256": version.sha256,
        "waved": submission.waved,
        "not_before": submission.not_before,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
