"""What the verbs of open contracting are handed besides the file."""

import csv
import json
from pathlib import Path
from typing import Any

from pendopo.cli.verb import RefusedError
from pendopo.cli.words import meant, word
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
            found += _in_folder(folder)
    return found


def _in_folder(folder: Path) -> list[Extension]:
    folders = [folder] if (folder / "release-schema.json").exists() else sorted(folder.iterdir())
    return [_one(one) for one in folders if (one / "release-schema.json").exists()]


def _one(folder: Path) -> Extension:
    lists = {}
    for path in sorted((folder / "codelists").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            lists[path.name] = [row.get("Code") or row["code"] for row in csv.DictReader(file)]
    return Extension(folder.name, _patch(folder / "release-schema.json"), lists)


def _patch(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        text = say("--extension {path}: no JSON in UTF-8 ({error}); write a patch of the schema")
        raise RefusedError(word(text, path=path, error=error)) from error
    if not isinstance(found, dict):
        text = say("--extension {path}: no object; write a JSON Merge Patch of the release schema")
        raise RefusedError(word(text, path=path))
    return found
