"""What is withdrawn is broken off at each of its steps, and the next call finishes it."""

import errno
import json
import os
import shutil

import pytest

from pendopo.store.files import Disk
from pendopo.store.memory import FailingDisk
from pendopo.store.place import LogPlace
from pendopo.store.withdraw import Wanted, carry_out, interrupted
from tests.make import append, log_place, publication_id

NAMES = [publication_id(n) for n in range(3)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Three publications, the second with a file kept back, and something derived of them."""
    folder = tmp_path_factory.mktemp("filled")
    place, signer = log_place(folder)
    for number in range(3):
        append(place, signer, number, withheld=b"a file of persons" if number == 1 else b"")
    (place.private / "derived").mkdir()
    (place.private / "derived" / "page").write_text("publication 1")
    return folder


@pytest.fixture(scope="module")
def cs(filled):
    """The commitments of the three."""
    salts = [filled / "public/pub" / name / "salts.json" for name in NAMES]
    return [json.loads(path.read_bytes())["objects"][0]["c"] for path in salts]


def at(folder):
    return LogPlace(folder / "public", folder / "private")


def drop(place):
    def run():
        for path in (place.private / "derived").glob("*"):
            path.unlink()

    return run


def tree(place):
    """Every file that is public or hidden, and what is in it."""
    tops = (place.public / "objects", place.public / "pub", place.hidden, place.withheld)
    return {
        str(path.relative_to(place.public.parent)): path.read_bytes()
        for top in tops
        for path in sorted(top.rglob("*"))
        if path.is_file()
    }


def scenes(cs):
    held = Wanted(frozenset(cs[:2]), frozenset(), frozenset(NAMES[:2]))
    return {
        "a hold": (None, held),
        "its end": (held, Wanted(owners=frozenset(NAMES[:2]))),
        "a redaction": (
            None,
            Wanted(frozenset(), frozenset({cs[1]}), frozenset({NAMES[1]}), frozenset({NAMES[1]})),
        ),
        "a redaction of what is held": (
            held,
            Wanted(frozenset({cs[0]}), frozenset({cs[1]}), frozenset(NAMES[:2]), frozenset()),
        ),
    }


def copied(filled, folder, before):
    shutil.copytree(filled, folder)
    place = at(folder)
    if before is not None:
        carry_out(place, before, Disk(place.scratch), drop(place))
    return place


def killed(place, wanted, step, error):
    """Carry out in a process that dies, or whose disk refuses, at a step."""
    child = os.fork()
    if child == 0:
        try:
            disk = FailingDisk(place.scratch, step, error)
            carry_out(place, wanted, disk, drop(place))
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize(
    "scene", ["a hold", "its end", "a redaction", "a redaction of what is held"]
)
def test_broken_off_at_any_step_it_is_finished_by_the_next_call(filled, cs, tmp_path, scene):
    before, wanted = scenes(cs)[scene]
    whole = copied(filled, tmp_path / "whole", before)
    counting = FailingDisk(whole.scratch)
    assert carry_out(whole, wanted, counting, drop(whole))
    right = tree(whole)

    for step in range(1, len(counting.steps) + 1):
        place = copied(filled, tmp_path / f"{step}", before)
        code = killed(place, wanted, step, errno.EIO if step % 2 else 0)
        assert code != 0, counting.steps[step - 1]
        # Nothing that may still be wanted is ever nowhere.
        for c in wanted.held:
            here = [place.public / "objects" / c[:2] / c, place.hidden / "objects" / c]
            assert sum(path.exists() for path in here) == 1

        carry_out(place, wanted, Disk(place.scratch), drop(place))

        assert tree(place) == right, counting.steps[step - 1]
        assert not interrupted(place)
        assert not carry_out(place, wanted, Disk(place.scratch), drop(place))
        shutil.rmtree(tmp_path / f"{step}")


def test_what_is_redacted_is_in_no_file_of_the_folder(filled, cs, tmp_path):
    place = copied(filled, tmp_path / "home", None)
    wanted = scenes(cs)["a redaction"][1]
    digest = json.loads((place.public / "pub" / NAMES[1] / "salts.json").read_bytes())["objects"]

    carry_out(place, wanted, Disk(place.scratch), drop(place))

    needles = [b"publication 1", b"a file of persons", bytes.fromhex(digest[0]["sha256"])]
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not any(needle in path.read_bytes() for needle in needles), path
    assert (place.public / "pub" / NAMES[1] / "entry.json").exists()
    assert (place.public / "pub" / NAMES[1] / "salts.json").read_bytes() == b'{"objects":[],"v":1}'
    assert (place.public / "objects" / cs[2][:2] / cs[2]).exists()
