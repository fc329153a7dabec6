"""An approver's passkey is introduced by its line, and whoever verifies hears of what it signed."""

import pytest

from pendopo.programme.programme import Programme
from tests.approving import let_through
from tests.desk.authenticator import EDDSA, ES256, RS256, Authenticator

SAID = ("--role", "approver", "--office", "Inspektorat", "--unit", "inspektorat")


@pytest.mark.parametrize("kind", [ES256, EDDSA, RS256])
def test_a_passkey_is_introduced_by_the_line_that_the_desk_shows(run, home, tmp_path, kind):
    device = Authenticator("desk.uji.example", kind)

    added = run("roles", "add", device.passkey.vkey, *SAID)
    listed = run("roles", "list")
    entry, _ = let_through(Programme.open(home), tmp_path / "a.csv", device)
    verified = run("verify")

    assert added.exit_code == 0, added.output
    assert device.passkey.fingerprint in added.output
    assert "desk.uji.example  approver  Inspektorat (inspektorat)" in listed.output
    assert verified.exit_code == 0, verified.output
    assert "1  Publications let through with an approver's own key" in verified.output
    assert "approved by the key of Inspektorat" in verified.output
    assert entry.index > 0


def test_an_approval_that_another_signed_is_wrong(run, home, tmp_path):
    device = Authenticator("desk.uji.example")
    run("roles", "add", device.passkey.vkey, *SAID)
    let_through(Programme.open(home), tmp_path / "a.csv", device, Authenticator(device.place))

    verified = run("verify")

    assert verified.exit_code == 1
    assert "It is not signed as it must be: it is not signed by the key" in verified.output


def test_a_file_that_cannot_be_read_is_told_and_taken_for_no_line(run, home):
    (home / "keys").mkdir()

    folder = run("roles", "add", "keys", *SAID)
    long = run("roles", "add", f"desk.uji.example+12345678+{'A' * 300}", *SAID)

    assert (folder.exit_code, long.exit_code) == (2, 2)
    assert "keys: this is a folder; write the path of a file" in folder.output
    assert "the line that My account at the desk shows" in long.output


def test_a_key_in_a_file_that_is_none_is_told_where_to_take_one_from(run, home):
    (home / "key.pub").write_text("desk.uji.example+12345678+/3Bl")

    refused = run("roles", "add", "key.pub", *SAID)

    assert refused.exit_code == 2
    assert "the line that My account at the desk shows" in refused.output
