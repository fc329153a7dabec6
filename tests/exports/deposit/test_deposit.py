"""A deposit: bags that the field's own program takes, and together the archive that verifies."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest

from pendopo.exports.archive.errors import ArchiveError
from pendopo.exports.deposit.cited import Deposited, citation, datacite
from pendopo.exports.deposit.making import Shape, deposit
from pendopo.exports.deposit.parts import PART_BYTES, divided
from tests.exports.archive.conftest import make
from tests.published.verify.conftest import ORIGIN, VKEY, Record, fill

ONE = Deposited(
    name="Kabupaten “Contoh”: Arsip",
    origin=ORIGIN,
    size=8,
    day="2026-11-26",
    language="id",
    licences=("CC-BY-4.0", "DL-DE-BY-2.0"),
    address="https://data.contoh.example",
    key=VKEY,
    facts={"Source-Organization": "Kabupaten Contoh", "External-Identifier": f"{ORIGIN}/8"},
)
# What a part has beside its payload counts as 128 kB: small parts of a small record.
SMALL = (1 << 17) + 20_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    make(root / "out", fill(Record(root / "public")).public)
    return root / "out"


def made(out: Path, site: Path, most: int = SMALL, **how) -> tuple[Path, ...]:
    return deposit(out, site, ONE, Shape(most, **how), lambda _news: None).parts


def joined(parts, into: Path) -> Path:
    """Put the payloads together, as the README says."""
    for part in parts:
        shutil.copytree(part / "data", into, dirs_exist_ok=True)
    return into


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(folder / "verify_archive.py"), "--key", VKEY]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_each_part_is_a_bag_and_together_they_are_the_archive(site, tmp_path):
    parts = made(tmp_path / "out", site)

    assert len(parts) > 2
    for number, part in enumerate(parts, 1):
        bag = bagit.Bag(str(part))
        bag.validate()
        assert bag.info["Bag-Group-Identifier"] == f"{ORIGIN}/8"
        assert bag.info["Bag-Count"] == f"{number} of {len(parts)}"
        size = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
        assert size <= SMALL
    whole = joined(parts, tmp_path / "whole")
    assert verified(whole).returncode == 0
    paths = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert sorted(p.relative_to(whole) for p in whole.rglob("*") if p.is_file()) == paths


def test_parts_may_be_files_and_are_the_same_bags(site, tmp_path):
    [part] = made(tmp_path / "out", site, PART_BYTES, zipped=True)

    with zipfile.ZipFile(part) as file:
        assert {name.split("/")[0] for name in file.namelist()} == {part.stem}
        file.extractall(tmp_path / "unpacked")
    bagit.Bag(str(tmp_path / "unpacked" / part.stem)).validate()
    again = made(tmp_path / "again", site, PART_BYTES, zipped=True)
    assert again[0].read_bytes() == part.read_bytes()


@pytest.mark.parametrize("zipped", [False, True])
def test_the_sums_are_those_of_the_files_beside_them(zipped, site, tmp_path):
    out = tmp_path / "out"
    made(out, site, zipped=zipped)

    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0
    assert checked.stdout.count(": OK") == len(list(out.iterdir())) - 1


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_what_the_readme_says_can_be_done(name, site, tmp_path):
    out = tmp_path / "out"
    parts = made(out, site)
    text = (out / name).read_text("utf-8")
    commands = re.findall(r"^    (.+)$", text, re.MULTILINE)

    done = subprocess.run(
        ["sh", "-ec", "\n".join(commands).replace("python3", sys.executable)],
        cwd=out, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "{" not in text
    assert (parts[0] / name).read_text("utf-8") == text


def test_each_readme_is_in_its_language_from_its_first_line(site, tmp_path):
    made(tmp_path / "out", site)

    first = {
        path.name: path.read_text("utf-8").splitlines()[0]
        for path in (tmp_path / "out").glob("README*")
    }

    assert first == {
        "README.md": f"# {ONE.title}",
        "README.id.md": f"# Catatan terbitan {ONE.name}, sampai entri {ONE.size}",
    }


def test_a_part_that_was_changed_is_noticed(site, tmp_path):
    part = made(tmp_path / "out", site)[0]
    page = part / "data/en/index.html"
    page.write_bytes(page.read_bytes() + b" ")

    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(part)).validate()


def test_a_part_that_is_missing_is_noticed_by_the_verifier(site, tmp_path):
    parts = made(tmp_path / "out", site)

    whole = joined(parts[:-1], tmp_path / "whole")

    assert verified(whole).returncode == 1


def test_a_file_larger_than_a_part_is_refused_and_nothing_is_left(site, tmp_path):
    with pytest.raises(ArchiveError, match="fits into no part"):
        made(tmp_path / "out", site, 1 << 17)

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("zipped", [False, True])
def test_a_run_that_could_not_end_leaves_nothing(zipped, site, tmp_path):
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "verify_archive.py").unlink()

    with pytest.raises(FileNotFoundError):
        made(tmp_path / "out", tmp_path / "site", zipped=zipped)

    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_nothing_is_written_over(site, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("mine")

    with pytest.raises(ArchiveError, match="is not empty"):
        made(tmp_path / "out", site)


def test_large_records_are_divided_under_the_limit_and_nothing_is_left_out():
    files = [(f"objects/{i % 256:02x}/{i}", i * 997 % 300_000_000) for i in range(2_000)]

    parts = divided([*files, ("index.html", 10)])

    assert all(part.size <= PART_BYTES for part in parts)
    assert sorted(path for part in parts for path in part.paths) == sorted(
        [path for path, _ in files] + ["index.html"]
    )
    assert parts[0].paths[0] == "index.html"
    assert len(parts) == -(-sum(size for _, size in files) // PART_BYTES)


def test_it_says_how_to_be_cited():
    lines = dict(line.split(": ", 1) for line in citation(ONE).decode().splitlines())
    facts = {name: json.loads(value) for name, value in lines.items()}  # YAML's JSON

    assert facts["cff-version"] == "1.2.0"
    assert facts["authors"] == [{"name": "Kabupaten “Contoh”: Arsip"}]
    assert facts["license"] == "CC-BY-4.0"
    assert facts["date-released"] == "2026-11-26"


def test_it_has_what_a_doi_needs():
    facts = json.loads(datacite(ONE))

    assert {"types", "creators", "titles", "publisher", "publicationYear"} <= facts.keys()
    assert [one["rightsIdentifier"] for one in facts["rightsList"]] == ["CC-BY-4.0", "DL-DE-BY-2.0"]
    assert facts["publicationYear"] == "2026"
