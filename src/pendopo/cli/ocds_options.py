"""What the verbs of open contracting are handed besides the file."""

from dataclasses import replace
from pathlib import Path

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import meant, word
from pendopo.programme.extensions import PATCH, ExtensionError, extensions_in
from pendopo.standards.ocds.extension import Extension, extension_named, extension_names
from pendopo.terms.wording import say


def declared_extensions(names: tuple[str, ...]) -> list[Extension]:
    """Give the extensions that are named, or that lie in folders.

    A folder is one extension (``release-schema.json``, ``codelists/*.csv``), or holds folders that
    are.

    :raises RefusedError: for a name that is neither, with those there are
    """
    found: list[Extension] = []
    for name in names:
        folder = Path(name)
        known = None if folder.is_dir() else extension_named(name)
        if known:
            found.append(known)
        elif not folder.is_dir():
            text = say("--extension {name}: neither a folder nor one of {names}.")
            known_names = extension_names()
            told = word(text, name=name, names=", ".join(known_names))
            raise RefusedError(told + meant(name, known_names))
        else:
            found += _in(folder)
    return found


def _in(folder: Path) -> list[Extension]:
    try:
        found = [replace(one, always=True) for one in extensions_in(folder)]
    except ExtensionError as error:
        raise RefusedError("--extension " + word(error.message, **error.values)) from error
    if not found:
        text = say("--extension {folder}: no extension is in it; write a folder with a {file}")
        raise RefusedError(word(text, folder=folder, file=PATCH))
    return found
