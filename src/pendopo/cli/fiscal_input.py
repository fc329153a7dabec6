"""A Fiscal Data Package as it is given to a verb: a folder, its descriptor, or an archive."""

from collections.abc import Callable
from pathlib import Path

from pendopo.cli.packing import packed
from pendopo.cli.verb import RefusedError
from pendopo.cli.words import word
from pendopo.stages.intake.packaged import open_package
from pendopo.standards.fiscal.descriptor import DESCRIPTOR
from pendopo.terms.finding import Finding
from pendopo.terms.journey import Submission
from pendopo.terms.reading import Reading
from pendopo.terms.register import Package
from pendopo.terms.wording import say


def package_in(
    path: Path, work: Path, tell: Callable[[Finding], None], encoding: str = ""
) -> Package | None:
    """Open a package.

    :param work: a folder for what is unpacked
    :returns: None when it cannot be read, and a finding told why
    :raises RefusedError: for what is no package
    """
    file = packed(path, work)
    work.mkdir(parents=True, exist_ok=True)
    submission = Submission(str(file), file.name, "", file.stat().st_size, "", "")
    source = open_package(submission, Reading(encoding=encoding), work, tell)
    if source is False:
        text = say("{path}: no package; write a folder, a ZIP archive, or the path of {name}")
        raise RefusedError(word(text, path=path, name=DESCRIPTOR))
    return None if source is True else source.package
