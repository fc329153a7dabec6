"""A file of the service bus from the desk to the log: published as OCDS, and nobody in it."""

import json
import re
import stat
from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from pendopo.programme.checking import Request
from pendopo.programme.config import Config, Government, LogSettings, Publishing, render
from pendopo.programme.mappings import MappingFileError, load_mapping
from pendopo.programme.programme import Programme
from pendopo.terms.entry import commitment
from pendopo.terms.journey import Declaration
from pendopo.terms.reading import Reading
from tests.programme.conftest import BEGINNING
from tests.registers.contracts.sources import synthetic as given

# Companies whose tax number tells nobody by itself that it is one: their name does.
MANY = [
    given.won(kd_tender=7002000 + n, npwp_penyedia="31.234.567.1-901.000", npwp_16_penyedia="")
    for n in range(9)
]
FILES = {
    "spse-pengumuman": [given.announced()],
    "spse-peserta": given.participants(),
    "spse-selesai": [given.won(), *MANY],
    "spse-kontrak": [given.contract()],
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("bus")


@pytest.fixture(scope="module")
def hall(root):
    """A regency that has published the files of the bus, each by a mapping that is shipped."""
    config = Config(
        government=Government(
            name="Kabupaten Uji",
            level="regency",
            country="ID",
            languages=("id", "en"),
            currency="IDR",
            timezone="Asia/Jakarta",
            invented=True,
        ),
        log=LogSettings("uji.example/log"),
        publishing=Publishing(licence="CC-BY-4.0", publisher="Dinas Uji"),
    )
    opened = Programme.create(root / "uji", render(config), BEGINNING)
    (opened.root / "mappings").mkdir()
    requests = [request_of(opened, root, name, rows) for name, rows in FILES.items()]
    outcome = opened.publish(requests)
    assert not outcome.stopped, [one.sentence() for r in outcome.reports for one in r.findings]
    opened.prepare()
    return opened


def own(opened, name):
    """Extend a shipped mapping by the prefix of the regency's ocids."""
    path = opened.root / "mappings" / f"own-{name}.toml"
    path.write_text(
        f'register = "contracts"\nextends = "{name}"\n[release]\nprefix = "ocds-abc123"\n'
    )
    return load_mapping(opened.root, f"own-{name}")


def request_of(opened, folder, name, rows):
    file = folder / f"{name}.json"
    file.write_text(json.dumps(rows), "utf-8")
    saved = own(opened, name)
    at = BEGINNING + timedelta(minutes=list(FILES).index(name) + 1 if name in FILES else 30)
    reading = Reading(mapping=saved.content)
    return Request(file, "contracts", at, Declaration(title=name), reading=reading)


def texts_of_parquet(path):
    for batch in pq.ParquetFile(path).iter_batches():
        for column in batch.columns:
            yield from (str(value) for value in column.to_pylist())


def rows_of(opened, name):
    table = opened.table(opened.state(), "contracts", name)
    return pq.read_table(opened.parquet_file(table)).to_pylist()


def is_parquet(path):
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def test_nobody_who_was_planted_is_in_any_file_but_the_one_kept_back(hall):
    planted = [text.encode() for text in given.PLANTED]
    kept = hall.place.withheld

    for path in hall.root.rglob("*"):
        if path.is_file() and not path.is_relative_to(kept):
            data = path.read_bytes()
            assert not [text for text in planted if text in data], path
            if is_parquet(path):
                cells = "\n".join(texts_of_parquet(path))
                assert not [text for text in given.PLANTED if text in cells], path


def test_what_is_published_as_the_original_is_the_file_of_releases(hall):
    publication = hall.state().current("contracts")[-1]
    original = json.loads(hall.original_path(publication).read_bytes())
    metadata = hall.metadata(publication)

    assert publication.original is not None
    assert metadata.filename == "spse-kontrak.ocds.json"
    assert metadata.made_from == "spse-kontrak.json"
    assert [one["ocid"] for one in original["releases"]] == ["ocds-abc123-7001093"]
    assert metadata.mapping["release"]["prefix"] == "ocds-abc123"


def test_what_was_handed_in_is_kept_back_with_what_opens_its_commitment(hall):
    publication = hall.state().current("contracts")[-1]
    folder = hall.place.withheld / publication.id
    opening = json.loads((folder / "salt.json").read_bytes())

    assert json.loads((folder / "original").read_bytes()) == FILES["spse-kontrak"]
    assert stat.S_IMODE((folder / "original").stat().st_mode) == 0o600
    c = commitment(bytes.fromhex(opening["salt"]), bytes.fromhex(opening["sha256"]))
    assert c == opening["c"] == hall.metadata(publication).withheld
    found = hall.brought.of_sha256(hall.state(), bytes.fromhex(opening["sha256"]))
    assert found == ()
    [place] = hall.brought.of_commitment(hall.state(), c)
    assert place.entry.index == publication.index


def test_the_files_of_a_tender_are_one_process_in_the_tables(hall):
    tender = "ocds-abc123-7001093"
    [process] = [one for one in rows_of(hall, "processes") if one["ocid"] == tender]
    suppliers = [one for one in rows_of(hall, "suppliers") if one["ocid"] == tender]

    assert "DINAS PEKERJAAN UMUM CONTOH" in process.values()
    assert [one["supplier"] for one in suppliers] == [given.COMPANY]


def test_the_record_verifies(hall):
    assert hall.verify().ok


@pytest.fixture(scope="module")
def refused(hall, root):
    """What is said of a file without the prefix, and of one without the columns."""
    won = request_of(hall, root, "spse-selesai", [given.won()])
    bare = load_mapping(hall.root, "spse-selesai")
    other = request_of(hall, root, "spse-kontrak", [{"nik": given.NIK, "nama": given.OFFICIAL}])
    without = replace(won, reading=Reading(mapping=bare.content))
    return hall.check([without, other], root / "work")


def test_a_mapping_without_the_prefix_of_the_government_stops_the_file(refused):
    report = refused[0]

    assert report.stopped
    assert "release.prefix" in repr(report.findings[-1].values)


def test_a_file_without_the_columns_of_the_mapping_is_stopped_and_shows_nobody(refused):
    report = refused[1]

    assert [one.rule for one in report.findings if one.weight == "stop"] == ["mapping_fits"]
    assert given.NIK not in repr(report)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('extends = "nowhere"', "extends"),
        ('[release]\nprefix = "ocds-ABC"', "release.prefix"),
        ('[release]\nocid = "x"', "release.ocid"),
        ('[dates]\nforms = ["%d"]', "dates.forms"),
        ("[numbers.words]\njt = 1.5", "numbers.words.jt"),
        ('[[column]]\nname = "tender id"\nvalue = "1"', "column tender id.name"),
        ('[[column]]\nname = "tender/id"\nvalue = "1"\neach = "x"', "tender/id.each"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_where(hall, text, where):
    path = hall.root / "mappings" / "wrong.toml"
    base = "" if "extends" in text else 'extends = "spse-kontrak"\n'
    path.write_text(f'register = "contracts"\n{base}{text}\n')

    with pytest.raises(MappingFileError, match=re.escape(where)):
        load_mapping(hall.root, "wrong")
