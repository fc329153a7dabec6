"""A log is brought back from a copy: nothing acknowledged is lost, two pasts are never joined."""

import errno
import json
import shutil
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pendopo.peers import recovery
from pendopo.peers.connections import AT_ONCE
from pendopo.peers.copying import without
from pendopo.peers.follow import HttpShelf
from pendopo.peers.recovery import Asked, Claim, RecoveryError, Source, recover
from pendopo.published.verify import FolderShelf, Given, verify
from pendopo.standards.tlog.checkpoint import Checkpoint, parse_checkpoint
from pendopo.standards.tlog.note import sign_note, split_note
from pendopo.store.acknowledged import promised_note
from pendopo.store.adopt import local
from pendopo.store.files import Disk
from pendopo.store.halt import read_halt
from pendopo.store.log import open_writer
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogPlace
from pendopo.terms.entry import EntryType, Leaf, ObjectRef
from tests.make import ORIGIN, append, log_place, publication_id
from tests.peers.origin import serving

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def at(folder):
    return LogPlace(folder / "public", folder / "private")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A log of three, and the steps of a publication up to its acknowledgement."""
    folder = tmp_path_factory.mktemp("built")
    place, signer = log_place(folder / "log")
    for number in range(3):
        append(place, signer, number)
    shutil.copytree(folder / "log", folder / "steps")
    disk = FailingDisk(at(folder / "steps").scratch)
    append(at(folder / "steps"), signer, 3, disk)
    [step] = [n for n, name in enumerate(disk.steps, 1) if name.startswith("committed entries")]
    return folder / "log", signer, step


class Case:
    """A log of three, and a mirror of it that saw as many or more."""

    def __init__(self, folder, built):
        self.log, self.signer, self.step = folder / "log", built[1], built[2]
        shutil.copytree(built[0], self.log)
        shutil.copytree(built[0], folder / "other")
        self.place, self.other = at(self.log), at(folder / "other")

    def acknowledge(self, number):
        """Publish until the entry is acknowledged and no further."""
        disk = FailingDisk(self.place.scratch, self.step, errno.EIO)
        with pytest.raises(OSError, match="Input/output"):
            append(self.place, self.signer, number, disk)

    def grow(self, *numbers):
        """Let the log that the mirror saw go on."""
        for number in numbers:
            append(self.other, self.signer, number)

    def recover(self, *claims, accept_loss=False):
        sources = [Source("mirror", FolderShelf(self.other.public))]
        asked = Asked([self.signer.verifier], sources, claims, accept_loss)
        return recover(self.place, asked, NOW, lambda _: None)

    def whole(self):
        """Open it for writing once, and give its size when nothing is wrong."""
        with open_writer(self.place, self.signer, Disk(self.place.scratch)):
            pass
        verdict = verify(FolderShelf(self.place.public), Given(self.signer.vkey))
        assert verdict.problems == ()
        return verdict.size


@pytest.fixture
def case(built, tmp_path):
    return Case(tmp_path, built)


def test_what_others_saw_comes_back_and_the_log_goes_on_under_its_name(case):
    case.grow(3, 4)

    done = case.recover()

    assert (done.size, done.before, done.tail, done.displaced) == (5, 3, 0, 0)
    assert promised_note(case.place) == promised_note(case.other)
    assert read_halt(case.place) is None
    append(case.place, case.signer, 5)
    assert case.whole() == 6


def test_a_mirror_is_read_over_a_few_connections_that_stay_open(case):
    case.grow(*range(3, 30))
    lines, asked = set(), []

    def note(handler):
        lines.add(handler.client_address[1])
        asked.append(handler.path)
        return False

    with serving(cast("Any", SimpleNamespace(public=case.other.public))) as mirror:
        mirror.odd = note
        again = partial(HttpShelf, mirror.address)
        shelf = again()
        sources = [Source("mirror", shelf, again)]
        with shelf:
            done = recover(case.place, Asked((case.signer.verifier,), sources), NOW, lambda _: None)

    assert (done.size, done.lost) == (30, [])
    # A server that says that a file is not there may close the line.
    assert AT_ONCE < len(lines) < 2 * AT_ONCE + 2
    assert len(asked) > 3 * len(lines)
    assert case.whole() == 30


def test_content_that_came_back_keeps_its_commitment(case):
    case.grow(3)
    case.recover()
    with open_writer(case.place, case.signer, Disk(case.place.scratch)) as ours:
        mine = [ours.content(row) for row in contents(case.other)]
    assert None not in mine


def contents(place):
    for path in sorted((place.public / "pub").glob("*/salts.json")):
        for one in json.loads(path.read_bytes())["objects"]:
            yield bytes.fromhex(one["sha256"])


def test_what_was_acknowledged_and_never_signed_follows_what_came_back(case):
    case.acknowledge(9)

    done = case.recover()

    assert (done.size, done.tail, done.displaced) == (3, 1, 0)
    assert case.whole() == 4


def test_what_was_acknowledged_and_signed_since_is_one_entry_and_not_two(case):
    case.acknowledge(9)
    shutil.rmtree(case.other.private.parent)
    shutil.copytree(case.log, case.other.private.parent)
    with open_writer(case.other, case.signer, Disk(case.other.scratch)):
        pass

    done = case.recover()

    assert (done.size, done.tail, done.displaced) == (4, 0, 0)
    assert case.whole() == 4


def test_what_has_no_place_any_more_is_set_apart_readable_and_told(case):
    case.acknowledge(9)
    case.grow(3, 4)

    done = case.recover()

    assert (done.size, done.displaced) == (5, 1)
    [leaf] = (done.apart / "entries.jsonl").read_text().splitlines()
    assert json.loads(leaf)["id"] == publication_id(9)
    assert [path.read_text() for path in done.apart.rglob("objects/*/*")] == ["publication 9"]
    assert case.whole() == 5


def test_a_lost_database_is_made_again(case):
    case.place.database.unlink()
    case.grow(3)

    done = case.recover()

    assert (done.size, done.before) == (4, 0)
    append(case.place, case.signer, 5)
    assert case.whole() == 5


def test_from_the_key_alone_all_of_the_log_comes_back(case):
    key = (case.place.private / "keys/log.key").read_bytes()
    shutil.rmtree(case.log)
    case.place.private.mkdir(parents=True)
    assert key
    case.grow(3)

    done = case.recover()

    assert done.size == 4
    assert case.whole() == 4


def test_a_database_older_than_what_this_folder_published_needs_no_mirror(case, tmp_path):
    shutil.copytree(case.place.private, tmp_path / "old")
    append(case.place, case.signer, 3)
    shutil.rmtree(case.place.private)
    shutil.copytree(tmp_path / "old", case.place.private)

    assert case.recover().size == 4
    assert case.whole() == 4


def test_missing_files_come_back_too(case):
    for path in (*case.place.public.glob("objects/*/*"), *case.place.public.glob("pub/*/*")):
        path.unlink()

    case.recover()

    assert case.whole() == 3


@pytest.mark.parametrize("step", ["adopt", "clear_halt"])
def test_a_recovery_that_broke_off_lets_nobody_sign_and_is_begun_again(step, case, monkeypatch):
    class Death(BaseException):
        """Nothing catches it, as nothing catches a kill."""

    def die(*_):
        raise Death

    case.grow(3)
    with monkeypatch.context() as patch:
        patch.setattr(recovery, step, die)
        with pytest.raises(Death):
            case.recover()

    halt = read_halt(case.place)
    assert halt is not None
    assert halt.kind == "recovering"
    assert case.recover().size == 4
    assert case.whole() == 4


def test_two_signed_pasts_are_the_end_and_both_are_kept_as_evidence(case):
    append(case.place, case.signer, 8)
    case.grow(3, 4)
    before = case.place.database.read_bytes(), promised_note(case.place)

    for _ in range(2):
        with pytest.raises(RecoveryError, match="two pasts were signed"):
            case.recover()

    halt = read_halt(case.place)
    assert halt is not None
    assert halt.kind == "fork"
    notes = [(case.place.public / path).read_text() for path in halt.evidence]
    assert {parse_checkpoint(split_note(note)[0]).size for note in notes} == {4, 5}
    assert promised_note(case.place) == before[1]
    assert local(case.place)[0] == 4


def test_a_witness_that_saw_more_than_all_mirrors_is_not_passed_over(case):
    note = sign_note(Checkpoint(ORIGIN, 9, bytes(32)).text(), [case.signer])
    claim = Claim("saksi", note, parse_checkpoint(split_note(note)[0]))
    case.grow(3)

    with pytest.raises(RecoveryError, match="saksi has seen 9 entries"):
        case.recover(claim)

    assert local(case.place) == (3, promised_note(case.place))
    assert read_halt(case.place) is not None


def test_files_that_nobody_has_stop_it_unless_the_loss_is_accepted(case):
    case.grow(3)
    lost = next(iter(set(case.other.public.glob("objects/*/*")) - set(case.place.public.glob("*"))))
    name = lost.relative_to(case.other.public)
    lost.unlink()
    (case.place.public / name).unlink(missing_ok=True)

    with pytest.raises(RecoveryError, match=f"entry . .*{lost.name}|{lost.name}"):
        case.recover()
    done = case.recover(accept_loss=True)

    assert (done.size, [lack.path for lack in done.lost]) == (4, [name.as_posix()])


@pytest.mark.parametrize("kind", ["objects/*/*", "pub/*/salts.json", "pub/*/entry.json"])
def test_what_lies_here_damaged_is_replaced(kind, case):
    for path in case.place.public.glob(kind):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"~")

    case.recover()

    assert case.whole() == 3


def test_what_was_redacted_since_the_backup_is_nowhere_any_more(case):
    salts = f"pub/{publication_id(0)}/salts.json"
    c = json.loads((case.other.public / salts).read_bytes())["objects"][0]["c"]
    leaf = Leaf(
        EntryType.REDACTION, publication_id(7), "2026-01-01T01:00:00Z",
        objects=(ObjectRef("redacts", c, 0),),
    )  # fmt: skip
    with open_writer(case.other, case.signer, Disk(case.other.scratch)) as writer:
        writer.commit(None, [leaf])

    databases = list(case.place.private.glob("log.sqlite*"))

    done = case.recover()

    ours = case.place.public
    assert (done.size, done.lost) == (4, [])
    assert not (ours / "objects" / c[:2] / c).exists()
    assert done.withdrawn == 1
    assert not [path for path in case.place.private.rglob("*") if path.name == c]
    digest = sha256(b"publication 0").digest()
    assert [path.name for path in databases if digest in path.read_bytes()] == []
    assert c not in (ours / salts).read_text()
    assert case.whole() == 4


def test_what_a_hold_hides_everywhere_is_named_and_fetched_when_the_hold_is_over(case):
    salts = case.other.public / f"pub/{publication_id(0)}/salts.json"
    whole = salts.read_bytes()
    c = json.loads(whole)["objects"][0]["c"]
    data = (case.other.public / "objects" / c[:2] / c).read_bytes()

    def record(kind, number, time):
        leaf = Leaf(kind, publication_id(number), time, objects=(ObjectRef("holds", c, 0),))
        with open_writer(case.other, case.signer, Disk(case.other.scratch)) as writer:
            writer.commit(None, [leaf])

    record(EntryType.HOLD, 7, "2026-01-01T01:00:00Z")
    for public in (case.place.public, case.other.public):
        (public / "objects" / c[:2] / c).unlink()
        (public / salts.relative_to(case.other.public)).write_bytes(without(whole, {c}))

    done = case.recover()
    record(EntryType.HOLD_LAPSED, 8, "2026-01-04T01:00:00Z")
    salts.write_bytes(whole)
    (case.other.public / "objects" / c[:2] / c).write_bytes(data)
    again = case.recover()

    assert [lack.path for lack in done.held] == [f"objects/{c[:2]}/{c}"]
    assert (done.lost, again.lost, again.held) == ([], [], [])
    assert (case.place.public / "objects" / c[:2] / c).read_bytes() == data
    assert case.whole() == 5


def test_salts_that_are_damaged_everywhere_can_be_accepted_as_lost(case):
    for public in (case.place.public, case.other.public):
        (public / f"pub/{publication_id(0)}/salts.json").write_bytes(b"~")

    with pytest.raises(RecoveryError, match=r"salts\.json"):
        case.recover()
    assert len(case.recover(accept_loss=True).lost) == 1 + 1
