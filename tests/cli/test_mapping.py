"""``pendopo mapping`` and ``--mapping``: from another office's columns to ours."""

import json

import openpyxl
import pytest

pytestmark = pytest.mark.usefixtures("home")

FILE = (
    "Kecamatan;Nama Desa;L/P;Anggaran;Catatan\n"
    "Balen;Rejo;L;1.250.000,50;x\n"
    ";Sari;P;7.000;\n"
    "Jumlah;;;1.257.000,50;\n"
    "Kanor;Tani;P;8.000;\n"
)
SCHEMA = {
    "fields": [
        {"name": "district", "type": "string", "title": "Kecamatan"},
        {"name": "village", "type": "string", "title": "Nama desa"},
        {"name": "sex", "type": "string", "title": "L/P", "constraints": {"enum": ["L", "P"]}},
        {"name": "budget", "type": "number", "kind": "money", "title": "Anggaran"},
    ]
}


@pytest.fixture
def office(tmp_path):
    """A file of another office's."""
    path = tmp_path / "office.csv"
    path.write_text(FILE)
    return path


@pytest.fixture
def schema(home):
    """The Table Schema that it is to become, beside the mappings."""
    path = home / "mappings" / "villages.schema.json"
    path.parent.mkdir()
    path.write_text(json.dumps(SCHEMA))
    return path


@pytest.fixture
def drafted(run, office, schema):
    """A mapping drafted from the file, and corrected."""
    result = run("mapping", "draft", office, "--register", "datasets", "--schema", schema)
    assert result.exit_code == 0, result.output
    path = schema.parent / "office.toml"
    path.write_text(path.read_text().replace("# fill_down", "fill_down"))
    return path


def test_a_mapping_is_drafted_from_a_file_into_the_folder_of_mappings(run, office, schema):
    result = run("mapping", "draft", office, "--register", "datasets", "--schema", schema)

    text = (schema.parent / "office.toml").read_text()
    assert "4 of 4 columns matched; 1 of the file's are left out" in result.stdout
    assert "pendopo mapping check" in result.stdout
    assert 'schema = "villages.schema.json"' in text
    assert 'ignore = ["Catatan"]' in text
    assert 'decimal = ","\ngroup = "."' in text
    assert 'columns = ["Kecamatan", "Nama Desa", "L/P", "Anggaran", "Catatan"]' in text


def test_a_draft_is_written_in_the_language_in_use(run, office, schema):
    run("--language", "id", "mapping", "draft", office, "--register", "datasets")

    text = (schema.parent / "office.toml").read_text()
    assert "Drafted by the program" not in text
    assert 'name = "nama_desa"\nfrom = "Nama Desa"' in text


def test_a_mapping_that_is_there_is_not_written_over(run, office, drafted):
    result = run("mapping", "draft", office, "--register", "datasets")

    assert result.exit_code == 2
    assert "office.toml: it is there already; write another name with --out" in result.stderr
    assert "fill_down" in drafted.read_text()


def test_a_mapping_is_not_drafted_through_another(run, office, drafted):
    words = ("--register", "datasets", "--mapping", drafted.stem)

    result = run("mapping", "draft", office, *words)

    assert result.exit_code == 2
    assert "leave it out" in result.stderr


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_drafted(run, broken, schema):
    result = run("mapping", "draft", broken, "--register", "datasets")

    assert result.exit_code == 1
    assert "STOP" in result.stdout
    assert list(schema.parent.glob("*.toml")) == []


def test_a_mapping_is_tried_on_a_file_and_its_first_rows_are_shown(run, office, drafted):
    result = run("mapping", "check", drafted, office)

    assert result.exit_code == 0, result.output
    assert "row 4: Jumlah" in result.stdout
    assert "1250000.50" in result.stdout
    assert "Nama Desa" in result.stdout
    assert "3 rows, 4 columns" in result.stdout


def test_what_a_mapping_does_not_know_stops_the_file(run, office, drafted):
    office.write_text(FILE.replace("Sari;P;", "Sari;X;"))

    result = run("mapping", "check", drafted.stem, office)

    assert result.exit_code == 1
    assert "row 3: X" in result.stdout


def test_a_file_is_published_by_its_mapping_which_is_recorded(run, office, drafted, home):
    words = ("--register", "datasets", "--scope", "dataset=villages", "--mapping", "office")

    result = run("publish", office, *words)

    assert result.exit_code == 0, result.output
    objects = (path for path in (home / "public" / "objects").rglob("*") if path.is_file())
    texts = [data for path in objects if (data := path.read_bytes()).startswith(b"{")]
    [facts] = [found for text in texts if "rules" in (found := json.loads(text))]
    assert facts["mapping"]["ignore"] == ["Catatan"]
    assert [one["from"] for one in facts["mapping"]["column"]][:2] == ["Kecamatan", "Nama Desa"]
    assert drafted.exists()


