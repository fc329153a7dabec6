"""Registers that an office publishes alone, and what even there waits for a second pair of eyes."""

import re
from collections.abc import Iterator

import pytest

from tests.desk.conftest import Desk, Visitor, as_asked

OFFICE = "Desa Rejo"
HOUSEHOLDS = b"village,year,households\nRejo,2026,412\nSari,2026,380\n"
PEOPLE = b"nik,year,paid\n3522011203900001,2026,10\n3522011203900003,2026,20\n"
PLACES = b"scheme,code,level,kind,parent,name\ncontoh,99.01.01,3,kecamatan,,Contoh Kota\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield from as_asked(tmp_path_factory, 'without_reviewer = ["datasets"]\n')


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Visitor:
    return desk.signed_in("sari", "publisher", OFFICE)


def sent(
    desk: Desk, clerk: Visitor, name: str, content: bytes, register: str = "datasets", **more: str
) -> str:
    """Hand a file in and send it on; its address."""
    address = clerk.upload("/hand-in/", ("a.csv", content), register=register, office=OFFICE).to
    desk.work()
    part = "dataset" if register == "datasets" else "list"
    said = {"title": name.title(), f"scope-{part}": name, "licence": "CC-BY-4.0"}
    clerk.post(f"{address}say/", **said, **more)
    desk.work()
    clerk.post(f"{address}send/", waved="Small villages.")
    desk.work()
    return address


def found_at(address: str):
    from pendopo.desk.models import Submission

    return Submission.objects.get(pk=address.split("/")[-2])


def test_what_goes_alone_is_published_and_the_log_says_by_whom(desk: Desk, clerk: Visitor):
    found = found_at(sent(desk, clerk, "households", HOUSEHOLDS))

    assert (found.stage, found.reviewer) == ("published", None)
    [entry] = [one for one in desk.opened.recorded().entries if one.leaf.id == found.publication]
    assert entry.leaf.actor == "publisher"


def test_another_register_of_the_same_desk_waits_for_a_reviewer(desk: Desk, clerk: Visitor):
    address = sent(desk, clerk, "offices", PLACES, "places")

    assert found_at(address).stage == "sent"
    assert "It waits for a reviewer" in clerk.get(address).text


def test_a_clerk_publishes_no_personal_data_alone(desk: Desk, clerk: Visitor):
    from pendopo.desk.models import Stage, Submission
    from pendopo.desk.signer import SignerError, publish
    from tests.desk.test_signer import NOW

    decided = {"column-0": "nik", "fate-0": "publish", "why-0": "Officials."}
    reviewer = desk.signed_in("budi", "reviewer")

    address = sent(desk, clerk, "officials", PEOPLE, **decided)
    waits = found_at(address)
    # Nor does the signer, should the tables say that it was let through.
    Submission.objects.filter(pk=waits.pk).update(stage=Stage.APPROVED)
    with pytest.raises(SignerError, match="Nobody but its publisher"):
        publish(desk.opened, waits.pk, NOW)
    Submission.objects.filter(pk=waits.pk).update(stage=Stage.SENT)
    page = reviewer.get(address).text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    reviewer.post(f"{address}let-through/", waved="Right.", seen=seen[1])
    desk.work()

    assert waits.stage == "sent"
    assert "Publish it as it is" in page
    assert (found_at(address).stage, found_at(address).reviewer.name) == ("published", "budi")


def test_what_is_masked_goes_alone_still(desk: Desk, clerk: Visitor):
    decided = {"column-0": "nik", "fate-0": "mask", "why-0": "Counted, not shown."}

    assert found_at(sent(desk, clerk, "paid", PEOPLE, **decided)).stage == "published"
