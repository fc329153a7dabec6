"""Tables beside their descriptor in an archive: a package, as Frictionless Data has it.

What the tables mean is for a register to read out of the descriptor; here they are taken out and
decoded. Nothing is fetched: a resource with an address has no file.
"""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pendopo.stages.intake.archive import inspected, opened, path_of, readable_member, take
from pendopo.stages.intake.encoding import Tell, open_text
from pendopo.stages.intake.refused import RefusedError
from pendopo.stages.intake.wrapping import is_archive
from pendopo.standards.fiscal.descriptor import DESCRIPTOR, descriptor_of, paths_in
from pendopo.standards.fiscal.table import PackageError
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Package, Source
from pendopo.terms.wording import say

_DESCRIPTOR_BYTES_MOST: Final = 16 << 20


def open_package(
    submission: Submission, reading: Reading, folder: Path, tell: Tell
) -> Source | bool:
    """Open an archive with a descriptor in it.

    :param folder: where the unpacked files are put, for the caller to remove
    :returns: False for what is no package; True when it cannot be read, and a finding told why
    """
    path = Path(submission.path)
    if not is_archive(submission):
        return False
    try:
        with opened(path) as archive:
            members = inspected(archive)
            described = _descriptor(members)
            if described is None:
                return False
            descriptor = _read(archive, described)
            base = PurePosixPath(path_of(described)).parent
            named = {str(base / one): one for one in paths_in(descriptor)}
            chosen = [one for one in members if path_of(one) in named]
            taken = take(path, archive, members, [described, *chosen], (folder, tell))
    except RefusedError as error:
        tell(error.finding)
        return True
    files = {named[name]: file for name, file in taken if name in named}
    return Source(submission.filename, package=Package(descriptor, _Texts(files, reading, tell)))


class _Texts:
    """The files of a package by their paths, decoded when they are asked for."""

    def __init__(self, files: Mapping[str, Path], reading: Reading, tell: Tell) -> None:
        self._files = files
        self._reading = reading
        self._tell = tell

    def __call__(self, path: str) -> str:
        """Give the text of a file.

        :raises PackageError: when it is not there, or no text
        """
        if path not in self._files:
            raise PackageError(say("the package holds no file {path}"), path=path)
        told: list[Finding] = []
        text = open_text(self._files[path], self._reading.encoding, told.append)
        for finding in told:
            self._tell(finding)
        if text is None:
            raise PackageError(say("{path} is no text that can be read"), path=path)
        with text.stream() as stream:
            return stream.read().decode("utf-8")


def _descriptor(members: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """Give the descriptor that lies highest; none where two lie as high."""
    found = [one for one in members if PurePosixPath(path_of(one)).name == DESCRIPTOR]
    depths = [len(PurePosixPath(path_of(one)).parts) for one in found]
    highest = [one for one, depth in zip(found, depths, strict=True) if depth == min(depths)]
    return highest[0] if len(highest) == 1 else None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Mapping[str, Any]:
    with archive.open(readable_member(member)) as stream:
        data = stream.read(_DESCRIPTOR_BYTES_MOST + 1)
    if len(data) > _DESCRIPTOR_BYTES_MOST:
        raise RefusedError(_no_descriptor(f"> {_DESCRIPTOR_BYTES_MOST >> 20} MB"))
    try:
        return descriptor_of(data)
    except ValueError as error:
        raise RefusedError(_no_descriptor(str(error))) from error


def _no_descriptor(found: str) -> Finding:
    return Finding(
        "package_has_a_descriptor",
        Weight.STOP,
        say("{file} is no JSON object: {found}"),
        {"file": DESCRIPTOR, "found": found[:200]},
        say("Write it as Data Package says, or hand in the table alone, without it."),
    )