def test_the_same_bytes_under_another_mapping_replace_what_stands(run, office, drafted):
    words = ("--register", "datasets", "--scope", "dataset=villages")
    run("publish", office, *words)

    first = run("publish", office, *words, "--mapping", "office")
    drafted.write_text(drafted.read_text().replace('ignore = ["Catatan"]', "ignore = []"))
    second = run("publish", office, *words, "--mapping", "office")
    again = run("publish", office, *words, "--mapping", "office")

    assert "replaces entry 1" in first.stdout
    assert "replaces entry 2" in second.stdout
    assert "these bytes stand already as entry 3" in again.stdout


def test_a_saved_mapping_that_fits_is_told_but_not_applied(run, office, drafted):
    report = json.loads(run("check", office, "--register", "datasets", "--json").stdout)

    [note] = [one for one in report["findings"] if one["rule"] == "saved_mapping_is_used"]
    assert note["weight"] == "note"
    assert "--mapping office" in note["what_to_write"]
    assert report["tables"][0]["columns"][0]["name"] == "Kecamatan"
    assert drafted.exists()


def test_a_mapping_for_another_register_is_refused(run, office, drafted):
    drafted.write_text(
        drafted.read_text().replace('register = "datasets"', 'register = "villages"')
    )

    result = run("check", office, "--register", "datasets", "--mapping", "office")

    assert result.exit_code == 2
    assert "write --register villages" in result.stderr


def test_a_mapping_that_cannot_be_followed_is_told_with_its_place(run, office, drafted):
    drafted.write_text(drafted.read_text() + "facter = 3\n")

    result = run("check", office, "--register", "datasets", "--mapping", "office")

    assert result.exit_code == 2
    assert "office.toml: column budget.facter is 3." in result.stderr
    assert "there is no such setting" in result.stderr


def test_a_mapping_that_is_not_saved_is_told_with_those_that_are(run, office, drafted):
    result = run("check", office, "--register", "datasets", "--mapping", "ofice")

    assert result.exit_code == 2
    assert "one that is saved (office)" in result.stderr
    assert drafted.exists()


def test_comments_stand_on_the_cells_of_the_file_that_ours_were_made_from(run, office, drafted):
    office.write_text(FILE.replace("Sari;P;", "Sari;X;"))
    out = office.parent / "out.xlsx"

    run("check", office, "--register", "datasets", "--mapping", "office", "--comments", out)

    sheet = openpyxl.load_workbook(out)["Rows"]
    assert sheet["C3"].comment is not None
    assert sheet["C3"].value == "X"
    assert drafted.exists()


def test_comments_stand_on_the_sheet_that_the_mapping_was_applied_to(run, office, drafted):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    for row in (("A", "B", "C", "D", "E", "F"), *((f"n{i}", *"abcde") for i in range(99))):
        book.active.append(row)
    target = book.create_sheet("Villages")
    for line in FILE.replace("Sari;P;", "Sari;X;").splitlines():
        target.append(line.split(";"))
    path, out = office.parent / "office.xlsx", office.parent / "out.xlsx"
    book.save(path)

    run("check", path, "--register", "datasets", "--mapping", "office", "--comments", out)

    commented = openpyxl.load_workbook(out)
    assert commented["Notes"]["C3"].comment is None
    assert commented["Villages"]["C3"].comment is not None
    assert drafted.exists()


BIDS = (
    "kd_tender,kd_peserta,nama_penyedia,npwp_penyedia,nilai_penawaran,alasan\n"
    "7001093,90,PT Maju,01.234.567.8-901.000,1.150.000.000,\n"
    "7001093,91,Sari,3204114101900002,1.100.000.000,gugur\n"
    "7001093,92,PT Daftar,01.999.999.9-901.000,,\n"
)


@pytest.fixture
def bids(home, tmp_path):
    """A list of participants as a CSV, and a mapping that extends the one that is shipped."""
    (home / "mappings").mkdir()
    own = 'register = "contracts"\nextends = "spse-peserta"\n[release]\nprefix = "ocds-abc123"\n'
    (home / "mappings" / "bids.toml").write_text(own)
    path = tmp_path / "bids.csv"
    path.write_text(BIDS)
    return path


def test_a_mapping_to_releases_writes_them_where_it_is_tried(run, bids, tmp_path):
    out = tmp_path / "releases.json"

    result = run("mapping", "check", "bids", bids, "--out", out)

    [release] = json.loads(out.read_bytes())["releases"]
    assert result.exit_code == 0, result.output
    assert [one["status"] for one in release["bids"]["details"]] == ["valid", "disqualified"]
    assert "3204114101900002" not in out.read_text() + result.output
    assert run("ocds", "check", out, "--strict").exit_code == 0


def test_what_was_made_into_releases_is_not_published_twice(run, bids):
    first = run("publish", bids, "--register", "contracts", "--mapping", "bids")
    again = run("publish", bids, "--register", "contracts", "--mapping", "bids")

    assert "published as" in first.stdout, first.output
    assert "these bytes stand already" in again.stdout


@pytest.mark.usefixtures("drafted")
def test_a_mapping_that_makes_no_releases_writes_none(run, office, tmp_path):
    result = run("mapping", "check", "office", office, "--out", tmp_path / "releases.json")

    assert result.exit_code == 2
    assert "makes no releases" in result.stderr
