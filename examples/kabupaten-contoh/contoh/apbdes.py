"""Village budgets as their register takes them: exports of Siskeudes, and what stands beside.

The same books as ``villages``, to the activity. 399 of 430 hand in before 2026 begins, 31 are late;
five plans of 2025 do not add up and are sent back; three photos of boards are another village's.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence

from contoh.dice import Dice
from contoh.files import Cell, Submission, csv_bytes
from contoh.regency import CODE, Regency, Village
from contoh.villages import LATE, SPENDING, Books, Line, Tranche

_ACTIVITIES = dict(
    zip(
        ((section, account, text) for section, account, text, _ in SPENDING),
        ("01.01.02", "01.01.04", "02.03.10", "02.04.11", "02.02.02", "03.01.02", "04.04.01",
         "05.01.01"),
        strict=True,
    )
)  # fmt: skip
_FUNDS = {"4.2.1": "DDS", "4.2.2": "PBH", "4.2.3": "ADD", "4.2.5": "PBK"}
_PAID_FROM = {"5.1.2": "ADD", "5.2.5": "ADD", "6.1.1": "PAD", "6.2.2": "PAD"}
_HEADER = ("village", "year", "phase", "activity_code", "account_code", "source", "amount")
_RUN_BY = "Sekretaris Desa, Kaur Keuangan, Kasi Kesejahteraan"
_SILENT = 12  # villages that do not tell how far their activities are
_CRITERIA = {"transparency": 40, "accountability": 20, "participation": 25, "innovation": 15}
_NEVER = (2026, 1, 1, 0, 0, 0)
_DISTRICTS = 7  # in one export
_REUSED = 3  # photos of boards that are another village's

Amount = Callable[[Line], int | None]


def submissions(seed: int, regency: Regency, kept: Books) -> list[Submission]:
    """Hand in three years of budgets, and what stands beside that of 2026."""
    dice = Dice(seed, "apbdes")
    return [
        *_ended(regency, kept),
        *_exports(dice, regency, kept),
        *_late(regency, kept),
        _beside((dice, Dice(seed, "told of 2026")), regency, kept),
        _boards(dice, regency, kept),
    ]


def _said(regency: Regency, title: str, received_at: str, about: str) -> dict[str, str]:
    return {
        "register": "villages",
        "title": title,
        "description": about,
        "publisher": regency.unit("Dinas Pemberdayaan Masyarakat").name,
        "received_at": received_at,
    }


def _rows(lines: Iterable[Line], year: int, phase: str, amount: Amount) -> list[list[Cell]]:
    return [
        [line.village.code, year, phase, _activity(line), line.account, _source(line), amount(line)]
        for line in lines
    ]


def _activity(line: Line) -> str:
    return _ACTIVITIES.get((line.section, line.account, line.description), "")


def _source(line: Line) -> str:
    return _FUNDS.get(line.account) or _PAID_FROM.get(
        line.account, "PAD" if line.account[0] == "4" else "DDS"
    )


def _planned(line: Line) -> int:
    return line.planned


def _realised(line: Line) -> int | None:
    return line.realised


def _ended(regency: Regency, kept: Books) -> list[Submission]:
    """Hand in the years that have ended; plans that do not add up come apart, and are refused."""
    found = []
    for year, planned_at, done_at in (
        (2024, "2025-02-18T03:50:00Z", "2025-04-09T06:15:00Z"),
        (2025, "2025-03-04T04:32:00Z", "2026-02-24T03:08:00Z"),
    ):
        lines = kept.ended[year].lines
        wrong = _broken(lines)
        right = [line for line in lines if line.village.code not in wrong]
        plan = csv_bytes(_HEADER, _rows(right, year, "approved", _planned))
        done = csv_bytes(_HEADER, _rows(lines, year, "executed", _realised))
        found += [
            Submission(f"apbdes-{year}.csv", plan, **_said(
                regency, f"APBDes {year}", planned_at,
                f"What each village planned for {year}, by activity and account, in rupiah.")),
            Submission(f"apbdes-{year}-carried-out.csv", done, **_said(
                regency, f"APBDes {year}, carried out", done_at,
                f"What each village received and paid in {year}, by activity and account.")),
        ]  # fmt: skip
        found += [_refused(regency, lines, year, code) for code in sorted(wrong)]
    return found


def _broken(lines: Iterable[Line]) -> set[str]:
    left: dict[str, int] = {}
    for line in lines:
        comes = line.section == "revenue" or line.account == "6.1.1"
        change = line.planned if comes else -line.planned
        left[line.village.code] = left.get(line.village.code, 0) + change
    return {code for code, amount in left.items() if amount}


def _refused(regency: Regency, lines: Iterable[Line], year: int, code: str) -> Submission:
    own = [line for line in lines if line.village.code == code]
    said = _said(
        regency, f"APBDes {year} {own[0].village.name}", f"{year}-03-05T02:00:00Z",
        "One village's budget, which does not add up.",
    )  # fmt: skip
    data = csv_bytes(_HEADER, _rows(own, year, "approved", _planned))
    return Submission(
        f"apbdes-{year}-{code}.csv", data, **said, expect="stop", rules=("budget_adds_up",)
    )


def _exports(dice: Dice, regency: Regency, kept: Books) -> list[Submission]:
    """Export budgets of 2026 from Siskeudes, seven districts at a time; the wards' are a table."""
    late = {village.code for village in kept.late}
    ready = [line for line in kept.october.lines if line.village.code not in late]
    districts = list(regency.districts.items())
    found = []
    for first in range(0, len(districts), _DISTRICTS):
        some = dict(districts[first : first + _DISTRICTS])
        own = [
            line for line in ready if line.village.district_code in some and not line.village.ward
        ]
        day = dice.integer(4, 28)
        said = _said(
            regency, f"APBDes 2026, Kecamatan {', '.join(some.values())}",
            f"2025-12-{day:02}T0{day % 7}:20:00Z",
            "An export from Siskeudes: budgets of 2026 as decided.",
        )  # fmt: skip
        name = f"siskeudes-2026-{first // _DISTRICTS + 1}.zip"
        found.append(Submission(name, _siskeudes(own), **said))
    wards = [line for line in ready if line.village.ward]
    said = _said(
        regency, "Kelurahan 2026", "2025-12-29T02:10:00Z", "What each kelurahan may spend in 2026."
    )
    data = csv_bytes(_HEADER, _rows(wards, 2026, "approved", _planned))
    return [*found, Submission("kelurahan-2026.csv", data, **said)]


