"""A person's own key and what it signs: on their own machine, which need not run a programme."""

from pathlib import Path

from pendopo.standards.statement import Statement, sign_statement
from pendopo.store.keys import create_person_key, load_person_key


def new_key(path: Path) -> str:
    """Make a key, and ``<path>.pub`` beside it; give the half that everybody may have.

    :raises FileExistsError: when one is there already; a key is never overwritten
    """
    return create_person_key(path)


def sign(statement: Statement, key: Path) -> tuple[str, str]:
    """Sign a statement.

    :returns: the signed note, and the key's name
    :raises KeyFileError: when the key cannot be read, or others could have read it
    """
    signer = load_person_key(key)
    return sign_statement(statement, signer), signer.name
