"""A hold and a redaction by the command line, each officer on a machine of their own."""

import re

import pytest

from tests.bytes_below import places_of
from tests.cli.conftest import VILLAGES
from tests.cli.drill import static

SECRET = "Sukmawati Ningrum"  # noqa: S105  a name


def published(run, home, text=VILLAGES):
    """Publish villages, and give the id."""
    (home / "villages.csv").write_text(text)
    done = run("publish", "villages.csv", "--register", "datasets", "--scope", "dataset=villages")
    assert done.exit_code == 0, done.output
    (home / "villages.csv").unlink()
    return next((home / "public/pub").iterdir()).name


def introduced(run, tmp_path):
    """Make the keys of two officers of different units, and put them into the log."""
    for name, unit in (("a", "legal"), ("b", "inspectorate")):
        run("sign", "--new-key", tmp_path / name)
        said = ("--role", "officer", "--office", f"Office {unit}", "--unit", unit)
        assert run("roles", "add", tmp_path / f"{name}.pub", *said).exit_code == 0


@pytest.mark.timeout(300)
def test_the_drill_leaves_no_byte_here_nor_at_a_mirror_that_follows(  # noqa: PLR0915  a drill
    run, home, tmp_path
):
    """By the verbs alone: what an officer, two signers and a peer type, in their order."""
    id_ = published(run, home, VILLAGES.replace("Rejo", f"Rejo of {SECRET}"))
    introduced(run, tmp_path)
    copy = tmp_path / "mirror"
    with static(home / "public") as address:
        followed = [run("follow", address, "--into", copy)]
        settings = (copy / "pendopo.toml").read_text()
        told = re.sub("(?m)^redactions = .*", 'redactions = "delete"', settings)
        assert told != settings
        (copy / "pendopo.toml").write_text(told)
        there = [places_of(folder, SECRET.encode()) for folder in (home, copy)]
        held = run("hold", id_, "--reason", "ID-PDP-43")
        followed.append(run("--home", copy, "follow", "--once"))
        hidden = [places_of(folder / "public", SECRET.encode()) for folder in (home, copy)]
        said = ("--reason", "ID-PDP-43", "--says", "A person was named.")
        drafted = run("redact", "draft", id_, *said)
        for name in "ab":
            run("sign", "withdrawal.txt", "--key", tmp_path / name, "--yes")
        applied = run("redact", "apply", *sorted(home.glob("withdrawal.txt.*.sig")), answers="y\n")
        followed.append(run("--home", copy, "follow", "--once"))
    verified = [run("--home", folder, "verify") for folder in (home, copy)]
    archived = run("archive", tmp_path / "out")

    done = [*followed, held, drafted, applied, *verified, archived]
    assert [one.exit_code for one in done] == [0] * len(done), [one.output for one in done]
    assert all(there)
    assert hidden == [[], []]
    assert [places_of(one, SECRET.encode()) for one in (home, copy, tmp_path / "out")] == [[]] * 3
    tombstone = (tmp_path / f"out/en/publications/{id_}/index.html").read_text()
    assert "A person was named." in tombstone


def test_officers_draft_sign_and_apply_and_the_public_reads_why(run, home, tmp_path):
    id_ = published(run, home)
    introduced(run, tmp_path)

    held = run("hold", id_, "--reason", "ID-PDP-43")
    drafted = run(
        "redact", "draft", id_, "--reason", "ID-PDP-43", "--says", "A person was named.",
        "--reference", "180/2026",
    )  # fmt: skip
    signed = [run("sign", "withdrawal.txt", "--key", tmp_path / n, "--yes") for n in "ab"]
    files = sorted(home.glob("withdrawal.txt.*.sig"))
    alone = run("redact", "apply", files[0], "--yes")
    applied = run("redact", "apply", *files, answers="y\n")
    verified = run("verify")

    assert "It stays hidden until it is decided" in held.output
    assert "Weigh what may stand against it" in drafted.output
    assert "A person was named." in signed[0].output
    assert alone.exit_code == 2
    assert "two officers of different units" in alone.output
    assert applied.exit_code == 0, applied.output
    assert "Office legal (legal)" in applied.output
    assert verified.exit_code == 0, verified.output
    assert "180/2026" not in (home / "withdrawal.txt").read_text()


def test_what_is_held_is_given_back_when_it_was_decided_so(run, home):
    id_ = published(run, home)
    run("hold", id_, "--reason", "ID-PDP-43")
    back = run("hold", "--end", id_)
    again = run("hold", "--end", id_)
    neither = run("hold", id_)
    both = run("hold", "--end", id_, "--reason", "ID-PDP-43")

    assert (back.exit_code, again.exit_code) == (0, 2)
    assert (neither.exit_code, both.exit_code) == (2, 2)
    assert "Given back: entry" in back.output
    assert "Nothing of it is held" in again.output
    assert "--reason CODE is missing" in neither.output
    assert "leave one of them out" in both.output


@pytest.mark.usefixtures("home")
def test_the_reasons_of_the_law_are_listed_and_another_is_refused(run):
    listed = run("redact", "reasons")
    refused = run("hold", "01JH5Q0E4ZQF4Q2M1K7Y8C3V9T", "--reason", "SHAME")

    assert "ID-KIP-17h" in listed.output
    assert "UU 27/2022, art. 43" in listed.output
    assert "clause not verified" in listed.output
    assert refused.exit_code == 2
    assert "There is no reason SHAME" in refused.output


def test_what_of_a_person_the_public_text_holds_is_named_in_the_language_in_use(run, home):
    id_ = published(run, home)
    words = ("redact", "draft", id_, "--reason", "ID-PDP-43", "--says", "Call 081234567890.")

    english, other = run(*words), run("--language", "id", *words)

    assert (english.exit_code, other.exit_code) == (2, 2)
    assert "telephone number" in english.output
    assert "nomor telepon" in other.output
