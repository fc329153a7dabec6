"""From files to reports: one limited child process for as many files as are handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pendopo.programme.child import check_files
from pendopo.programme.config import Config
from pendopo.stages.publish import rfc3339
from pendopo.stages.validate import check_declaration
from pendopo.store.child import Limits
from pendopo.terms.journey import Declaration, Report
from pendopo.terms.reading import Reading
from pendopo.terms.register import Register

Progress = Callable[[Mapping[str, Any]], None]
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Request:
    """A file to be checked or published, and what its sender says of it.

    :param sender: an office or role; the configured publisher when empty
    :param reading: what is said of how to read it
    :param came_from: the address it was pulled from; empty when it was handed in
    """

    file: Path
    register: str
    received_at: datetime
    declaration: Declaration = field(default_factory=Declaration)
    sender: str = ""
    reading: Reading = field(default_factory=Reading)
    came_from: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Checking:
    """Checks files against the registers that a programme runs."""

    config: Config
    registers: Mapping[str, Register]

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
        limits = self.config.limits
        spec = {
            "register": register,
            "memory_mb": limits.memory_mb,
            "threads": _THREADS,
            "files": [_file(request, work / str(i)) for i, request in requests],
        }
        bounds = Limits(limits.memory_mb, limits.seconds, limits.file_mb)
        return list(check_files(spec, bounds, on_progress))

    def _with_declaration(self, report: Report, request: Request) -> Report:
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
    }
