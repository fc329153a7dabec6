"""A folder with a ``datapackage.json`` in it, handed in as the archive that it would be."""

import zipfile
from pathlib import Path

from pendopo.cli.verb import RefusedError, readable
from pendopo.cli.words import word
from pendopo.standards.fiscal.descriptor import DESCRIPTOR, descriptor_of, paths_in
from pendopo.terms.register import Register
from pendopo.terms.wording import say

FORM = "package"


def handed(path: Path, register: Register, folder: Path) -> Path:
    """Give the file that is handed in: of a register that takes packages, a folder is one.

    :raises RefusedError: when there is no such file
    """
    return packed(path, folder) if FORM in register.forms else readable(path)


def packed(path: Path, folder: Path) -> Path:
    """Pack a folder with a descriptor, or the folder of a descriptor; another file stays as it is.

    Packed are the descriptor and the files that it names, each with the same time, so that the
    same folder makes the same bytes.

    :param folder: where the archive is put, for the caller to remove
    :raises RefusedError: when it has none, or it is no JSON
    """
    if path.is_dir():
        if not (path / DESCRIPTOR).is_file():
            text = say("{path}: a folder without {name}; write the path of a file")
            raise RefusedError(word(text, path=path, name=DESCRIPTOR))
        inside = path
    elif path.name == DESCRIPTOR:
        inside = readable(path).parent
    else:
        return readable(path)
    try:
        descriptor = descriptor_of((inside / DESCRIPTOR).read_bytes())
    except ValueError as error:
        text = say("{path}: no JSON object; write it as Data Package says")
        raise RefusedError(word(text, path=inside / DESCRIPTOR)) from error
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{inside.resolve().name or 'package'}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (DESCRIPTOR, *paths_in(descriptor)):
            if _inside(inside, name):
                archive.writestr(zipfile.ZipInfo(name), (inside / name).read_bytes(),
                                 zipfile.ZIP_DEFLATED)  # fmt: skip
    return target


def _inside(folder: Path, name: str) -> bool:
    """Tell whether a name is that of a file in the folder: never of one outside it."""
    file = (folder / name).resolve()
    return file.is_relative_to(folder.resolve()) and file.is_file()
