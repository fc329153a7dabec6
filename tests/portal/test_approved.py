"""A publication's page says by whose own key it was let through, and where that can be checked."""

import hashlib
import json

import pytest

from pendopo.stages.publish import ApprovalUsedError
from tests.approving import let_through
from tests.desk.authenticator import Authenticator
from tests.portal.conftest import reader
from tests.portal.test_row_and_publication import words


def test_the_page_names_the_office_and_leads_to_the_key_and_what_was_signed(fresh, tmp_path):
    device = Authenticator("desk.contoh.example")
    entry, _ = let_through(fresh, tmp_path / "a.csv", device)
    read = reader(fresh)

    text = words(read(f"/en/publications/{entry.leaf.id}/"))
    said = json.loads(read(f"/en/publications/{entry.leaf.id}/index.json").body)["approved"]

    assert "An approver of Inspektorat, with their own key, on" in text
    assert f"#entry-{entry.index - 1}" in text
    assert (said["holds"], said["office"]) == (True, "Inspektorat")
    assert said["key_introduced_in"] == entry.index - 1
    for address in said["signed"].values():
        assert read("/" + address.split("/", 3)[3]).status == 200
    assert fresh.verify().offices == {"Inspektorat": 1}


def test_what_was_signed_is_found_by_who_brings_it(fresh, tmp_path):
    entry, _ = let_through(fresh, tmp_path / "a.csv", Authenticator("desk.contoh.example"))
    [c] = [one.c for one in entry.leaf.objects if one.role == "approval"]
    digest = hashlib.sha256(fresh.object_path(c).read_bytes()).hexdigest()

    text = words(reader(fresh)(f"/en/verify/?sha256={digest}"))

    assert "what an approver signed who let it through" in text


def test_a_signature_that_does_not_hold_is_told_as_such(fresh, tmp_path):
    device, other = Authenticator("desk.contoh.example"), Authenticator("desk.contoh.example")
    entry, _ = let_through(fresh, tmp_path / "a.csv", device, other)

    text = words(reader(fresh)(f"/en/publications/{entry.leaf.id}/"))

    assert "Its signature does not hold" in text
    assert [one.what for one in fresh.verify().problems] == ["approval-wrong"]


def test_a_signature_over_another_file_is_told_as_such(fresh, tmp_path):
    device = Authenticator("desk.contoh.example")
    other = b"village,year\nSari,2026\n"
    entry, _ = let_through(fresh, tmp_path / "a.csv", device, content=other)

    read = reader(fresh)

    assert "Its signature does not hold" in words(read(f"/en/publications/{entry.leaf.id}/"))
    assert [one.what for one in fresh.verify().problems] == ["approval-wrong"]


def test_what_was_signed_publishes_once(fresh, tmp_path):
    device = Authenticator("desk.contoh.example")
    _, request = let_through(fresh, tmp_path / "a.csv", device)
    size = fresh.recorded().size

    with pytest.raises(ApprovalUsedError):
        fresh.publish([request])
    assert fresh.recorded().size == size


def test_a_publication_that_nobody_signed_says_nothing_of_it(fresh):
    one = fresh.state().publications[0]

    text = words(reader(fresh)(f"/en/publications/{one.id}/"))

    assert "Let through by" not in text
