"""What is held to what, beyond the bytes of each file."""

import errno
import itertools
import json
import os
import shutil

import pytest

from pendopo.published.verify import FolderShelf, ShelfError, verify
from pendopo.published.verify.checkpoints import Keys
from pendopo.published.verify.signed import tell_unsigned
from pendopo.published.verify.tree import Bundles, build_tree
from pendopo.published.verify.verdict import PROBLEMS_MOST, Named, Tally
from pendopo.published.verify.whole import Work
from pendopo.standards.tlog.merkle import leaf_hash, tree_root
from pendopo.standards.tlog.note import NoteError, Signature, Signer, Verifier, generate_key
from pendopo.terms.entry import EntryType
from pendopo.terms.journey import Entry
from tests.published.verify.conftest import ORIGIN, VKEY, Record, canonical, fill, named

OTHER, OTHER_VKEY = generate_key("contoh.example/log", b"o" * 32)


def verdict(record, vkey=VKEY, **more):
    return verify(FolderShelf(record.public), vkey, **more)


def whats(found):
    return [problem.what for problem in found.problems]


def remarks(found):
    return " ".join(remark.sentence() for remark in found.unchecked)


# The key


def test_without_a_key_the_records_own_is_taken_and_a_person_is_told_to_compare_it(small):
    found = verdict(small, "")

    assert found.ok
    assert found.key_from_folder
    assert found.vkey == VKEY
    assert f"made known elsewhere: {VKEY}" in remarks(found)


def test_another_key_than_the_one_handed_over_believes_nothing(small):
    found = verdict(small, OTHER_VKEY)

    assert whats(found) == ["policy-wrong", "checkpoint-wrong"]
    assert found.size == 0
    assert "Nothing else was checked" in remarks(found)


def test_what_is_no_key_is_refused(small):
    with pytest.raises(NoteError):
        verdict(small, "no key")


def test_without_any_key_nothing_can_be_believed(small, copied):
    record = copied(small)

    for policy in (b"quorum none\n", b"\x00", None):
        record.write("policy.txt", policy or b"")
        if policy is None:
            (record.public / "policy.txt").unlink()
        assert "key-missing" in whats(verdict(record, ""))


def test_a_policy_that_is_missing_is_remarked_and_one_that_cannot_be_read_is_a_problem(
    small, copied
):
    record = copied(small)

    record.write("policy.txt", b"log nothing\n")
    wrong = verdict(record)
    (record.public / "policy.txt").unlink()
    missing = verdict(record)

    assert whats(wrong) == ["policy-wrong"]
    assert "line 1 of the policy" in wrong.problems[0].sentence()
    assert missing.ok
    assert "There is no policy.txt" in remarks(missing)


def test_a_record_without_a_checkpoint_is_none(small, copied):
    record = copied(small)
    (record.public / "log/checkpoint").unlink()

    assert whats(verdict(record)) == ["checkpoint-missing"]


def test_an_empty_log_verifies(record):
    assert verdict(record.seal()).ok
    assert verdict(record, workers=2).counts["checkpoints"] == 1


# Witnesses


def cosigned(record, policy):
    """Seal with one witness's signature below the log's."""
    private, _ = generate_key("witness", b"w" * 32)
    public = Signer.parse(private).verifier.public
    witness = Verifier("w.example", 4, public)

    def cosign(note):
        text = note.partition("\n\n")[0] + "\n"
        key = Signer.parse(private)._key()
        signature = key.sign(b"cosignature/v1\ntime 5\n" + text.encode())
        data = (5).to_bytes(8, "big") + signature
        return note + Signature("w.example", witness.key_id, data).line()

    record.write("policy.txt", policy.format(log=VKEY, witness=witness.vkey).encode())
    record.publish("seen")
    return record.seal(cosign)


def test_a_witness_that_the_policy_names_is_checked_and_counted(record):
    policy = "log {log}\nwitness w {witness}\nquorum w\n"

    found = verdict(cosigned(record, policy))

    assert found.ok
    assert found.counts["cosignatures"] >= 1
    assert "Signatures by keys" not in remarks(found)


def test_a_witness_that_the_policy_does_not_name_is_said_to_be_unchecked(record):
    found = verdict(cosigned(record, "log {log}\nquorum none\n"))

    assert found.ok
    assert "were not checked: w.example" in remarks(found)


def test_a_quorum_that_has_not_signed_is_a_problem(record):
    record = cosigned(record, "log {log}\nwitness w {witness}\nquorum w\n")
    record.publish("unseen")

    assert whats(verdict(record.seal())) == ["quorum-missing"]


