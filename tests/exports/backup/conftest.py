"""A small programme to back up: a log, a file kept back, a secret, and what people wrote."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pendopo.exports.backup.making import Asked
from pendopo.standards.tlog.note import Verifier
from pendopo.standards.tlog.policy import Party, Policy
from tests.make import ORIGIN, append, log_place

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def quiet(*_news: object) -> None:
    """Hear of no progress."""


def asked(root: Path, at: datetime = AT, **how) -> Asked:
    """Ask for a backup of all."""
    return Asked(root, ORIGIN, at, **how)


@pytest.fixture
def root(built, tmp_path):
    """A programme with three publications."""
    shutil.copytree(built, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The same, to be copied: to publish waits for the disk."""
    root = tmp_path_factory.mktemp("built") / "home"
    place, signer = log_place(root)
    policy = Policy(logs=(Party(Verifier.parse(signer.vkey)),))
    (place.public / "policy.txt").write_bytes(policy.encode())
    for number in range(3):
        append(place, signer, number, withheld=b"a person's" if number == 1 else b"")
    (root / "pendopo.toml").write_text("[government]\n")
    (root / "plan").mkdir()
    (root / "plan" / "roads.md").write_text("Roads\n")
    for name in ("secrets/pseudonyms.key", "derived/serving/x", "withdrawn/y", "witness/seen"):
        path = place.private / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return root