def _siskeudes(lines: Sequence[Line]) -> bytes:
    """Write the tables that the register reads, as Siskeudes calls them."""
    villages = {line.village.code: line.village for line in lines}
    province, regency = CODE.split(".")
    amounts, activities = [], []
    for line in lines:
        own = f"{'.'.join(line.village.code.split('.')[2:])}."
        activity = _activity(line)
        inside = f"{own}{activity}." if activity else ""
        amounts.append(
            [2, 2026, f"{line.account}.01.", line.planned, inside, _source(line), own, "2025-12-03"]
        )
        if activity:
            activities.append([2026, own, inside, line.description, "Krajan"])
    tables: dict[str, bytes] = {
        "Ta_Pemda": csv_bytes(
            ("Tahun", "Kd_Prov", "Kd_Kab"), [[2026, f"{province}.", f"{regency}."]]),
        "Ta_Anggaran": csv_bytes(
            ("KdPosting", "Tahun", "Kd_Rincian", "Anggaran", "Kd_Keg", "SumberDana", "Kd_Desa",
             "TglPosting"), amounts),
        "Ta_AnggaranLog": csv_bytes(
            ("KdPosting", "Tahun", "Kd_Desa", "No_Perdes", "TglPosting"),
            [[2, 2026, f"{'.'.join(code.split('.')[2:])}.", "6/2025", "2025-12-03"]
             for code in villages]),
        "Ta_Kegiatan": csv_bytes(
            ("Tahun", "Kd_Desa", "Kd_Keg", "Nama_Kegiatan", "Lokasi"), activities),
    }  # fmt: skip
    # A revision is not there yet: its column is empty, as Siskeudes leaves it.
    return _zip({"Ta_Anggaran": _with_revision(tables.pop("Ta_Anggaran")), **tables})


def _with_revision(table: bytes) -> bytes:
    head, _, rest = table.decode().partition("\n")
    return "\n".join(
        [f"{head},AnggaranStlhPAK", *(f"{row}," for row in rest.splitlines()), ""]
    ).encode()


