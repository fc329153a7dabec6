"""Whatever a stranger sends in place of a passkey's signature opens nothing and is no fault."""

import json

import pytest

from tests.desk.conftest import PASSWORD, Desk, Visitor

_SENT = [
    "{}",
    "[]",
    "null",
    "x",
    "[" * 5000,
    '{"id": 1e999}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "e30", "attestationObject": "o2NmbXRkbm9uZQ", "authenticatorData": "AA",
        "signature": "AA"}}),
    "x" * 30_000,
]  # fmt: skip


@pytest.fixture(scope="module")
def owner(desk: Desk) -> Visitor:
    return desk.signed_in("dewi", "reviewer")


@pytest.mark.parametrize("sent", _SENT)
def test_what_is_no_passkey_is_not_kept(owner: Visitor, sent: str):
    from pendopo.desk.models import Passkey

    owner.get("/account/")

    answer = owner.post("/account/passkeys/", credential=sent, name="x", password=PASSWORD)

    assert (answer.status, answer.to) == (302, "/account/")
    assert not Passkey.objects.exists()


def test_no_passkey_is_added_or_removed_without_the_password(owner: Visitor):
    from django.utils import timezone

    from pendopo.desk.models import Passkey, Person

    person = Person.objects.get(name="dewi")
    key = Passkey.objects.create(
        person=person, name="a", key_id="AA", public="AA", made_at=timezone.now()
    )

    owner.post("/account/passkeys/", credential="{}", name="x")
    added = owner.get("/account/").text
    owner.post(f"/account/passkeys/{key.pk}/remove/", password="salah")  # noqa: S106
    stays = Passkey.objects.filter(pk=key.pk).exists()
    owner.post(f"/account/passkeys/{key.pk}/remove/", password=PASSWORD)

    assert "The password is not right" in added
    assert stays
    assert not Passkey.objects.filter(pk=key.pk).exists()


@pytest.mark.usefixtures("owner")
def test_what_is_no_signature_of_a_passkey_signs_nobody_in(desk: Desk):
    from django.utils import timezone

    from pendopo.desk.models import Passkey, Person

    person = Person.objects.get(name="dewi")
    Passkey.objects.create(
        person=person, name="a", key_id="AA", public="AA", made_at=timezone.now()
    )
    visitor = desk.visitor()
    visitor.address = "198.51.100.60"
    visitor.post("/sign-in/", "/sign-in/", name="dewi", password=PASSWORD)
    answers = []

    for sent in _SENT[2:]:
        visitor.get("/sign-in/second/")
        answers.append(visitor.post("/sign-in/second/", "/sign-in/second/", credential=sent).status)

    assert set(answers) == {200}
    assert visitor.get("/").to == "/sign-in/"
