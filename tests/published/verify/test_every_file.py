"""Nothing in a record can be changed, taken away or put in without being found and named."""

import hashlib
import re

import pytest

from pendopo.published.verify import FolderShelf, verify
from pendopo.standards.tlog.tiles import TileError, parse_path
from tests.published.verify.conftest import VKEY

FOLDERS = ("log", "objects", "pub")


def verdict(record):
    return verify(FolderShelf(record.public), VKEY)


def flips(data):
    """One bit of the first byte, of the last, and of one in between that the content chooses."""
    chance = int.from_bytes(hashlib.sha256(data).digest())
    for at in (0, len(data) - 1, chance // 512 % len(data)):
        changed = bytearray(data)
        changed[at] ^= 1 << (chance // (1 + at)) % 8
        yield bytes(changed)


def names_it(found, record, path):
    """Whether a problem names the file, and with it a publication that it belongs to."""
    owners = record.owners(path)
    return any(
        problem.where == path and (not owners or problem.index in owners)
        for problem in found.problems
    )


def older(record):
    """Files that a log may leave out: partial tiles outgrown, checkpoints no receipt names."""
    sizes = set()
    for receipt in record.public.glob("pub/*/receipt.tlog-proof"):
        sizes.add(receipt.read_text().partition("\n\n")[2].split("\n")[1])
    size = (record.public / "log/checkpoint").read_text().split("\n")[1]
    for path in record.files("log"):
        name = path.removeprefix("log/")
        past = re.fullmatch(r"history/(\d+)\.checkpoint", name)
        if past and past[1] not in sizes | {size}:
            yield path
        try:
            _, tile = parse_path(name)
        except TileError:
            continue
        if tile.width < min(256, (int(size) >> 8 * tile.level) - 256 * tile.n):
            yield path


def test_an_untouched_record_passes_and_says_what_was_checked(small):
    found = verdict(small)

    assert found.problems == ()
    # What no log signs, whether it was longer before, and a redaction that nobody signed.
    assert len(found.unchecked) == 3
    assert found.ok
    assert (found.size, found.origin, found.vkey) == (8, "contoh.example/log", VKEY)
    assert found.counts == {
        "entries": 8,
        "publications": 5,
        "measurements": 1,
        "other entries": 2,
        "tiles": 1,
        "receipts": 6,
        "objects": 15,
        "bytes": found.counts["bytes"],
        "redacted": 1,
        "cosignatures": 0,
        "approvals": 0,
        "checkpoints": 6,
    }
    assert not found.key_from_folder


def test_a_flipped_bit_in_any_file_is_found_and_named(small, copied):
    record = copied(small)

    for path in record.files(*FOLDERS):
        whole = (record.public / path).read_bytes()
        for data in flips(whole):
            record.write(path, data)
            assert names_it(verdict(record), record, path), path
        record.write(path, whole)
    assert verdict(record).ok


def test_a_flipped_bit_in_any_file_of_a_log_of_many_tiles_is_found_and_named(large, copied):
    record = copied(large)

    for path in record.files("log"):
        whole = (record.public / path).read_bytes()
        for data in flips(whole):
            record.write(path, data)
            assert names_it(verdict(record), record, path), path
        record.write(path, whole)
    assert verdict(record).ok


def test_a_file_taken_away_is_found_and_named(small, copied):
    record = copied(small)
    may_go = set(older(record))

    for path in record.files(*FOLDERS):
        whole = (record.public / path).read_bytes()
        (record.public / path).unlink()
        found = verdict(record)
        assert found.ok if path in may_go else names_it(found, record, path), path
        record.write(path, whole)

    assert len(may_go) < 15
    assert "log/history/4.checkpoint" in may_go


def test_a_file_cut_or_lengthened_is_found_and_named(small, copied):
    record = copied(small)

    for path in record.files(*FOLDERS):
        whole = (record.public / path).read_bytes()
        for data in (b"", whole[:-1], whole[: len(whole) // 2], whole + b"\n", whole * 2):
            record.write(path, data)
            assert names_it(verdict(record), record, path), path
        record.write(path, whole)


def test_two_files_that_changed_places_are_found_and_named(small, copied):
    record = copied(small)
    pairs = [
        (record.object(1, "table:t0"), record.object(1, "table:t1")),
        (record.object(0, "original"), record.object(5, "metadata")),
        (record.folder(0) + "/receipt.tlog-proof", record.folder(1) + "/receipt.tlog-proof"),
        (record.folder(0) + "/salts.json", record.folder(4) + "/salts.json"),
        (record.folder(1) + "/entry.json", record.folder(2) + "/entry.json"),
        ("log/history/1.checkpoint", "log/history/3.checkpoint"),
    ]

    for pair in pairs:
        one, other = ((record.public / path).read_bytes() for path in pair)
        record.write(pair[0], other)
        record.write(pair[1], one)
        found = verdict(record)
        record.write(pair[0], one)
        record.write(pair[1], other)
        if one != other:
            assert all(names_it(found, record, path) for path in pair), pair
        else:
            assert found.ok


@pytest.mark.parametrize(
    "path",
    [
        "log/stray",
        "log/.checkpoint.tmp",
        "log/tile/0/000.p/9",
        "log/tile/0/000",
        "log/tile/0/001.p/1",
        "log/tile/1/000.p/1",
        "log/tile/entries/000.p/9",
        "log/tile/entries/x000/000.p/1",
        "log/history/9.checkpoint",
        "log/history/08.checkpoint",
        "log/history/checkpoint",
        "log/history/deep/1.checkpoint",
        "objects/stray",
        "objects/ff/" + "f" * 64,
        "objects/zz/stray",
        "pub/stray",
        "pub/01J00000000000000000000009/entry.json",
    ],
)
def test_a_file_put_in_is_found_and_named(small, copied, path):
    record = copied(small)
    record.write(path, b"stray")

    [problem] = verdict(record).problems

    assert path.startswith(problem.where)
    assert problem.what == "stray"
    assert problem.sentence() == "The log does not account for this file."


def test_a_file_put_beside_others_is_found_and_named(small, copied):
    record = copied(small)
    record.write(record.folder(0) + "/index.html", b"stray")
    beside = record.object(0, "original").rpartition("/")[0] + "/stray"
    record.write(beside, b"stray")

    found = {problem.where: problem for problem in verdict(record).problems}

    assert set(found) == {record.folder(0) + "/index.html", beside}
    assert found[record.folder(0) + "/index.html"].index == 0
    assert found[record.folder(0) + "/index.html"].register == "datasets"


def test_a_link_or_a_folder_in_the_place_of_a_file_is_no_file(small, copied):
    record = copied(small)
    link, folder = record.object(0, "original"), record.object(1, "original")
    target = record.public / link
    target.rename(record.public.parent / "elsewhere")
    target.symlink_to(record.public.parent / "elsewhere")
    (record.public / folder).unlink()
    (record.public / folder).mkdir()

    found = verdict(record)

    assert names_it(found, record, link)
    assert names_it(found, record, folder)
    assert {problem.what for problem in found.problems} == {"unreadable"}


def test_several_processes_say_what_one_says(large, copied):
    record = copied(large)
    for index in (3, 300, 519):
        record.write(record.object(index, "original"), b"changed")
        (record.public / record.folder(index) / "receipt.tlog-proof").unlink()
    (record.public / "log/history/300.checkpoint").unlink()

    one = verify(FolderShelf(record.public), VKEY)
    several = verify(FolderShelf(record.public), VKEY, workers=2)

    assert len(one.problems) == 7
    assert set(several.problems) == set(one.problems)
    assert several.counts == one.counts
    assert verify(FolderShelf(large.public), VKEY, workers=3).ok
