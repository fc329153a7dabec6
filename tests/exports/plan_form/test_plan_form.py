"""A plan on OGP's forms: the questions of each era, what was not said, and nothing lost."""

import io
from datetime import UTC, date, datetime

import docx
import pytest

from pendopo.exports.plan_form.as_docx import write_docx
from pendopo.exports.plan_form.filled import BY_HAND, fill_form
from pendopo.exports.printed.paper import print_pdf
from pendopo.registers.plans.questions import NEW, OLD, PILOT, QUESTIONS
from pendopo.terms.commitment import Commitment, Level, Milestone, Plan
from pendopo.terms.period import Period
from pendopo.terms.wording import fill

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
STEP = Milestone(
    "listed", "Roads are listed", Period.of_day(date(2026, 9, 30)), outputs="A table of roads"
)
ROADS = Commitment(
    "roads",
    'Every road <in> the "open"\x0b',
    "Dinas Pekerjaan Umum",
    None,
    None,
    milestones=(STEP,),
    texts={"problem": "Nobody knows.", "summary": "Roads in a table.", "challenge": "Integrity"},
    civil_society=("Forum Warga",),
    budget_lines=("1.03.10",),
)
PLAN = Plan("p", "Plan of Uji", Level.LOCAL, "Kabupaten Uji", commitments=(ROADS,))


def form(template):
    return fill_form(PLAN, template, "en", lambda text, /, **values: fill(text, values))


@pytest.mark.parametrize("template", [OLD, PILOT, NEW])
def test_each_question_of_a_template_is_on_its_form_and_what_it_does_not_ask_behind(template):
    [sheet] = form(template).sheets

    asked = [line.question for line in sheet.lines]
    besides = [line.question for line in sheet.besides]
    for name, question in QUESTIONS.items():
        assert (question.title in asked) == (template in question.templates), name
    answered = {QUESTIONS[name].title for name in ROADS.texts}
    assert answered <= {*asked, *besides}
    assert "Budget lines" in besides


def test_the_form_since_2022_plans_outputs_dates_and_who_takes_part():
    [sheet] = form(NEW).sheets

    assert sheet.head[:3] == ("Milestone", "Expected outputs", "Expected completion date")
    [row] = sheet.rows
    assert row[:4] == ("Roads are listed", "A table of roads", "2026-09-30", "Dinas Pekerjaan Umum")
    assert "Forum Warga" in row


def test_persons_are_left_to_be_written_by_hand():
    [sheet] = form(OLD).sheets

    by_hand = [line.question for line in sheet.after if line.answer == BY_HAND]
    assert by_hand == ["Person in charge", "E-mail and telephone"]


def test_a_word_processor_reads_headings_tables_and_what_is_not_said():
    made = docx.Document(io.BytesIO(write_docx(form(NEW), AT)))

    texts = [one.text for one in made.paragraphs]
    assert '1. Every road <in> the "open"' in texts
    assert "The plan does not say." in texts
    assert made.tables[0].cell(1, 1).text == "A table of roads"
    assert made.core_properties.author == "Pendopo"
    assert made.core_properties.language == "en"


def test_the_same_form_is_a_tagged_pdf():
    more = {"hue": 200, "under": "Kabupaten Uji", "words": {"page": "Page"}}
    made = print_pdf("plan_form/form.typ", form(PILOT).facts() | more, AT)

    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in made
