"""Extensions that a government hands along are applied; one that is broken is told by its file."""

import json
from dataclasses import asdict

import pytest

from pendopo.programme.child import check
from pendopo.programme.extensions import ExtensionError, extensions_in
from pendopo.terms.report_json import report_from_json

NAME = "ocds_contoh_extension"
ADDRESSES = [
    f"https://raw.githubusercontent.com/contoh/{NAME}/v1/extension.json",
    f"https://contoh.example/ocds/{NAME}/extension.json",
]


@pytest.fixture
def folder(tmp_path):
    """A folder of one extension: a field ``zone``, with codes of its own."""
    one = tmp_path / "extensions" / NAME
    (one / "codelists").mkdir(parents=True)
    (one / "extension.json").write_text('{"name": {"en": "Contoh"}}')
    zone = {"type": "string", "codelist": "zone.csv", "openCodelist": False, "enum": []}
    patch = {"definitions": {"Tender": {"properties": {"zone": zone}}}}
    (one / "release-schema.json").write_text(json.dumps(patch))
    (one / "codelists" / "zone.csv").write_text("Code,Title\nnorth,North\nsouth,South\n")
    return one.parent


def checked(tmp_path, extensions, addresses=(), zone="north"):
    """Check a package whose release has the field; give what is told, by rule."""
    release = {
        "ocid": "ocds-abc123-1", "id": "1", "date": "2026-03-02T09:00:00Z", "tag": ["tender"],
        "initiationType": "tender", "tender": {"id": "1", "zone": zone},
    }  # fmt: skip
    package = {
        "uri": "https://contoh.example/1", "version": "1.1", "publisher": {"name": "Contoh"},
        "publishedDate": "2026-03-02T09:00:00Z", "extensions": list(addresses),
        "releases": [release],
    }  # fmt: skip
    file, work = tmp_path / "releases.json", tmp_path / "work"
    file.write_text(json.dumps(package))
    work.mkdir()
    given = {
        "path": str(file), "filename": file.name, "sender": "Dinas", "work": str(work),
        "received_at": "2026-11-18T02:00:00Z",
    }  # fmt: skip
    besides = {"extensions": [asdict(one) for one in extensions]}
    spec = {"register": "contracts", "files": [given], "country": "ID", "besides": besides}
    [report] = check(spec, lambda _: None)["reports"]
    return {one.rule: one for one in report_from_json(report).findings}


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_that_a_package_names_is_applied_with_its_codes(folder, tmp_path, address):
    told = checked(tmp_path, extensions_in(folder), [address], zone="east")

    assert list(told) == ["release_fits_the_schema"]
    assert told["release_fits_the_schema"].values["expected"] == "north, south"


def test_one_that_no_package_names_is_applied_where_the_government_says_so(folder, tmp_path):
    assert checked(tmp_path, extensions_in(folder, [NAME])) == {}


def test_one_that_no_package_names_is_left_aside_otherwise(folder, tmp_path):
    assert list(checked(tmp_path, extensions_in(folder))) == ["field_is_in_the_schema"]


def test_one_that_is_not_at_hand_is_told_and_the_core_is_held_to(folder, tmp_path):
    told = checked(tmp_path, extensions_in(folder), ["https://x.example/y/v1/extension.json"])

    assert list(told) == ["field_is_in_the_schema", "extension_is_at_hand"]


def broken_patch(folder):
    (folder / NAME / "release-schema.json").write_text("{")


def broken_codes(folder):
    (folder / NAME / "codelists" / "zone.csv").write_text("Kode\nnorth\n")


@pytest.mark.parametrize(
    ("breaking", "words"),
    [(broken_patch, "release-schema.json: no JSON"), (broken_codes, "zone.csv: no list of codes")],
)
def test_one_that_is_broken_is_told_by_its_file(folder, breaking, words):
    breaking(folder)

    with pytest.raises(ExtensionError, match=words):
        extensions_in(folder)


@pytest.mark.parametrize(
    "patch",
    [
        {
            "definitions": {"A": {"$ref": "#/definitions/A"}},
            "properties": {"a": {"$ref": "#/definitions/A"}},
        },
        {"properties": {"a": {"$ref": "#/definitions/A/properties/none"}}},
        {"properties": None},
        {"definitions": []},
    ],
    ids=["a circle", "nowhere", "no properties", "a list"],
)
def test_one_of_which_no_rules_of_merging_come_is_refused_before_anything_is_published(
    folder, patch
):
    (folder / NAME / "release-schema.json").write_text(json.dumps(patch))

    with pytest.raises(ExtensionError, match=f"{NAME}/release-schema.json: no release schema"):
        extensions_in(folder)


def test_two_that_lead_in_a_circle_are_refused(folder):
    for name, other in (("a", "b"), ("b", "a")):
        (folder / name).mkdir()
        patch = {
            "definitions": {name: {"$ref": f"#/definitions/{other}"}},
            "properties": {name: {"$ref": f"#/definitions/{name}"}},
        }
        (folder / name / "release-schema.json").write_text(json.dumps(patch))

    with pytest.raises(ExtensionError, match=r"/b/release-schema\.json: no release schema"):
        extensions_in(folder)


def test_a_name_or_a_folder_that_there_is_not_is_told(folder, tmp_path):
    with pytest.raises(ExtensionError, match=f"no extension is called x; write one of {NAME}"):
        extensions_in(folder, ["x"])
    with pytest.raises(ExtensionError, match="no such folder"):
        extensions_in(tmp_path / "nowhere")
