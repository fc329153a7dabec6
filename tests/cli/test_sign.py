"""A person makes a key, the government introduces it, the person signs what was sent."""

import stat

from pendopo.standards.statement import Statement

SAID = Statement(
    "data.example.org/log",
    "redaction",
    "2026-03-01T03:00:00Z",
    (("entry", "01JH5Q0E4ZQF4Q2M1K7Y8C3V9T"), ("says", "A person's data stood in it.")),
)


def test_a_key_is_made_introduced_used_and_ended(run, home, tmp_path):
    made = run("sign", "--new-key", tmp_path / "budi")
    words = ("--role", "officer", "--office", "Legal", "--unit", "legal")
    added = run("roles", "add", tmp_path / "budi.pub", *words)
    (home / "request.txt").write_text(SAID.text())
    signed = run("sign", "request.txt", "--key", tmp_path / "budi", answers="y\n")
    [file] = home.glob("request.txt.*.sig")
    id_ = added.output.strip().rpartition(" ")[2].rstrip(".")
    ended = run("roles", "end", id_, "--why", "left")
    listed = run("roles", "list")

    assert [r.exit_code for r in (made, added, signed, ended, listed)] == [0] * 5, ended.output
    assert stat.S_IMODE((tmp_path / "budi").stat().st_mode) == 0o600
    assert "taken away for good" in signed.output
    assert "what the public will read: A person's data stood in it." in signed.output
    assert file.read_text().startswith(SAID.text() + "\n— pendopo/")
    assert "the person no longer has the role" in listed.output
    assert "budi" not in (home / "public").joinpath("log/tile/entries/000.p/3").read_text("latin-1")


def test_who_does_not_say_yes_has_signed_nothing(run, tmp_path):
    run("sign", "--new-key", "key")
    (tmp_path / "request.txt").write_text(SAID.text())

    result = run("sign", "request.txt", "--key", "key", answers="n\n")

    assert result.exit_code == 1
    assert not list(tmp_path.glob("*.sig"))


def test_a_key_is_never_overwritten_and_never_readable_by_others(run, tmp_path):
    run("sign", "--new-key", "key")
    (tmp_path / "request.txt").write_text(SAID.text())
    again = run("sign", "--new-key", "key")
    (tmp_path / "key").chmod(0o644)
    shared = run("sign", "request.txt", "--key", "key", "--yes")

    assert again.exit_code == 2
    assert "chmod 600" in shared.output


def test_a_text_that_is_no_statement_is_not_signed(run, tmp_path):
    run("sign", "--new-key", "key")
    (tmp_path / "letter.txt").write_text("Take it away.\n")

    result = run("sign", "letter.txt", "--key", "key", "--yes")

    assert result.exit_code == 2
    assert "a statement begins with the line" in result.output


def test_the_half_that_everybody_may_have_signs_nothing(run, tmp_path):
    run("sign", "--new-key", "key")
    (tmp_path / "request.txt").write_text(SAID.text())

    result = run("sign", "request.txt", "--key", "key.pub", "--yes")

    assert result.exit_code == 2
    assert "--key key.pub: this is the half that everybody may have; write key" in result.output
    assert not list(tmp_path.glob("*.sig"))