def _zip(tables: Mapping[str, bytes]) -> bytes:
    """Pack tables, stored and dated alike: compression differs between builds of zlib."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in tables.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", _NEVER), data)
    return out.getvalue()


def _late(regency: Regency, kept: Books) -> list[Submission]:
    """Hand in the late ones: seventeen by July, eight more by November; six never."""
    found = []
    bounds = (("july", LATE["plan"], LATE["half"], "2026-07-21T07:40:00Z"),
              ("november", LATE["half"], LATE["october"], "2026-11-12T02:55:00Z"))  # fmt: skip
    for name, before, after, at in bounds:
        codes = {village.code for village in kept.late[after:before]}
        lines = [line for line in kept.october.lines if line.village.code in codes]
        said = _said(
            regency, f"APBDes 2026, late until {name.title()}", at,
            f"Budgets of {len(codes)} villages that were late.",
        )  # fmt: skip
        data = csv_bytes(_HEADER, _rows(lines, 2026, "approved", _planned))
        found.append(Submission(f"apbdes-2026-late-{name}.csv", data, **said))
    return found


def _beside(dices: tuple[Dice, Dice], regency: Regency, kept: Books) -> Submission:
    """Hand in what was carried out until October 2026, and what is told beside it."""
    dice, told = dices
    missing = {village.code for village in kept.late[: LATE["october"]]}
    lines = [line for line in kept.october.lines if line.village.code not in missing]
    villages = [one for one in regency.villages if one.code not in missing]
    tables = {
        "lines": csv_bytes(_HEADER, _rows(lines, 2026, "executed", _realised)),
        "books": csv_bytes(
            ("village", "year", "phase", "carried_out_until", "run_by", "complaints_to"),
            [[one.code, 2026, "executed", "2026-10-31", _RUN_BY, "Kantor desa"]
             for one in villages]),
        "activities": csv_bytes(
            ("village", "year", "activity_code", "activity", "place", "run_by", "progress",
             "progress_on", "state"), _progress(told, lines)),
        "evaluations": csv_bytes(
            ("village", "year", "phase", "activity_code", "verdict", "remark", "answer",
             "evaluated_on"), _evaluations(told, villages)),
        "documents": csv_bytes(
            ("village", "year", "kind", "title", "address", "dated"),
            _documents(told, villages)),
        "scores": csv_bytes(
            ("village", "year", "criterion", "points", "judge", "judged_on"),
            _scores(told, villages)),
        "events": csv_bytes(
            ("village", "year", "held_on", "kind", "people", "women", "minutes"),
            _meetings(dice, villages)),
        "indices": csv_bytes(
            ("village", "year", "method", "part", "value", "status"), _indices(dice, regency)),
        "tranches": csv_bytes(
            ("village", "year", "fund", "tranche", "state", "amount", "on_day"),
            _tranches(kept.october.tranches)),
        "tranche_rules": csv_bytes(
            ("year", "fund", "status", "tranche", "percent", "closes_on", "law"),
            [[2026, "DDS", status, number, share, day, "Perbup Contoh 2/2026"]
             for status, shares in (("Mandiri", (60, 40)), ("Maju", (40, 60)))
             for number, share, day in zip((1, 2), shares, ("2026-06-15", ""), strict=True)]),
    }  # fmt: skip
    said = _said(
        regency,
        "APBDes 2026 until October",
        "2026-11-12T03:05:00Z",
        "What each village received and paid until 31 October 2026, its activities, its "
        "meetings, documents, tranches and indices.",
    )
    return Submission("apbdes-2026-october.zip", _zip(tables), **said)


def _progress(dice: Dice, lines: Sequence[Line]) -> list[list[Cell]]:
    """Tell how far each activity is; of twelve villages nobody does."""
    codes = sorted({line.village.code for line in lines})
    silent = {codes[at] for at in dice.some(range(len(codes)), _SILENT)}
    rows: list[list[Cell]] = []
    for line in lines:
        activity = _activity(line)
        if not activity or line.village.code in silent:
            continue
        spent = 100 * (line.realised or 0) // line.planned if line.planned else 0
        share = min(100, spent + dice.integer(0, 12))
        state = "finished" if share == 100 else "running" if share else "not-begun"
        rows.append(
            [line.village.code, 2026, activity, line.description, "Krajan", "Kasi Kesejahteraan",
             share, "2026-10-31", state]
        )  # fmt: skip
    return rows


def _evaluations(dice: Dice, villages: Sequence[Village]) -> list[list[Cell]]:
    return [
        [one.code, 2026, "proposal", "02.03.10", "change", "Volume jalan belum ditulis.",
         "Volume ditambahkan.", f"2025-11-{dice.integer(10, 28)}"]
        for one in villages if not one.ward and dice.chance(0.1)
    ]  # fmt: skip


def _documents(dice: Dice, villages: Sequence[Village]) -> list[list[Cell]]:
    return [
        [one.code, 2025, "annual", "Laporan pelaksanaan APBDes 2025",
         f"https://contoh.example/laporan/{one.code}", f"2026-01-{dice.integer(10, 31)}"]
        for one in villages if not one.ward and dice.chance(0.6)
    ]  # fmt: skip


def _scores(dice: Dice, villages: Sequence[Village]) -> list[list[Cell]]:
    """Score two villages of each district, as the festival of 2016 did."""
    chosen: dict[str, list[str]] = {}
    for one in villages:
        if not one.ward:
            chosen.setdefault(one.district_code, []).append(one.code)
    return [
        [code, 2026, criterion, dice.integer(most // 2, most), "Tim penilai", "2026-10-05"]
        for codes in chosen.values() for code in codes[:2] for criterion, most in _CRITERIA.items()
    ]  # fmt: skip


def _meetings(dice: Dice, villages: Sequence[Village]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for village in villages:
        if village.ward or not dice.chance(0.9):
            continue
        people = dice.integer(24, 140)
        minutes = f"https://contoh.example/notulen/{village.code}" if dice.chance(0.6) else None
        rows.append(
            [village.code, 2026, f"2026-01-{dice.integer(8, 30):02}", "Musrenbangdes", people,
             people * dice.integer(20, 50) // 100, minutes]
        )  # fmt: skip
    return rows


def _indices(dice: Dice, regency: Regency) -> list[list[Cell]]:
    """Give the IDM of 2024 and Indeks Desa of 2025: two methods, each with its own values."""
    rows: list[list[Cell]] = []
    for village in regency.villages:
        if village.ward:
            continue
        strong = int(village.code[-2:]) % 5 != 0  # as the shares of the tranches have it
        thousandths = dice.integer(816, 970) if strong else dice.integer(710, 815)
        status = "Mandiri" if strong else "Maju"
        rows.append([village.code, 2024, "idm", "whole", f"0.{thousandths}", status])
        hundredths = dice.integer(7000, 9400) if strong else dice.integer(6000, 6999)
        value = f"{hundredths // 100}.{hundredths % 100:02}"
        rows.append([village.code, 2025, "indeks-desa", "whole", value, status])
    return rows


def _tranches(sent: Iterable[Tranche]) -> list[list[Cell]]:
    return [
        [one.village.code, one.year, "DDS", one.number, "paid", one.amount,
         one.transferred_on.isoformat()]
        for one in sent
    ]  # fmt: skip


def _boards(dice: Dice, regency: Regency, kept: Books) -> Submission:
    """List the photos of boards: three are the same as another village's."""
    missing = {village.code for village in kept.late[: LATE["october"]]}
    shown = [one for one in regency.villages if one.code not in missing and dice.chance(0.85)]
    reused = dice.some(range(1, len(shown)), _REUSED)
    rows: list[list[Cell]] = []
    for place, village in enumerate(shown):
        of = shown[place - 1] if place in reused else village
        digest = hashlib.sha256(f"board of {of.code}".encode()).hexdigest()
        by = dice.pick(("browser", "officer", "officer", ""))
        rows.append(
            [village.code, 2026, "board", digest, digest[:16], by, "true" if by else None,
             f"2026-0{dice.integer(2, 9)}-1{dice.integer(0, 9)}"]
        )  # fmt: skip
    header = ("village", "year", "kind", "sha256", "likeness", "placed_by", "inside", "taken_on")
    said = _said(
        regency, "Boards by the road, 2026", "2026-11-13T02:15:00Z",
        "One row per photo of a village's board. A photo whose place nobody confirmed is unproved.",
    )  # fmt: skip
    return Submission(
        "boards-2026.csv", csv_bytes(header, rows), **said,
        expect="warn", rules=("photo_is_of_one_village",),
    )  # fmt: skip
