"""The log and the objects in an archive: whole, verified by what judges any record, of any size."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.archive.holding import DRAFTS, MANIFEST
from pendopo.published.state import Record as Reading
from pendopo.published.verify import FolderShelf, verify
from tests.exports.archive.conftest import HOME, make, page
from tests.published.verify.conftest import VKEY, Record


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def _signed(public: Path) -> list[int]:
    """The sizes at which the log was signed."""
    return sorted(int(path.stem) for path in (public / "log" / "history").iterdir())


def _is_sound(out: Path) -> bool:
    verdict = verify(FolderShelf(out), VKEY)
    return verdict.ok


def test_an_archive_verifies_and_holds_the_pages(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)

    assert _is_sound(tmp_path / "out")
    assert {"index.html", "en/index.html", "en/b/index.html"} <= _files(tmp_path / "out").keys()
    assert not (tmp_path / "out" / DRAFTS).exists()


def test_a_flipped_byte_is_noticed_and_mended_by_the_next_run(tmp_path: Path, public: Path) -> None:
    out = tmp_path / "out"
    make(out, public)
    one = next(path for path in (out / "objects").rglob("*") if path.is_file())
    one.chmod(0o644)
    one.write_bytes(bytes([one.read_bytes()[0] ^ 1]) + one.read_bytes()[1:])
    assert not _is_sound(out)

    make(out, public)

    assert _is_sound(out)


def test_what_is_copied_is_no_link_to_the_record(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)

    one = next(path for path in (tmp_path / "out/objects").rglob("*") if path.is_file())
    assert one.stat().st_nlink == 1
    assert one.stat().st_mode & 0o777 == 0o444


def test_a_folder_of_ours_shares_the_room_of_the_record(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public, link=True)
    again = make(tmp_path / "out", public, link=True)

    one = next(path for path in (tmp_path / "out/objects").rglob("*") if path.is_file())
    assert one.samefile(public / one.relative_to(tmp_path / "out"))
    assert again.written == 0


def test_a_second_run_touches_nothing(tmp_path: Path, public: Path) -> None:
    out = tmp_path / "out"
    first = make(out, public)
    before = {path: path.stat() for path in out.rglob("*") if path.name != MANIFEST}

    again = make(out, public)

    assert (again.written, again.removed, again.files) == (0, 0, first.files)
    assert {path: path.stat() for path in before if path.is_file()} == {
        path: facts for path, facts in before.items() if path.is_file()
    }


def test_a_copy_of_an_archive_is_known_by_its_content(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)
    shutil.copytree(tmp_path / "out", tmp_path / "moved", copy_function=shutil.copyfile)

    assert make(tmp_path / "moved", public).written == 0


def test_an_earlier_size_is_archived_as_it_was(tmp_path: Path, public: Path) -> None:
    first = _signed(public)[0]
    for partial in public.glob(f"log/tile/**/*.p/{first}"):
        partial.unlink()  # a log may forget a tile that has grown

    make(tmp_path / "out", public, size=first)

    assert _is_sound(tmp_path / "out")
    assert Reading(tmp_path / "out").state().size == first


def test_a_large_log_is_archived_at_any_signed_size(tmp_path: Path) -> None:
    record = Record(tmp_path / "public")
    for number in range(300):
        record.publish(f"number {number}", tables=0)
        if number == 269:
            record.seal()
    record.seal()

    make(tmp_path / "out", record.public, size=270)
    assert _is_sound(tmp_path / "out")
    make(tmp_path / "out", record.public)

    assert _is_sound(tmp_path / "out")
    assert Reading(tmp_path / "out").state().size == 300


def test_an_unsigned_size_is_refused_with_its_neighbours(tmp_path: Path) -> None:
    record = Record(tmp_path / "public")
    for number in range(5):
        record.publish(f"number {number}", tables=0)
        if number in {1, 4}:
            record.seal()

    with pytest.raises(ArchiveError, match="no checkpoint was signed") as refused:
        make(tmp_path / "out", record.public, size=3)

    assert (refused.value.values["before"], refused.value.values["after"]) == ("2", "5")


def test_a_state_that_lost_something_since_is_refused(tmp_path: Path) -> None:
    record = Record(tmp_path / "public")
    first = record.publish("one")
    record.seal()
    record.redact(record.c(first, "original"))
    (record.public / record.object(first, "original")).unlink()
    record.seal()

    with pytest.raises(ArchiveError, match="took away what stood") as refused:
        make(tmp_path / "out", record.public, size=1)

    assert refused.value.values["least"] == "2"


def test_what_is_missing_without_a_redaction_is_not_passed_over(
    tmp_path: Path, public: Path
) -> None:
    next(path for path in (public / "objects").rglob("*") if path.is_file()).unlink()

    with pytest.raises(ArchiveError, match="no hold or redaction in the log explains it"):
        make(tmp_path / "out", public)


def test_what_a_redaction_takes_away_leaves_the_archive(tmp_path: Path) -> None:
    record = Record(tmp_path / "public")
    first = record.publish("to be taken away")
    record.publish("stays")
    record.seal()
    out = tmp_path / "out"
    make(out, record.public)
    gone = record.object(first, "original")
    record.redact(record.c(first, "original"))
    (record.public / gone).unlink()
    record.seal()
    assert (out / gone).is_file()

    made = make(out, record.public)

    assert not (out / gone).exists()
    assert made.removed >= 1
    assert _is_sound(out)


def test_a_page_that_is_no_more_leaves_the_archive(tmp_path: Path, public: Path) -> None:
    out = tmp_path / "out"
    make(out, public)

    make(out, public, {"/en/": page("alone")})

    assert not (out / "en" / "b").exists()


class _EndedError(Exception):
    pass


def _ends_after(count: int) -> Any:
    """Tell of progress until it is enough."""
    told = 0

    def tell(_news: Mapping[str, Any]) -> None:
        nonlocal told
        told += 1
        if told > count:
            raise _EndedError

    return tell


@pytest.mark.parametrize("after", [0, 1, 10, 30, 40])
def test_a_run_that_was_ended_is_finished_by_the_next(
    tmp_path: Path, public: Path, after: int
) -> None:
    out = tmp_path / "out"
    make(out, public, {**HOME, "/en/b/": page("earlier")}, size=_signed(public)[0])
    held = (out / "log/checkpoint").read_bytes()
    try:
        make(out, public, told=_ends_after(after))
    except _EndedError:
        assert (out / "log/checkpoint").read_bytes() == held

    make(out, public)

    assert _is_sound(out)
    make(tmp_path / "fresh", public)
    assert _files(out) == _files(tmp_path / "fresh")


@pytest.mark.parametrize("after", [0, 5, 20, 40])
def test_a_first_run_that_was_ended_is_finished_by_the_next(
    tmp_path: Path, public: Path, after: int
) -> None:
    out = tmp_path / "out"
    try:
        make(out, public, told=_ends_after(after))
    except _EndedError:
        assert not (out / "log/checkpoint").exists()

    make(out, public)

    assert _is_sound(out)
    make(tmp_path / "fresh", public)
    assert _files(out) == _files(tmp_path / "fresh")


def test_a_line_of_the_list_that_was_cut_is_no_harm(tmp_path: Path, public: Path) -> None:
    out = tmp_path / "out"
    make(out, public)
    with (out / MANIFEST).open("ab") as file:
        file.write(b'{"path": "en/inde')

    assert make(out, public).written == 0


def test_a_folder_of_others_is_refused(tmp_path: Path, public: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "photo.jpg").write_bytes(b"theirs")

    with pytest.raises(ArchiveError, match="no archive of Pendopo's"):
        make(tmp_path / "out", public)

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["photo.jpg"]


def test_a_file_of_others_in_an_archive_stays(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)
    (tmp_path / "out" / "en" / "photo.jpg").write_bytes(b"theirs")

    make(tmp_path / "out", public, {"/en/": page("alone")})

    assert (tmp_path / "out" / "en" / "photo.jpg").read_bytes() == b"theirs"


def test_an_archive_never_goes_back(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)

    with pytest.raises(ArchiveError, match="never goes back"):
        make(tmp_path / "out", public, size=_signed(public)[0])


def test_another_log_is_refused(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public)
    text = (tmp_path / "out" / MANIFEST).read_text("utf-8")
    (tmp_path / "out" / MANIFEST).write_text(text.replace("contoh.example", "lain.example"))

    with pytest.raises(ArchiveError, match="holds the record of"):
        make(tmp_path / "out", public)


def test_two_runs_do_not_fill_one_folder_at_once(tmp_path: Path, public: Path) -> None:
    seen: list[int] = []

    def meanwhile(_news: Mapping[str, Any]) -> None:
        if not seen:
            seen.append(1)
            with pytest.raises(ArchiveError, match="another process"):
                make(tmp_path / "out", public)

    make(tmp_path / "out", public, told=meanwhile)

    assert _is_sound(tmp_path / "out")


def test_an_archive_with_nothing_new_asks_for_no_page(tmp_path: Path, public: Path) -> None:
    make(tmp_path / "out", public, settings="a")
    before = _files(tmp_path / "out")

    again = make(tmp_path / "out", public, {}, settings="a")

    assert (again.written, again.removed) == (0, 0)
    assert again.files == len(before)
    assert _files(tmp_path / "out") == before


@pytest.mark.parametrize("what", ["settings", "a page", "a page gone", "an ended run"])
def test_what_changed_since_has_every_page_made_again(
    what: str, tmp_path: Path, public: Path
) -> None:
    out = tmp_path / "out"
    make(out, public, settings="a")
    if what == "a page":
        (out / "en/b/index.html").write_text("else")
    elif what == "a page gone":
        (out / "en/b/index.html").unlink()
    elif what == "an ended run":
        with (out / MANIFEST).open("a") as lines:
            lines.write('{"path": "en/b/index.html", "size": 1, "mtime_ns": 1}\n')

    settings = "b" if what == "settings" else "a"
    make(out, public, {"/en/": page("anew")}, settings=settings)

    assert "anew" in (out / "en/index.html").read_text("utf-8")
