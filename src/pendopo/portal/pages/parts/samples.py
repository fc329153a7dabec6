"""Invented values for the parts page: long names, unknown and negative numbers among them."""

from decimal import Decimal

from django.utils.translation import gettext as _

from pendopo.portal import writing
from pendopo.portal.charts.bars import bars, columns
from pendopo.portal.charts.chart import Chart, Point, Series, Words
from pendopo.portal.charts.choropleth import choropleth
from pendopo.portal.charts.lines import Spark, line, spark
from pendopo.portal.charts.sankey import Flow, sankey
from pendopo.portal.charts.stacked import stacked
from pendopo.portal.charts.treemap import treemap
from pendopo.standards.geo.outline import Outlines

_OFFICES = (
    ("Dinas Pekerjaan Umum Bina Marga dan Penataan Ruang Kabupaten Contoh", "534200000000"),
    ("Dinas Kesehatan", "651200000000"),
    ("Dinas Pendidikan", "575800000000"),
    ("Kecamatan Contoh Kota", None),
    ("Badan Pengelolaan Keuangan", "-38000000000"),
    ("Bagian Protokol", "0"),
)
_MONTHS = 12
_LIMIT = 6  # behind this month the standing bars have the line that a limit is drawn as
_PLANNED = (4, 9, 16, 24, 33, 42, 51, 60, 69, 79, 90, 100)
_PAID = (2, 5, 9, 15, 22, 31, 38, None, None, 61, 68, None)
_VILLAGES = ("Andaijaya", "Banyumisal", "Karangreka", "Tlogomisal", "Kaliumpama", "Rekaan")


def charts() -> list[Chart]:
    """Draw one chart of each kind, with what each must withstand."""
    return [_bars(), _columns(), _line(), _stacked(), _treemap(), _sankey(), _map()]


def sparks() -> list[Spark]:
    """Draw three words of a line: rising, with a gap, and not known at all."""
    rows = ((10, 14, 13, 17, 22), (20, None, 22, 14, 12), (None, None))
    return [
        spark(
            _words(f"spark-{number}", _("Measured over time"), "", _("As of")),
            [Point(str(2022 + i), _decimal(value)) for i, value in enumerate(values)],
        )
        for number, values in enumerate(rows, 1)
    ]


def squares() -> list[tuple[int, int, bool]]:
    """Place sixty squares in three rows, six of them empty: for the coverage block."""
    return [(i % 20 * 16 + 1, i // 20 * 16 + 1, i % 11 > 0) for i in range(60)]


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _words(name: str, title: str, note: str, of: str) -> Words:
    return Words(
        name=f"sample-{name}",
        title=title,
        note=note,
        of=of,
        unit=_("Value"),
        short=writing.compact,
        full=writing.number,
    )


def _invented() -> str:
    return _("Invented values.")


def _bars() -> Chart:
    points = [Point(name, None if text is None else Decimal(text)) for name, text in _OFFICES]
    return bars(_words("bars", _("Lying bars"), _invented(), _("Office")), points)


def _columns() -> Chart:
    counts = (6, 4, 1, 2, None, 0, 1, 1, 0, 1, 1, 21)
    points = [Point(_month(i), _decimal(count)) for i, count in enumerate(counts)]
    words = _words("columns", _("Standing bars"), _invented(), _("Month"))
    return columns(words, points, limits=(_LIMIT,))


def _line() -> Chart:
    series = [
        Series(_("Paid"), tuple(map(_decimal, _PAID))),
        Series(_("Planned"), tuple(map(_decimal, _PLANNED))),
        Series("2025", tuple(_decimal(value * 6 // 10) for value in _PLANNED)),
        Series("2024", tuple(_decimal(value * 3 // 10) for value in _PLANNED)),
    ]
    words = _words("line", _("Lines"), _invented(), _("Month"))
    return line(words, [_month(i) for i in range(_MONTHS)], series)


def _stacked() -> Chart:
    names = [name for name, _text in _OFFICES[:4]]
    parts = (
        *((5, 8, 3, 2), (7, 2, 4, None), (1, 3, 0, 2)),
        *((2, 2, 2, 1), (3, 1, 1, 1), (1, 1, 2, 2)),
    )
    labels = (
        *(_("Personnel"), _("Goods and services"), _("Capital")),
        *(_("Transfers"), _("Villages"), _("Other")),
    )
    series = [
        Series(label, tuple(map(_decimal, values)))
        for label, values in zip(labels, parts, strict=True)
    ]
    return stacked(_words("stacked", _("Stacked bars"), _invented(), _("Office")), names, series)


def _treemap() -> Chart:
    sizes = (90, 55, 34, None, 12, 7)
    points = [Point(n, _decimal(size)) for n, size in zip(_VILLAGES, sizes, strict=True)]
    return treemap(_words("treemap", _("Treemap"), _invented(), _("Village")), points)


def _sankey() -> Chart:
    centre = _("Budget of the regency")
    flows = [
        Flow(_("Own revenue"), centre, Decimal(520)),
        Flow(_("Transfers"), centre, Decimal(1480)),
        Flow(_("Other"), centre, None),
        Flow(centre, _("Personnel"), Decimal(900)),
        Flow(centre, _("Goods and services"), Decimal(620)),
        Flow(centre, _("Capital"), Decimal(310)),
        Flow(centre, _("Villages"), Decimal(170)),
    ]
    return sankey(_words("sankey", _("Sankey"), _invented(), _("From")), flows, _("To"))


def _map() -> Chart:
    """Shade a plan of six fields that no map knows."""
    fields = {
        "1": "M0 0l300 30 40 190-120 80-220-40z",
        "2": "M300 30l330-30 40 160-200 90-130-30z",
        "3": "M630 0l370 0 0 210-180 30-150-80z",
        "4": "M0 260l220 40 30 200-250 0z",
        "5": "M220 300l120-80 130 30 60 250-280 0z",
        "6": "M470 250l200-90 150 80 180-30 0 290-470 0z",
    }
    values = (12, 40, None, 58, 77, 103)
    points = {
        code: Point(name, _decimal(value))
        for code, name, value in zip(fields, _VILLAGES, values, strict=True)
    }
    words = _words("map", _("Shaded map"), _invented(), _("Village"))
    return choropleth(words, Outlines(1000, 500, fields), points, here="2")


def _month(i: int) -> str:
    return writing.month(writing.local_day(f"2026-{i + 1:02}-01"))
