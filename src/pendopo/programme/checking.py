"""From files to reports: one limited child process for as many files as are handed in.

What reads files is imported when one is read: a portal, which never does, is a third smaller so.
"""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pendopo.exports.remarks import Remark, Words
from pendopo.programme.config import Config
from pendopo.programme.contracting import REGISTER as CONTRACTS
from pendopo.programme.extensions import extensions_in
from pendopo.programme.limited import check_files
from pendopo.programme.mappings import fingerprints
from pendopo.programme.rules import rules_of
from pendopo.published.approvals import Approval
from pendopo.registers.datasets.schema import referenced
from pendopo.stages.publish import rfc3339
from pendopo.store.child import WRITTEN_TIMES, Limits
from pendopo.store.keys import pseudonym_key
from pendopo.terms.journey import Declaration, Report
from pendopo.terms.personal import Fate
from pendopo.terms.reading import Reading
from pendopo.terms.register import Register
from pendopo.terms.release_mapping import makes_releases
from pendopo.terms.spoken import every
from pendopo.terms.wording import say

if TYPE_CHECKING:
    from pendopo.programme.mending import Mended

Progress = Callable[[Mapping[str, Any]], None]
_THREADS = 2
# Where the key of pseudonyms lies in a programme's folder.
MASKS = Path("private", "secrets", "pseudonyms.key")