def test_a_witness_alone_does_not_make_a_checkpoint(record):
    record = cosigned(record, "log {log}\nwitness w {witness}\nquorum w\n")
    lines = (record.public / "log/checkpoint").read_text().splitlines(keepends=True)
    record.write("log/checkpoint", "".join(lines[:4] + lines[5:]).encode())

    found = verdict(record)

    assert "but not the log itself" in found.problems[0].sentence()


# The past


def test_a_past_rewritten_with_the_real_key_is_found_by_its_old_checkpoint(small, copied, tmp_path):
    record = copied(small)
    other = fill(Record(tmp_path / "other"))
    forged = Record(tmp_path / "forged")
    for number in range(8):
        forged.publish(f"forged {number}")
    forged.seal()
    shutil.copy(other.public / "log/history/3.checkpoint", forged.public / "log/history")

    [problem] = verdict(forged).problems

    assert problem.where == "log/history/3.checkpoint"
    assert "The log has signed another past" in problem.sentence()
    assert verdict(record).ok


def test_a_receipt_of_another_past_is_refused_though_its_signature_is_right(small, copied):
    record = copied(small)
    forged = Record(record.public, entries=[*record.entries[:5], b"forged"], leaves=record.leaves)
    forged.receipt(4, forged.note(6))

    [problem] = verdict(record).problems

    assert (problem.what, problem.index) == ("receipt-wrong", 4)
    assert "signed another past" in problem.sentence()


def test_a_checkpoint_of_another_name_or_with_lines_of_its_own_is_anothers(small, copied):
    record = copied(small)

    for change in (lambda text: "o" + text, lambda text: text + "extension\n"):
        text = change(record.note(8).partition("\n\n")[0] + "\n")
        note = text + "\n" + record.signer.sign(text.encode())
        record.write("log/checkpoint", note.encode())
        assert "is that of another log" in verdict(record).problems[0].sentence()


def test_a_signed_text_that_is_no_checkpoint_is_refused(small, copied):
    record = copied(small)
    record.write("log/checkpoint", b"hello\n\n" + record.signer.sign(b"hello\n").encode())

    assert "not a checkpoint" in verdict(record).problems[0].sentence()


def test_entries_that_do_not_give_the_signed_root_are_refused(small, copied):
    record = copied(small)
    record.entries[2] = record.entries[2].replace(b"publisher", b"someone")
    swapped = [*record.entries[:6], record.entries[7], record.entries[6]]
    note = (record.public / "log/checkpoint").read_bytes()
    Record(record.public, entries=swapped, leaves=record.leaves).seal()
    record.write("log/checkpoint", note)

    assert "root-wrong" in whats(verdict(record))


def test_a_changed_entry_is_named_and_its_tile_believed(small, copied):
    record = copied(small)
    path = "log/tile/entries/000.p/8"
    bundle = (record.public / path).read_bytes()
    record.write(path, bundle.replace(b'"dataset":"b"', b'"dataset":"x"'))

    [problem] = verdict(record).problems

    assert (problem.what, problem.index, problem.id) == ("entry-changed", 1, named(1))
    assert "Files that the log does not account for were not looked for" in remarks(verdict(record))


def test_entries_that_are_gone_are_named_and_the_rest_is_checked(large, copied):
    record = copied(large)
    (record.public / "log/tile/entries/000").unlink()
    record.write(record.object(400, "original"), b"changed")

    found = verdict(record)

    assert whats(found) == ["bundle-unreadable", "object-changed"]
    assert "The entries 0 to 255 cannot be read" in found.problems[0].sentence()
    assert found.counts["entries"] == 264


def test_entries_and_hashes_that_are_gone_together_end_the_verification(large, copied):
    record = copied(large)
    (record.public / "log/tile/entries/001").unlink()
    (record.public / "log/tile/0/001").unlink()

    found = verdict(record)

    assert whats(found) == ["bundle-unreadable"]
    assert found.problems[0].where == "log/tile/entries/001"
    assert "Nothing else was checked" in remarks(found)


def test_a_receipt_that_is_later_than_the_log_is_refused(small, copied):
    record = copied(small)
    later = Record(record.public, entries=[*record.entries, b"later"], leaves=record.leaves)
    later.receipt(4, later.note(9))

    [problem] = verdict(record).problems

    assert (problem.what, problem.index) == ("receipt-wrong", 4)
    assert problem.sentence() == "The checkpoint is later than the log's own."


