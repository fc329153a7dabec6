"""A small hub of five members, one of each kind and one that is broken; made once a process."""

import csv
import io
import json
import shutil
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace
from typing import Any, cast

from pendopo.peers.follow import Patience
from pendopo.programme import mirroring
from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.hub.settings import FILE_NAME
from pendopo.programme.programme import Programme
from pendopo.registers.plans.document import document_of
from pendopo.standards.ogp.commitments import columns
from pendopo.terms.commitment import Commitment, DocumentCheck, Milestone, Plan
from pendopo.terms.journey import Declaration
from pendopo.terms.period import Period
from tests.peers.origin import serving

FIRST = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
HUB = """\
[hub]
name = "Perkumpulan Daerah Contoh"
languages = ["en", "id"]
timezone = "Asia/Jakarta"
ogp = "ogp.csv"
open = 2

[[member]]
code = "contoh"
kind = "own"
folder = "members/contoh"
host = "data.contoh.example"
region = "Java"

[[member]]
code = "umpama"
kind = "observed"
folder = "members/umpama"
region = "Java"

[[member]]
code = "misal"
kind = "followed"
folder = "members/misal"
region = "Bali"

[[member]]
code = "nun-jauh"
kind = "listed"
locality = "Nun Jauh, Contoh"
region = "Bali"

[[member]]
code = "pecah"
kind = "own"
folder = "members/pecah"
name = "Kota Pecah"
"""


def config(code: str, name: str, **government: Any) -> str:
    """The text of a member's ``pendopo.toml``."""
    said: dict[str, Any] = {
        "name": name,
        "level": "regency",
        "country": "ID",
        "languages": ("id", "en"),
        "currency": "IDR",
        "timezone": "Asia/Jakarta",
    }
    return render(
        Config(
            Government(**said | government),
            LogSettings(f"{code}.example/log"),
            Publishing("CC-BY-4.0"),
        )
    )


def plan() -> Plan:
    """A plan of 2026 and 2027: one milestone met, one overdue, one later, one without a date."""
    document = (DocumentCheck("d", "plans"),)
    nothing = (DocumentCheck("n", "contracts"),)
    steps = (
        Milestone("m1", "The plan is public", _by(2026, 11, 20), document),
        Milestone("m2", "Every contract is public", _by(2026, 11, 30), nothing),
        Milestone("m3", "All villages publish", _by(2027, 6, 30), nothing),
        Milestone("m4", "The rule is signed", None, nothing),
    )
    one = Commitment("wells", "Open wells", "Dinas Air", _by(2026, 1, 1), _by(2027, 12, 31), steps)
    start = Period(date(2026, 1, 1), date(2026, 1, 1), "2026-01-01")
    return Plan(
        "contoh-2026", "Action plan of Contoh", None, "Kabupaten Contoh", start,
        _by(2027, 12, 31), commitments=(one,),
    )  # fmt: skip


def _by(year: int, month: int, day: int) -> Period:
    return Period.of_day(date(year, month, day))


def ogp_csv() -> str:
    """OGP's data of two governments, with its header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns()), restval="NA")
    writer.writeheader()
    for number, (place, title, code) in enumerate(
        [
            ("Nun Jauh, Contoh", "Open contracts of roads", "Limited"),
            ("Nun Jauh, Contoh", "Ask the villages", "NR"),
            ("Lain, Contoh", "Other things", "Complete"),
        ],
        1,
    ):
        writer.writerow(
            {
                "Commitment Unique Identifier": f"NUN000{number}",
                "Country/Locality": place,
                "Action Plan ID": f"AP_{place[:3].upper()}01",
                "Action Plan Number": "Action plan 1",
                "National Or Local": "Local",
                "Year Of Submission": "2021",
                "Action Plan End Year": "2023",
                "Commitment Title": title,
                "End Date": "8/31/2023",
                "Completion (End Of Term)": code,
                "URL": f"https://www.opengovpartnership.org/members/nun-jauh/NUN000{number}/",
            }
        )
    return out.getvalue()


@cache
def whole() -> Path:
    """The folder of the hub; not to be changed."""
    root = Path(mkdtemp(prefix="pendopo-hub-"))
    members = root / "members"
    own = Programme.create(members / "contoh", config("contoh", "Kabupaten Contoh"), FIRST)
    _publish(own, root)
    observer = config(
        "umpama", "Forum Warga", role="observer", observes="Kabupaten Umpama", accent_hue=165
    )
    Programme.create(members / "umpama", observer, FIRST)
    origin = Programme.create(root / "origin", config("misal", "Kabupaten Misal"), FIRST)
    _follow(members / "misal", origin)
    (members / "pecah").mkdir()
    (members / "pecah" / "pendopo.toml").write_text("[government\n")
    (root / "ogp.csv").write_text(ogp_csv(), newline="")
    (root / FILE_NAME).write_text(HUB)
    return root


def _publish(own: Programme, root: Path) -> None:
    (root / "plan.json").write_text(json.dumps(document_of(plan())))
    promised = Declaration(title="Action plan", scope={"plan": "contoh-2026"})
    at = FIRST + timedelta(days=1)
    done = own.publish([Request(root / "plan.json", "plans", at, promised)])
    assert not done.stopped, [report.findings for report in done.reports]


def _follow(into: Path, origin: Programme) -> None:
    manner = mirroring.Manner(Patience(tries=1, wait=lambda _: None), lambda _: None)
    record = cast("Any", SimpleNamespace(public=origin.public))
    with serving(record) as served:
        mirroring.begin(into, served.address, "")
        done = mirroring.follow(into, FIRST + timedelta(hours=1), lambda _: None, manner)
    assert (done.open, done.unanswered) == ([], "")


def copied(folder: Path) -> Path:
    """A copy of the hub, for a test that changes it."""
    root = folder / "hub"
    shutil.copytree(whole(), root, symlinks=True)
    return root