class OtherFileError(Exception):
    """The file is another one than it has to be: somebody put it there since it was looked at."""


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be checked or published, and what its sender says of it.

    :param sender: an office or role; the configured publisher when empty
    :param reading: what is said of how to read it
    :param came_from: the address it was pulled from; empty when it was handed in
    :param actor: the roles that had a hand in it: ``publisher``, ``publisher.reviewer``
    :param approval: what somebody signed who let it through; None where nobody did
    :param sha256: what the file that is published has to have, hexadecimal; empty for any
    """

    file: Path
    register: str
    received_at: datetime
    declaration: Declaration = field(default_factory=Declaration)
    sender: str = ""
    reading: Reading = field(default_factory=Reading)
    came_from: str = ""
    filename: str = ""
    actor: str = "publisher"
    approval: Approval | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Checking:
    """Checks files against the registers that a programme runs.

    :param root: the programme's folder, in which mappings are saved
    :param published: gives the Parquet files of a table as it is published, ``register/table``,
        without those of one scope; none where there is no such table
    """

    config: Config
    registers: Mapping[str, Register]
    root: Path
    published: Callable[[str, Mapping[str, str] | None], Sequence[Path]]

    def completed(self, request: Request) -> Request:
        """Fill in what the configuration says for every publication."""
        said = request.declaration
        publisher = said.publisher or self.config.publishing.publisher
        return replace(
            request,
            sender=request.sender or publisher or self.config.government.name,
            filename=request.filename or request.file.name,
            declaration=replace(
                said,
                title=said.title or Path(request.filename or request.file.name).stem,
                publisher=publisher or self.config.government.name,
                licence=said.licence or self.config.publishing.licence,
                personal={
                    name: replace(one, by=one.by or publisher or self.config.government.name)
                    for name, one in said.personal.items()
                },
            ),
        )

    def check(
        self, requests: Sequence[Request], work: Path, on_progress: Progress | None = None
    ) -> tuple[Report, ...]:
        """Check files, in the order asked; the files of one register share one child process.

        A file that ends the child (by its size, its memory, its time) is stopped alone.

        :param work: an empty folder for the tables; the reports point into it
        """
        whole = [self.completed(request) for request in requests]
        found: dict[int, Report] = {}
        for register in dict.fromkeys(request.register for request in whole):
            chosen = [i for i, request in enumerate(whole) if request.register == register]
            reports = self._run(register, [(i, whole[i]) for i in chosen], work, on_progress)
            found |= dict(zip(chosen, reports, strict=True))
        return tuple(self._with_declaration(found[i], request) for i, request in enumerate(whole))

    def _run(
        self,
        register: str,
        requests: Sequence[tuple[int, Request]],
        work: Path,
        on_progress: Progress | None,
    ) -> list[Report]:
        saved = fingerprints(self.root, register)
        spec = {
            "register": register,
            "memory_mb": self.config.limits.memory_mb,
            "threads": _THREADS,
            "parts": self.registers[register].read_part is not None,
            "country": self.config.government.country,
            "zone": self.config.government.timezone,
            "currency": self.config.government.currency,
            # Through the pipe that the child reads, never on a command line or in a file.
            "key": self._key([request for _, request in requests]),
            "besides": self._besides(register),
            "files": [
                _file(one, work / str(i)) | {"saved": saved, "references": self._references(one)}
                for i, one in requests
            ],
        }
        return list(check_files(spec, self._limits, on_progress))

    def _besides(self, register: str) -> dict[str, Any]:
        """Give what a register is told besides the file.

        :raises ExtensionError: when an extension cannot be read
        """
        said = self.config.contracts
        if register != CONTRACTS or not said.extensions:
            return {}
        found = extensions_in(self.root / said.extensions, said.always)
        return {"extensions": [asdict(one) for one in found]}

    @property
    def _limits(self) -> Limits:
        """What a child may use."""
        limits = self.config.limits
        return Limits(limits.memory_mb, limits.seconds, limits.file_mb * WRITTEN_TIMES)

    def _key(self, requests: Sequence[Request]) -> str:
        """Give the key of pseudonyms in hexadecimal; made only where something is masked."""
        fates = {one.fate for r in requests for one in r.declaration.personal.values()}
        mappings = [r.reading.mapping for r in requests if r.reading.mapping is not None]
        masks = Fate.MASK in fates or any(map(makes_releases, mappings))
        return self.make_pseudonyms().hex() if masks else ""

    def make_pseudonyms(self) -> bytes:
        """Give the key of pseudonyms, which is made where there is none yet."""
        return pseudonym_key(self.root / MASKS)

    def _references(self, request: Request) -> dict[str, list[str]]:
        """Find the published tables that foreign keys, places and rules speak of.

        Of its own register a rule sees what will stand beside the file: not what it replaces.
        """
        own, scope = request.register, request.declaration.scope
        declared = self.registers[own].tables
        names = {key.table for table in declared for key in table.foreign if key.table}
        names.update(referenced(request.reading.schema or {}))
        besides = {f"{own}/{name}": scope for rule in rules_of(own) for name in rule.published}
        return {
            name: [str(path) for path in self.published(name, besides.get(name))]
            for name in sorted(names | besides.keys())
        }

    def draft_mapping(self, request: Request) -> dict[str, Any]:
        """Draft a mapping of a file, as ``drafting.draft_mapping`` gives it.

        :raises ChildError: when the file ends the child that reads it
        """
        from pendopo.programme.drafting import draft_mapping  # noqa: PLC0415

        return draft_mapping(self._read_alone(request), self._limits)

    def sample_columns(self, request: Request) -> dict[str, Any]:
        """Give the first cells of each column, as ``sampling.sample_columns`` does.

        :raises ChildError: when the file ends the child that reads it
        """
        from pendopo.programme.sampling import sample_columns  # noqa: PLC0415

        file = {**self._read_alone(request), "country": self.config.government.country}
        return sample_columns(file, self._limits)

    def _read_alone(self, request: Request) -> dict[str, Any]:
        """Say of a file how it is read where it is looked at and not checked."""
        whole = self.completed(request)
        return {
            "path": str(whole.file),
            "filename": whole.filename,
            "register": whole.register,
            "reading": asdict(whole.reading),
        }

    def comment(
        self,
        request: Request,
        remarks: Sequence[Remark],
        words: Words,
        places: tuple[Path, Path],
    ) -> Path:
        """Write a file's spreadsheet with comments; give where it lies.

        :param places: an empty folder to work in, and where the workbook is to lie
        :raises ChildError: when the file ends the child that reads it
        """
        from pendopo.programme.commenting import comment  # noqa: PLC0415

        work, out = places
        whole = self.completed(request)
        file = _file(whole, work) | {"register": whole.register}
        return comment(file, remarks, words, self._limits, out)

    def mend(self, request: Request, cells: Sequence[Mapping[str, Any]], out: Path) -> "Mended":
        """Write a file with other cells.

        :raises ChildError: when the file ends the child that reads it
        :raises MendingError: when a cell cannot be found for certain, or something would be lost
        """
        from pendopo.programme.mending import mend  # noqa: PLC0415

        whole = self.completed(request)
        with tempfile.TemporaryDirectory(prefix="pendopo-") as work:
            file = _file(whole, Path(work)) | {"register": whole.register}
            return mend(file, cells, self._limits, out)

    def _with_declaration(self, report: Report, request: Request) -> Report:
        from pendopo.stages.validate import check_declaration  # noqa: PLC0415

        said = check_declaration(self.registers[report.register], request.declaration)
        return replace(report, findings=(*said, *report.findings))


def _file(request: Request, work: Path) -> dict[str, Any]:
    work.mkdir(parents=True, exist_ok=True)
    return {
        "path": str(request.file),
        "filename": request.filename,
        "sender": request.sender,
        "received_at": rfc3339(request.received_at),
        "came_from": request.came_from,
        "reading": asdict(request.reading),
        "work": str(work),
        "personal": {name: asdict(one) for name, one in request.declaration.personal.items()},
        "scope": json.dumps(dict(request.declaration.scope), sort_keys=True),
        "said": _said(request),
    }


def _said(request: Request) -> dict[str, str]:
    """Give the texts that are published with a file, by what they are written with."""
    said = request.declaration
    texts = {
        "--title": "\n".join(every(said.title)),
        "--description": "\n".join(every(said.description)),
        "--publisher": said.publisher,
        "--note": "\n".join(every(said.note)),
        "--personal": "\n".join(one.reason for one in said.personal.values()),
        "--scope": "\n".join(said.scope.values()),
        say("The name of the file"): request.filename,
        say("The address it came from"): request.came_from,
    }
    return {name: text for name, text in texts.items() if text}
