"""Columns of a new layout matched in the browser, and known again the next time."""

import pytest

from tests.desk.conftest import Desk, Visitor

OFFICE = "Desa Rejo"
ROWS = b"Kode,Nama tempat,Jenis\n35.22.01.2001,Rejo,Desa\n35.22.01.2002,Sari,Desa\n"


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def handed_in(desk: Desk, clerk: Visitor) -> str:
    address = clerk.upload("/hand-in/", ("a.csv", ROWS), register="places", office=OFFICE).to
    desk.work()
    return address


def test_a_new_layout_is_matched_once_and_known_again(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Submission

    address = handed_in(desk, clerk)
    clerk.post(f"{address}columns/look/")
    desk.work()
    page = clerk.get(f"{address}columns/").text
    said = {"from-code": "Kode", "from-name": "Nama tempat", "value-level": "village",
            "value-scheme": "kemendagri", "title": "Tempat", "numbers": "comma"}  # fmt: skip
    known = {f"from-{one}": "" for one in ("level", "scheme", "kind")}
    checked = clerk.post(f"{address}columns/", **{**known, **said})
    desk.work()
    found = Submission.objects.get(pk=address.split("/")[-2])
    second = handed_in(desk, clerk)
    offered = clerk.get(second).text
    clerk.post(f"{second}columns/use/", mapping="tempat")
    desk.work()

    assert 'value="Nama tempat"' in page
    assert checked.to == address
    assert found.mapping == "tempat"
    assert (desk.opened.root / "mappings" / "tempat.toml").is_file()
    assert "Read it by the saved mapping tempat" in offered
    again = Submission.objects.get(pk=second.split("/")[-2])
    assert again.mapping == "tempat"
    first, later = [one.version.report for one in (found, again) if one.version]
    assert first
    assert later
    assert later["findings"] == first["findings"]


def test_another_mappings_name_and_a_mapping_of_nothing_are_refused(desk: Desk, clerk: Visitor):
    address = handed_in(desk, clerk)
    before = sorted((desk.opened.root / "mappings").glob("*"))
    clerk.post(f"{address}columns/look/")
    desk.work()

    elsewhere = clerk.post(f"{address}columns/use/", mapping="../../etc/passwd.toml")
    nothing = clerk.post(f"{address}columns/", title="../leer")

    assert (elsewhere.status, nothing.status) == (404, 422)
    assert sorted((desk.opened.root / "mappings").glob("*")) == before


def test_what_may_not_be_changed_saves_no_mapping_and_the_same_is_saved_once(
    desk: Desk, clerk: Visitor
):
    from pendopo.desk.models import Act, Submission

    address = handed_in(desk, clerk)
    clerk.post(f"{address}columns/look/")
    desk.work()
    said = {"from-code": "Kode", "from-name": "Nama tempat", "value-level": "village",
            "value-scheme": "kemendagri", "title": "Sama", "from-level": ""}  # fmt: skip
    stages = Submission.objects.filter(pk=address.split("/")[-2])
    answers = []
    for given_up in (False, False, True):
        stages.update(stage="mending")
        if given_up:
            clerk.post(f"{address}give-up/")
        answers.append(clerk.post(f"{address}columns/", **said))

    assert [one.status for one in answers] == [302, 302, 422]
    assert "Somebody was faster" in answers[-1].text
    saved = [one.name for one in (desk.opened.root / "mappings").glob("sama*")]
    assert saved == ["sama.toml"]
    assert Act.objects.filter(what="matched", about__mapping="sama").count() == 2


def test_an_offices_own_mapping_is_offered_before_anothers(desk: Desk, clerk: Visitor):
    from pendopo.desk.matching import fitting
    from pendopo.desk.models import Submission

    found = Submission.objects.get(pk=handed_in(desk, clerk).split("/")[-2])
    version = found.version
    assert version
    assert version.report
    values = {"names": "aaa, bbb, ccc", "first": "aaa"}
    told = {**version.report["findings"][0], "rule": "saved_mapping_is_used", "values": values}
    version.report["findings"] = [told]
    version.save()
    facts = {"register": "places", "by": found.by, "made_at": found.made_at}
    for office, name in (("Desa Sari", "aaa"), (OFFICE, "ccc")):
        Submission.objects.create(office=office, mapping=name, changed_at=found.changed_at, **facts)

    assert fitting(found) == ("ccc", "bbb", "aaa")
