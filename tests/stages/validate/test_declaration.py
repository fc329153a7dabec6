"""Before anything is published: a reuse licence, a title, and the codes of what it replaces."""

from dataclasses import replace

from pendopo.stages.validate import check_declaration
from pendopo.terms.finding import Weight
from pendopo.terms.journey import Declaration
from pendopo.terms.register import Fold, Register, ScopePart

YEARLY = Register(
    "budgets",
    "Budgets",
    "",
    "",
    Fold.REPLACE,
    ("csv",),
    lambda _: iter(()),
    scope=(ScopePart("year", "Year", "[0-9]{4}", "2026"),),
)
WHOLE = Declaration(title="Budget 2026", licence="CC-BY-4.0", scope={"year": "2026"})


def of(**changes):
    findings = check_declaration(YEARLY, replace(WHOLE, **changes))
    assert all(finding.weight is Weight.STOP and finding.write for finding in findings)
    return [(finding.rule, finding.sentence()) for finding in findings]


def test_a_whole_declaration_has_no_finding():
    assert of() == []


def test_no_licence_is_a_stop():
    [(rule, sentence)] = of(licence=" ")

    assert rule == "publication_has_a_licence"
    assert sentence.startswith("No licence")


def test_a_licence_that_does_not_let_anyone_reuse_is_a_stop():
    [(rule, sentence)] = of(licence="CC-BY-NC-4.0")

    assert rule == "publication_has_a_licence"
    assert sentence.startswith("CC-BY-NC-4.0")


def test_no_title_is_a_stop():
    assert [rule for rule, _ in of(title="")] == ["publication_has_a_title"]


def test_a_scope_that_is_not_named_is_a_stop():
    [(rule, sentence)] = of(scope={})

    assert rule == "scope_is_named"
    assert "same year" in sentence


def test_a_scope_of_another_form_is_a_stop():
    [(_, sentence)] = of(scope={"year": "26"})

    assert sentence == "26 is not a year of budgets."


def test_a_scope_that_the_register_does_not_have_is_a_stop():
    [(_, sentence)] = of(scope={"year": "2026", "phase": "draft"})

    assert sentence == "The register budgets has no phase in its scope; it has year."


def test_a_publication_is_named_as_replaced_only_where_publications_accumulate():
    [(_, sentence)] = of(replaces="01J")
    merging = replace(YEARLY, fold=Fold.MERGE, scope=())

    assert "same scope" in sentence
    assert check_declaration(merging, replace(WHOLE, scope={}, replaces="01J")) == ()