class TwoFaced(FolderShelf):
    """A server that gives the true entries to hash, and others to look at."""

    def __init__(self, root, path, other):
        super().__init__(root)
        self.path, self.other, self.asked = path, other, 0

    def read(self, path, most):
        self.asked += path == self.path
        data = super().read(path, most)
        return self.other(data) if path == self.path and self.asked > 1 else data


@pytest.mark.parametrize(
    "other",
    [lambda data: data.replace(b'"publication"', b'"heartbeat"  '), lambda _: b"", lambda _: None],
)
def test_entries_that_are_others_when_they_are_read_again_are_refused(large, other):
    shelf = TwoFaced(large.public, "log/tile/entries/000", other)
    bundles = Bundles(shelf, 520)
    tree = build_tree(bundles, tree_root([leaf_hash(entry) for entry in large.entries]), Tally())
    bundles.entries.cache_clear()
    checker = Work(shelf, tree, Keys(Verifier.parse(VKEY)), None).checker()
    checker.check_bundle(0)

    assert whats(checker.tally) == ["bundle-changed"]
    assert not checker.accounted.whole


def test_a_disk_that_fails_in_the_middle_of_a_file_is_a_file_that_cannot_be_read(
    tmp_path, monkeypatch
):
    (tmp_path / "large").write_bytes(bytes(200_000))
    parts = [bytes(1 << 16)]

    def read(_descriptor, _most):
        if parts:
            return parts.pop()
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "read", read)

    with pytest.raises(ShelfError, match="Input/output error"):
        FolderShelf(tmp_path).read("large", 200_000)


def test_a_history_file_named_for_another_size_is_found(small, copied):
    record = copied(small)
    shutil.copy(
        record.public / "log/history/3.checkpoint", record.public / "log/history/2.checkpoint"
    )

    [problem] = verdict(record).problems

    assert problem.sentence() == "The file is named for 2 entries, but signs 3."


# Entries


def test_a_leaf_that_pendopo_does_not_write_is_named(record):
    record.publish("before")
    record.raw(b'{"v":1}')

    found = verdict(record.seal())

    assert whats(found) == ["leaf-wrong"]
    assert found.problems[0].index == 1


@pytest.mark.parametrize(
    ("prev", "more"),
    [
        (0, {"scope": {"dataset": "other"}}),
        (0, {"register": "contracts"}),
        (1, {}),
        (2, {}),
        (3, {}),
    ],
)
def test_what_replaces_something_not_of_its_kind_before_it_is_named(record, prev, more):
    record.publish("first", scope={"dataset": "a"})
    record.bare(EntryType.HEARTBEAT)
    record.publish("second", **{"prev": prev, "scope": {"dataset": "a"}} | more)
    record.publish("third", scope={"dataset": "a"})

    found = verdict(record.seal())

    assert [(p.what, p.index) for p in found.problems] == [("prev-wrong", 2)]
    assert f"replaces entry {prev}" in found.problems[0].sentence()


def test_a_replaced_entry_whose_bundle_is_gone_is_said_once(large, copied):
    record = copied(large)
    record.publish("later", tables=0, prev=0)
    record.seal()
    assert verdict(record).ok
    (record.public / "log/tile/entries/000").unlink()

    assert whats(verdict(record)) == ["bundle-unreadable"]


def test_kinds_of_entry_that_are_not_understood_are_said_to_be_unchecked(record):
    record.publish("known")
    for _ in range(2):
        record.bare(EntryType.RATING)

    found = verdict(record.seal())

    assert found.ok
    assert "entries of the kind rating" in remarks(found)
    assert found.counts["other entries"] == 2


@pytest.mark.parametrize(
    "meta",
    [
        {"register": "contracts"},
        {"tables": []},
        {"tables": [{"name": "t0", "digest_c": "0" * 64}]},
        {"tables": [{"name": "t0"}]},
        {"tables": 5},
    ],
)
def test_metadata_that_says_other_than_the_entry_is_named(record, meta):
    record.publish("said otherwise", meta=meta)

    found = verdict(record.seal())

    assert [(p.what, p.index) for p in found.problems] == [("metadata-wrong", 0)]


