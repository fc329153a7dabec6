"""Numbers and days as a language writes them: what we write quickly is what Babel writes."""

from datetime import date
from decimal import Decimal

import pytest
from babel import Locale, numbers
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.portal import writing
from pendopo.terms.column import Column, Kind

# Groups of three with four different marks, groups of two, other scripts.
_CODES = ("en", "id", "es", "fr", "hi", "ar", "sv", "pt-br", "zh-hans")
_NUMBERS = st.one_of(
    st.integers(-(10**18), 10**18),
    st.decimals(-(10**15), 10**15, places=9),
    st.sampled_from(list(map(Decimal, ("1E+3", "-0", "0.000", "1.50", "-0.4", "NaN", "1E-9")))),
)

_TRIES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("code", _CODES)
@_TRIES
@given(value=_NUMBERS)
def test_a_number_is_written_as_babel_writes_it(code, value):
    with translation.override(code):
        written = writing.number(value)

    locale = Locale.parse(code, sep="-")
    babel = numbers.format_decimal(value, locale=locale, decimal_quantization=False)
    assert written == babel


@pytest.mark.parametrize("code", _CODES)
@_TRIES
@given(value=_NUMBERS, decimals=st.integers(0, 4))
def test_a_figure_of_a_column_is_written_as_babel_writes_it(code, value, decimals):
    with translation.override(code):
        written = writing._figure(Decimal(value), decimals)

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    babel = numbers.format_decimal(Decimal(value), pattern, locale=Locale.parse(code, sep="-"))
    assert written == babel


def test_a_language_with_a_region_writes_everything():
    with translation.override("pt-br"):
        assert writing.number(1250) == "1.250"
        assert writing.short_day(date(2026, 11, 20)) == "20 nov. 2026"
        assert writing.moment("2026-11-20T14:12:00Z") == "20 novembro 2026, 14:12 UTC"
        assert writing.size(318_000) == "318 kB"


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        (Kind.INTEGER, "1250", "1,250"),
        (Kind.INTEGER, "about 1250", "about 1250"),
        (Kind.DATE, "2026-11-20", "20 Nov 2026"),
        (Kind.DATE, "in November", "in November"),
        (Kind.BOOLEAN, "true", "yes"),
        (Kind.BOOLEAN, "half", "half"),
    ],
)
def test_what_was_of_another_kind_before_is_written_as_it_stood(kind, text, written):
    with translation.override("en"):
        assert writing.read(Column("one", kind), text).text == written
