"""A letter that no font has ends no paper: a record's own text can hold anything."""

from datetime import UTC, datetime

import pytest

from pendopo.exports.printed.paper import Press
from pendopo.exports.works.printing import print_visit
from pendopo.exports.works.told import facts
from pendopo.exports.works.work import Work

AT = datetime(2026, 1, 1, tzinfo=UTC)


def word(text, /, **values):
    return str(getattr(text, "text", text)).format_map(values)


def told(title):
    work = Work(
        ocid="ocds-1",
        title=title,
        government="Kabupaten Contoh",
        origin="contoh.example/log",
        size=3,
        on=AT.date(),
        address="https://contoh.example/a",
    )
    return facts(work, "en", word)


def test_letters_that_no_font_has_are_replaced_and_the_others_stand(monkeypatch):
    set_with = []
    whole = Press._set

    def watched(self, shown, **how):
        set_with.append(shown)
        return whole(self, shown, **how)

    monkeypatch.setattr(Press, "_set", watched)
    paper = print_visit(told("Jalan \uf0b7 道路修理 🚧 आ"), AT)

    assert paper.startswith(b"%PDF-")
    assert "Jalan \ufffd \ufffd\ufffd\ufffd\ufffd \ufffd आ" in str(set_with[-1])
    assert len(set_with) == 2  # one attempt names one letter; its script goes with it


@pytest.mark.parametrize("title", ["道路修理", "Jalan 🚧", "\uf0b7 Jalan"])
def test_a_title_of_a_real_record_is_printed(title):
    assert print_visit(told(title), AT).startswith(b"%PDF-")
