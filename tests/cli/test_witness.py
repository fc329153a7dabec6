"""The verbs of witnesses, on both sides: those who sign, and the log that asks them."""

import json

import pytest

from pendopo.peers.witness import open_witness
from pendopo.programme.programme import Programme
from pendopo.web.wsgi import make_application, prepare
from tests.peers.serving import answering, witnesses


@pytest.fixture
def saksi(run, tmp_path):
    """The folder of a witness that has just begun."""
    result = run("witness", "init", tmp_path / "saksi", "--name", "saksi.example")
    assert result.exit_code == 0, result.output
    return tmp_path / "saksi"


def vkey_of(run, folder):
    return json.loads(run("witness", "show", folder, "--json").stdout)["vkey"]


def test_a_witness_begins_with_a_key_and_is_told_never_to_restore_it(run, tmp_path):
    result = run("witness", "init", tmp_path / "saksi", "--name", "saksi.example")
    again = run("witness", "init", tmp_path / "saksi", "--name", "saksi.example")

    assert vkey_of(run, tmp_path / "saksi") in result.stdout
    assert "Never bring" in result.stdout
    assert again.exit_code == 2
    assert "a witness is begun once" in again.stderr


def test_a_name_that_no_key_may_have_is_refused(run, tmp_path):
    result = run("witness", "init", tmp_path / "saksi", "--name", "a b")

    assert result.exit_code == 2
    assert not (tmp_path / "saksi").exists()


def test_a_log_is_watched_by_its_policy_its_key_or_its_address(run, home, saksi):
    opened = Programme.open(home)
    prepare()
    with answering(make_application(opened)) as site:
        by = [
            run("witness", "add", saksi, one, "--key", opened.vkey)
            for one in (home / "public" / "policy.txt", opened.vkey, site)
        ]
    told = json.loads(run("witness", "show", saksi, "--json").stdout)
    left = run("witness", "leave", saksi, "data.example.org/log")

    assert [one.exit_code for one in by] == [0, 0, 0], by[2].output
    assert opened.vkey in by[0].stdout
    assert [one["origin"] for one in told["logs"]] == ["data.example.org/log"]
    assert told["logs"][0]["url"] == site
    assert left.exit_code == 0
    assert run("witness", "leave", saksi, "data.example.org/log").exit_code == 2


def test_a_log_with_another_key_than_was_told_is_not_watched(run, home, saksi):
    result = run("witness", "add", saksi, home / "public" / "policy.txt", "--key", "a+b+c")

    assert result.exit_code == 2
    assert "names another key than a+b+c" in result.stderr
    assert json.loads(run("witness", "show", saksi, "--json").stdout)["logs"] == []


def test_a_laptop_signs_what_waits_and_hands_it_in(run, home, saksi):
    run("witness", "add", saksi, home / "public" / "policy.txt")
    added = run("witnesses", "add", vkey_of(run, saksi), "--name", "laptop")
    opened = Programme.open(home)
    prepare()
    with answering(make_application(opened)) as site:
        signed = run("cosign", site, "--key", saksi)
    asked = run("witnesses", "ask")
    shown = json.loads(run("witnesses", "show", "--json").stdout)

    assert "Recorded, waiting for witnesses (0 of 1): 1 entries." in added.stdout
    assert (signed.exit_code, "Handed in." in signed.stdout) == (0, True), signed.output
    assert asked.exit_code == 0
    assert shown["waiting"] is None
    assert [(one["name"], one["url"]) for one in shown["witnesses"]] == [("laptop", None)]
    assert run("verify").exit_code == 0


def test_a_signature_is_sent_as_a_file_too(run, home, saksi, tmp_path):
    run("witness", "add", saksi, home / "public" / "policy.txt")
    run("witnesses", "add", vkey_of(run, saksi), "--name", "laptop")
    signed = run("cosign", home, "--key", saksi, "--out", tmp_path / "signed")
    taken = run("witnesses", "take", tmp_path / "signed")
    again = run("witnesses", "take", home / "public" / "policy.txt")

    assert "pendopo witnesses take" in signed.stdout
    assert "Taken: the signature of laptop." in taken.stdout
    assert "Recorded" not in taken.stdout
    assert again.exit_code == 2


def test_a_log_that_took_something_back_is_told_and_exits_with_1(run, home, saksi):
    run("witness", "add", saksi, home / "public" / "policy.txt")
    run("witnesses", "add", vkey_of(run, saksi))
    run("cosign", home, "--key", saksi, "--out", home / "signed")
    (home / "public" / "log" / "pending").unlink()

    result = run("cosign", home, "--key", saksi)

    assert result.exit_code == 1
    assert "this witness has seen 2: entries were taken back" in result.stderr


def test_witnesses_come_and_go_and_each_change_is_an_entry(run, home, entries, tmp_path):
    opened = Programme.open(home)
    with witnesses(tmp_path, opened.vkey, 3) as found:
        for one in found:
            added = run("witnesses", "add", one.witness.vkey, one.url)
        fewer = run("witnesses", "quorum", "1")
        removed = run("witnesses", "remove", "saksi-2.example")
        unknown = run("witnesses", "remove", "nobody")
        policy = opened.witnesses.policy()
        shown = run("witnesses", "show")
        (tmp_path / "other").write_bytes(b"quorum none\n")
        stranger = run("witnesses", "set", tmp_path / "other")

    assert "3 of 3 witnesses must sign before anything is published." in added.stdout
    assert "Fewer than 3 of 3" in fewer.stderr
    assert removed.exit_code == 0
    assert list(policy.witnesses) == ["saksi-0.example", "saksi-1.example"]
    assert policy.needed() == 1
    assert "there is no such witness" in unknown.stderr
    assert "saksi-0.example: has signed" in shown.stdout
    assert [one["type"] for one in entries()] == ["heartbeat", *["witness-change"] * 5]
    assert "does not name this log" in stranger.stderr


def test_a_witness_that_stops_makes_publications_wait(run, home, tmp_path, villages, publish):
    opened = Programme.open(home)
    with witnesses(tmp_path, opened.vkey, 1) as [only]:
        run("witnesses", "add", only.witness.vkey, only.url)
        only.up = False
        waiting = publish(villages)
        repeated = publish(villages)
        only.up = True
        asked = run("witnesses", "ask")
        with open_witness(tmp_path / "saksi-0") as witness:
            [size] = [one.latest.size for one in witness.logs() if one.latest]

    assert waiting.exit_code == 0, waiting.output
    assert "recorded as" in waiting.stdout
    assert "Recorded, waiting for witnesses (0 of 1): 1 entries." in waiting.stdout
    assert "saksi-0.example: refuses (503: stopped)" in waiting.stdout
    assert "these bytes stand already as entry 2" in repeated.stdout
    assert asked.stdout == ""
    assert size == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x"), "is no key"),
        (("add", "KEY", "ftp://a"), "write one that begins with https://"),
        (("quorum", "2"), "a quorum of 2; there are 0 witnesses"),
    ],
)
def test_what_no_policy_can_say_is_refused(run, home, saksi, words, said):
    key = vkey_of(run, saksi)
    result = run("witnesses", *[key if word == "KEY" else word for word in words])

    assert result.exit_code == 2
    assert said in result.stderr
    assert Programme.open(home).state().size == 1
