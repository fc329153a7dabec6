"""Texts that a person takes for numbers, days or codes are told, and what only looks odd is not."""

import pyarrow as pa
import pytest

from pendopo.registers.datasets.cells import Cells
from pendopo.registers.datasets.doubtful import doubtful
from pendopo.registers.datasets.infer import infer
from pendopo.terms.finding import Weight

# As a spreadsheet leaves them: fifteen digits, and a zero.
LONG = tuple(f"352201010190{place:03}0" for place in range(1, 7))


def told(name, *cells):
    lines = pa.array(range(2, 2 + len(cells)), pa.int64())
    return list(doubtful(Cells(infer(name, cells), lines, pa.array(cells, pa.string()))))


@pytest.mark.parametrize(
    ("name", "cells", "rule", "found"),
    [
        ("rp", ("\u0661\u0662", "23"), "digits_are_ascii", "\u0661\u0662"),
        ("rp", ("\uff11\uff12", "\uff12\uff13"), "digits_are_ascii", "\uff11\uff12, \uff12\uff13"),
        ("kasus", ("<5", "12", "7"), "cells_are_of_one_kind", "<5"),
        ("jiwa", ("100*", "200", "300**"), "cells_are_of_one_kind", "100*, 300**"),
        ("jiwa", ("1.250 (r)", "980 p"), "cells_are_of_one_kind", "1.250 (r), 980 p"),
        ("jiwa", ("12\u00b9", "13", "14 *)"), "cells_are_of_one_kind", "12\u00b9, 14 *)"),
        ("rp", ("12,34,567", "1,23,456", "990"), "cells_are_of_one_kind", "12,34,567, 1,23,456"),
        ("aktif", ("ya", "TRUE", "1", "tidak"), "cells_are_of_one_kind", "ya, TRUE, 1"),
        ("id", ("1.0", "2.0", ""), "codes_are_whole", "1.0, 2.0"),
        ("kode", ("35.01", "35.02", "35.03", "35.04", "Ngasem"), "cells_are_of_one_kind", "Ngasem"),
        ("penduduk", ("12", "-999", "7"), "missing_is_left_empty", "-999"),
        ("tanggal", ("2026-01-05", "9999-12-31"), "days_are_of_their_time", "9999-12-31"),
        ("tanggal", ("2568-01-05", "2568-02-05"), "days_are_of_their_time", "2568-01-05"),
        (
            "saat",
            ("0201-01-05T07:30:00Z", "2026-02-05T07:30:00Z"),
            "days_are_of_their_time",
            "0201",
        ),
        ("tanggal", ("Senin, 5 Januari 2026", "Jumat, 9 Januari 2026"), "days_are_typed", "Senin"),
        ("tgl", ("5 Januari 2026", "Jumat, 9 Januari 2026"), "cells_are_of_one_kind", "5 Jan"),
        ("tgl", ("5-1-2026", "Jumat, 9 Januari 2026"), "cells_are_of_one_kind", "5-1-2026"),
        ("kec", ("Ngasem", "idem", "Gayam", "s.d.a"), "rows_stand_alone", "idem, s.d.a"),
        ("kec", ("Ngasem", '"', "Gayam", "-\u201d-"), "rows_stand_alone", '"'),
        ("jml", ("l250", "1300", "9OO", "877"), "cells_are_of_one_kind", "l250, 9OO"),
        ("gen", ("SEPT2", "2-Sep"), "ranges_are_no_days", "2-Sep"),
        (
            "waktu",
            ("2026-03-01T08:00:00Z", "2026-03-01T09:00:00", "2026-03-02T08:00:00+07:00"),
            "times_have_one_zone",
            "2026-03-01T08:00:00Z",
        ),
        ("waktu", ("2026-03-01", "2026-03-02 09:00Z"), "times_have_one_zone", "2026-03-02 09:00Z"),
        ("jam", ("08:00", "09:00 WIB", "10.30"), "times_have_one_zone", "09:00 WIB"),
        ("tgl", ("1/3/2026 8.00", "1/3/2026 9.00 WITA"), "times_have_one_zone", "1/3/2026 9.00 WI"),
        ("kode", ("0101", "102"), "codes_keep_their_zeros", "102"),
        ("desa", ("Ngasem", "#REF!", "Gayam"), "cells_have_no_error", "#REF!"),
        ("nik", LONG, "codes_keep_their_digits", "3522010101900010"),
        ("nip", ("198503152010011000", "197001021994032000"), "codes_keep_their_digits", "1985"),
    ],
)
def test_what_may_not_be_meant_is_a_warning(name, cells, rule, found):
    [finding] = told(name, *cells)

    assert (finding.rule, finding.weight) == (rule, Weight.WARN)
    assert finding.values["found"].startswith(found)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("aktif", ("ya", "tidak", "Ya")),
        ("jawaban", ("ya", "tidak", "mungkin")),
        ("suhu", ("-999", "-12", "7")),
        ("selisih", ("-12", "7")),
        ("lahir", ("1900-01-01", "2026-03-01", "1848-05-15")),
        ("bidang", ("Bina Marga", "SDA", "PU")),
        ("bidang", ("Dinas SDA", "Sda. Ngasem", "idem ditto")),
        ("hari", ("Senin", "Selasa", "Minggu 2")),
        ("nilai", ("1.0", "2.0", "3.0")),
        ("kode", ("A", "B", "C1", "D")),
        ("kode", ("A01", "B02", "C03", "12A")),
        ("ket", ("baik", "<5 rusak")),
        ("waktu", ("2026-03-01T08:00:00Z", "2026-03-02T08:00:00+07:00")),
        ("buka", ("08:00-12:00", "08:00", "08.00-12")),
        ("jam", ("08:00", "09:00", "tutup")),
        ("jam", ("08:00 WIB", "09:00 WITA")),
        ("umur", ("<5", "5-9", "10-14")),
        ("rumah", ("12", "12A", "14 b")),
        ("pasal", ("5 (1)", "6", "7 (2)")),
        ("nik", (*LONG, "3522010101900011")),
        ("nik", LONG[:3]),  # by chance one in a thousand
        ("kode", ("510200000000000000", "510300000000000000", "520000000000000000")),
    ],
)
def test_what_is_only_written_so_is_not_told(name, cells):
    assert [one for one in told(name, *cells) if one.weight is not Weight.NOTE] == []