def test_metadata_that_is_no_json_is_named(record):
    record.add(EntryType.PUBLICATION, [("metadata", b"{")], register="datasets")

    assert whats(verdict(record.seal())) == ["metadata-wrong"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda salts: salts | {"more": 1},
        lambda salts: salts | {"v": 2},
        lambda salts: {"objects": salts["objects"]},
        lambda salts: salts | {"objects": salts["objects"][::-1]},
        lambda salts: salts | {"objects": salts["objects"][1:]},
        lambda salts: salts | {"objects": salts["objects"] * 2},
        lambda salts: salts | {"objects": [one | {"note": ""} for one in salts["objects"]]},
        lambda salts: salts | {"objects": [one | {"salt": "AB" * 32} for one in salts["objects"]]},
        lambda salts: salts | {"objects": [one | {"salt": "ab" * 31} for one in salts["objects"]]},
        lambda salts: salts | {"objects": [one | {"salt": "ab" * 32} for one in salts["objects"]]},
        lambda salts: salts | {"objects": [one | {"salt": 5} for one in salts["objects"]]},
        lambda salts: salts | {"objects": {}},
        lambda _: [],
    ],
)
def test_salts_that_are_not_exactly_the_entrys_are_named(small, copied, spoil):
    record = copied(small)
    path = record.folder(1) + "/salts.json"
    raw = (record.public / path).read_text("utf-8")
    record.write(path, canonical(spoil(json.loads(raw))))

    [problem] = verdict(record).problems

    assert (problem.what, problem.index, problem.where) == ("salts-wrong", 1, path)


def test_a_byte_moved_from_the_salt_to_the_hash_is_named_though_the_commitment_stays(small, copied):
    record = copied(small)
    path = record.folder(1) + "/salts.json"
    raw = json.loads((record.public / path).read_bytes())
    one = raw["objects"][0]
    one |= {"salt": one["salt"][:-2], "sha256": one["salt"][-2:] + one["sha256"]}
    record.write(path, canonical(raw))

    assert whats(verdict(record)) == ["salts-wrong"]


def test_salts_in_another_spelling_are_named(small, copied):
    record = copied(small)
    path = record.folder(1) + "/salts.json"
    raw = (record.public / path).read_bytes()
    record.write(path, raw.replace(b",", b", "))

    assert whats(verdict(record)) == ["salts-wrong"]


def test_a_receipt_with_something_extra_is_refused(small, copied):
    record = copied(small)
    path = record.folder(1) + "/receipt.tlog-proof"
    data = (record.public / path).read_bytes()
    record.write(path, data.replace(b"\nindex", b"\nextra YWJj\nindex"))

    [problem] = verdict(record).problems

    assert "carries what nothing signs" in problem.sentence()


def test_content_that_publications_share_is_hashed_once_and_wrong_for_each(record, monkeypatch):
    text = "large " * 20_000
    for number in range(3):
        record.publish(text, tables=0, scope={"dataset": f"d{number}"})
    record.seal()
    read = []
    digest = FolderShelf.digest

    def noted(self: FolderShelf, path: str, most: int) -> tuple[int, bytes] | None:
        read.append(path)
        return digest(self, path, most)

    monkeypatch.setattr(FolderShelf, "digest", noted)

    whole = verdict(record)
    times = len(read)
    record.write(record.object(0, "original"), b"x" + text[1:].encode())
    changed = verdict(record)

    assert whole.ok
    assert times == 1
    assert [problem.index for problem in changed.problems] == [0, 1, 2]


# Redaction


@pytest.mark.parametrize(
    ("origin", "told"),
    [(ORIGIN, "was not signed by two people"), (f"{ORIGIN}/rehearsal", "in the record itself")],
)
def test_a_rehearsal_accuses_nobody_of_what_the_record_itself_shows(record, origin, told):
    index = record.publish("a secret")
    record.redact(record.c(index, "metadata"))
    entries = [Entry(at, leaf) for at, leaf in enumerate(record.leaves) if leaf]
    tally = Tally()

    tell_unsigned(entries, origin, lambda _path: None, tally)

    [remark] = tally.remarks
    assert told in remark.sentence()


def test_an_absence_that_no_redaction_explains_is_a_problem_and_one_that_it_does_is_none(record):
    index = record.publish("a secret")
    record.seal()
    record.redact(record.c(index, "metadata"))
    record.seal()

    (record.public / record.object(index, "metadata")).unlink()
    explained = verdict(record)
    (record.public / record.object(index, "original")).unlink()
    unexplained = verdict(record)

    assert explained.ok
    assert "not signed by two people of different units" in remarks(explained)
    assert explained.counts["redacted"] == 1
    assert [(p.what, p.index) for p in unexplained.problems] == [("object-missing", index)]
    assert "no hold or redaction explains it" in unexplained.problems[0].sentence()


def test_the_salt_of_a_redacted_object_may_go_with_it_and_no_other(record):
    index = record.publish("a secret")
    record.redact(record.c(index, "table:t0"))
    record.seal()
    (record.public / record.object(index, "table:t0")).unlink()
    path = record.folder(index) + "/salts.json"
    raw = json.loads((record.public / path).read_bytes())
    kept = [one for one in raw["objects"] if one["role"] != "table:t0"]

    record.write(path, canonical({"v": 1, "objects": kept}))
    gone = verdict(record)
    record.write(path, canonical({"v": 1, "objects": kept[1:]}))
    more = verdict(record)

    assert gone.ok
    assert whats(more) == ["salts-wrong"]


def test_words_of_a_redaction_in_another_leaf_redact_nothing(record):
    index = record.publish("kept", register="datasets")
    record.raw(b'{"type":"redaction","objects":[]}')
    (record.public / record.object(index, "original")).unlink()

    found = verdict(record.seal())

    assert set(whats(found)) == {"leaf-wrong", "object-missing"}


# The run


def test_progress_grows_to_the_size_of_the_log(large):
    seen = []

    verdict(large, progress=lambda done, total: seen.append((done, total)))

    assert seen == sorted(seen)
    assert seen[-1] == (520, 520)


class Growing(FolderShelf):
    """A folder that another takes the place of after some reads."""

    def __init__(self, before, after, reads):
        super().__init__(before)
        self.after, self.left = FolderShelf(after), reads

    def now(self):
        self.left -= 1
        return super() if self.left >= 0 else self.after

    def read(self, path, most):
        return self.now().read(path, most)

    def digest(self, path, n):
        return self.now().digest(path, n)

    def names(self, folder):
        return self.now().names(folder)

    def files(self, folder):
        return self.now().files(folder)


def test_a_record_that_grows_while_it_is_read_is_never_found_wrong(small, copied):
    record = copied(small)
    for path in ("log/tile/0/000.p/8", "log/tile/entries/000.p/8"):
        (record.public / path).unlink()
    record.publish("later")
    record.seal()
    told = 0

    for reads in itertools.count(1, 3):
        shelf = Growing(small.public, record.public, reads)
        found = verify(shelf, VKEY)
        assert found.ok, (reads, found.problems)
        told += "arrived while verifying" in remarks(found)
        if shelf.left > 0:
            break

    assert told > 0


class Broken(FolderShelf):
    """A folder on a disk that does not give back one file, or one list of names."""

    def __init__(self, root, path):
        super().__init__(root)
        self.path = path

    def read(self, path, most):
        self.fail(path)
        return super().read(path, most)

    def digest(self, path, most):
        self.fail(path)
        return super().digest(path, most)

    def names(self, folder):
        self.fail(folder)
        return super().names(folder)

    def files(self, folder):
        self.fail(folder)
        return super().files(folder)

    def fail(self, path):
        if path == self.path:
            raise ShelfError("Input/output error")


def test_a_file_or_folder_that_the_disk_does_not_give_back_is_a_problem(small):
    folders = ["log/", "log/history/", "objects/", "pub/", small.folder(0) + "/"]
    sealed = [path for path in small.files("log", "objects", "pub") if "/entries/" not in path]

    for path in [*sealed, *folders]:
        found = verify(Broken(small.public, path), VKEY)
        assert not found.ok, path


def test_a_pipe_in_the_place_of_a_file_does_not_stop_the_verification(small, copied):
    record = copied(small)
    path = record.public / record.object(0, "original")
    path.unlink()
    os.mkfifo(path)

    assert whats(verdict(record)) == ["object-changed"] * 2


def test_a_large_file_is_read_in_parts_and_no_further_than_asked(tmp_path):
    (tmp_path / "large").write_bytes(b"a" * 200_000)
    shelf = FolderShelf(tmp_path)

    assert shelf.read("large", 200_000) == b"a" * 200_000
    assert shelf.read("large", 100_000) == b"a" * 100_001
    assert (shelf.digest("large", 100_000) or (0,))[0] == 100_001
    assert shelf.read("large", 10) == b"a" * 11
    assert shelf.read("none", 10) is None
    assert shelf.read("large/none", 10) is None
    assert shelf.digest("none", 10) is None
    assert list(shelf.names("none")) == []
    with pytest.raises(ShelfError, match="Not a directory"):
        shelf.names("large")
    with pytest.raises(ShelfError, match="Is a directory"):
        shelf.read("", 10)


def test_so_many_problems_are_listed_and_the_rest_is_counted():
    one, other = Tally(), Tally()
    for number in range(PROBLEMS_MOST):
        one.wrong(Named(number).problem("stray", "a", "b"))
        other.wrong(Named(number - 5).problem("stray", "a", "b"))

    one.add(other)

    assert len(one.problems) == PROBLEMS_MOST
    assert one.more == 5
