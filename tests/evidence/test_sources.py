"""The file behind an address: a CKAN resource, a DCAT distribution, or the file itself."""

import json

import pytest

from pendopo.evidence.capture import FetchError
from pendopo.evidence.sources import pull
from pendopo.terms.spoken import as_written

CSV = b"village,year\nKarangrejo,2026\n"


def ckan(site, root="", **changes):
    """A CKAN site with one package and one resource."""
    resource = {
        "id": "r-1",
        "package_id": "p-1",
        "url": f"{site.url}{root}/dataset/p-1/resource/r-1/download/villages.csv",
        "name": "Villages 2026",
        "description": "One row\r\nper village",
        "format": "CSV",
    }
    package = {
        "title": "Villages",
        "notes": "All villages",
        "license_id": "cc-by",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "organization": {"title": "Office of Villages"},
    }
    resource |= {key: value for key, value in changes.items() if key in {"url", "name", "format"}}
    package |= {key: value for key, value in changes.items() if key not in resource}
    for action, name, result in [
        ("resource_show", "r-1", resource),
        ("package_show", "p-1", package),
    ]:
        answer = json.dumps({"success": True, "result": result}).encode()
        site.page(f"{root}/api/3/action/{action}?id={name}", answer)
    site.page(f"{root}/dataset/p-1/resource/r-1/download/villages.csv", CSV)


def refused(url, into, reach) -> str:
    with pytest.raises(FetchError) as caught:
        pull(url, into, reach)
    return str(caught.value)


@pytest.mark.parametrize("root", ["", "/data", "/id"])
@pytest.mark.parametrize(
    "path",
    [
        "/dataset/villages/resource/r-1",
        "/dataset/villages/resource/r-1/",
        "/dataset/villages/resource/r-1/view/v-1",
        "/api/3/action/resource_show?id=r-1",
        "/api/action/resource_show?id=r-1",
    ],
)
def test_a_ckan_resource_is_pulled_with_what_its_catalogue_says(path, root, site, near, tmp_path):
    ckan(site, root)

    pulled = pull(site.url + root + path, tmp_path, near)

    assert pulled.captured.path.read_bytes() == CSV
    assert pulled.captured.filename == "villages.csv"
    assert (pulled.title, pulled.description) == ("Villages 2026", "One row per village")
    assert (pulled.publisher, pulled.licence) == ("Office of Villages", "CC-BY-4.0")


def test_a_download_below_a_ckan_resource_is_the_file_itself(site, near, tmp_path):
    ckan(site)

    pulled = pull(f"{site.url}/dataset/p-1/resource/r-1/download/villages.csv", tmp_path, near)

    assert pulled.captured.path.read_bytes() == CSV
    assert pulled.title == ""


def test_a_resource_without_a_name_takes_its_packages_title(site, near, tmp_path):
    ckan(site, name="")

    pulled = pull(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert pulled.title == "Villages"


def test_a_licence_that_is_not_recognised_is_passed_on_as_it_was_said(site, near, tmp_path):
    ckan(site, license_url="", license_id="cc-by")

    pulled = pull(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert pulled.licence == ""
    assert pulled.licence_said == "cc-by"


def test_a_file_without_an_ending_takes_the_one_that_ckan_tells(site, near, tmp_path):
    ckan(site, url=f"{site.url}/export", format="XLSX")
    site.page("/export", b"x")

    pulled = pull(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert pulled.captured.filename == "export.xlsx"
    assert pulled.captured.path.name == "export.xlsx"
    assert pulled.captured.path.read_bytes() == b"x"


def test_a_file_without_an_ending_keeps_its_name_when_ckan_tells_none(site, near, tmp_path):
    ckan(site, url="export", format="")
    site.page("/export", b"x")

    pulled = pull(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert pulled.captured.filename == "export"


def test_a_resource_without_a_file_is_named(site, near, tmp_path):
    ckan(site, url="")

    message = refused(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert "the resource r-1 has no file" in message


def test_a_resource_that_points_into_a_private_network_is_refused(site, near, tmp_path):
    ckan(site, url="http://127.0.0.2/secret")

    message = refused(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert "which is not a public address" in message


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"<html>", "not the answer of a CKAN API"),
        (b"[]", "a CKAN API answers with a result"),
        (b'{"success": false}', "a CKAN API answers with a result"),
    ],
)
def test_a_site_that_only_looks_like_ckan_is_named(answer, words, site, near, tmp_path):
    site.page("/api/3/action/resource_show?id=r-1", answer)

    message = refused(f"{site.url}/dataset/p-1/resource/r-1", tmp_path, near)

    assert words in message


NESTED = {
    "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    "@type": "dcat:Catalog",
    "dcat:dataset": [
        {
            "@type": "dcat:Dataset",
            "@id": "https://data.example.org/#villages",
            "dct:title": [{"@value": "Desa", "@language": "id"}],
            "dct:description": "Semua desa",
            "dct:publisher": {"foaf:name": "Office of Villages"},
            "dcat:distribution": {
                "@type": "dcat:Distribution",
                "@id": "https://data.example.org/#villages-csv",
                "dcat:downloadURL": {"@id": "villages.csv"},
                "dct:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
            },
        }
    ],
}
GRAPH = {
    "@context": "https://www.w3.org/ns/dcat.jsonld",
    "@graph": [
        {"@id": "_:office", "http://xmlns.com/foaf/0.1/name": "Office of Villages"},
        {
            "@id": "d1",
            "@type": ["http://www.w3.org/ns/dcat#Dataset"],
            "title": "Desa",
            "description": "Semua desa",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "http://purl.org/dc/terms/publisher": [{"@id": "_:office"}],
            "http://www.w3.org/ns/dcat#distribution": [{"@id": "d1-csv"}],
        },
        {
            "@id": "d1-csv",
            "@type": "Distribution",
            "http://www.w3.org/ns/dcat#downloadURL": [{"@id": "/villages.csv"}],
        },
    ],
}


@pytest.mark.parametrize("document", [NESTED, GRAPH], ids=["nested", "graph"])
@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/catalog.jsonld", "text/plain"),
        ("/catalog", "application/ld+json"),
        ("/catalog.json", "application/json"),
    ],
)
def test_a_dcat_distribution_is_pulled_with_what_its_catalogue_says(
    document, path, media_type, site, near, tmp_path
):
    site.page(path, json.dumps(document).encode(), Content_Type=media_type)
    site.page("/villages.csv", CSV)

    pulled = pull(site.url + path, tmp_path, near)

    assert pulled.captured.path.read_bytes() == CSV
    assert [file.name for file in tmp_path.iterdir()] == ["villages.csv"]
    assert (pulled.title, pulled.description) == ("Desa", "Semua desa")
    assert (pulled.publisher, pulled.licence) == ("Office of Villages", "CC-BY-4.0")


@pytest.mark.parametrize(
    "title",
    [
        [
            {"@value": "Desa", "@language": "id"},
            {"@value": "Villages", "@language": "en"},
            {"@value": "", "@language": "de"},
            {"@value": "Dörfer", "@language": "deutsch, vermutlich"},
        ],
        {"id": "Desa", "en": "Villages"},
    ],
)
def test_a_catalogue_in_several_languages_is_taken_in_all(title, site, near, tmp_path):
    document = json.loads(json.dumps(NESTED))
    document["dcat:dataset"][0]["dct:title"] = title
    site.page("/catalog.jsonld", json.dumps(document).encode())
    site.page("/villages.csv", CSV)

    pulled = pull(site.url + "/catalog.jsonld", tmp_path, near)

    assert as_written(pulled.title) == {"id": "Desa", "en": "Villages"}
    assert as_written(pulled.description) == "Semua desa"


def test_ckans_fluent_texts_are_taken_in_all_languages(site, near, tmp_path):
    ckan(site, name="", title_translated={"id": "Desa", "en": "Villages", "es": ""})

    pulled = pull(f"{site.url}/dataset/villages/resource/r-1", tmp_path, near)

    assert as_written(pulled.title) == {"id": "Desa", "en": "Villages"}


def two_files():
    document = json.loads(json.dumps(NESTED))
    other = {"@id": "x#budget", "dcat:distribution": {"dcat:downloadURL": "budget.csv"}}
    document["dcat:dataset"].append(other)
    return json.dumps(document).encode()


def test_a_catalogue_of_several_files_names_them(site, near, tmp_path):
    site.page("/catalog.jsonld", two_files())

    message = refused(f"{site.url}/catalog.jsonld", tmp_path, near)

    assert "a catalogue with 2 files; write the address of one: villages.csv, budget.csv" in message


@pytest.mark.parametrize(
    ("fragment", "file"),
    [("villages", "villages.csv"), ("villages-csv", "villages.csv"), ("budget", "budget.csv")],
)
def test_a_fragment_chooses_a_dataset_or_a_distribution(fragment, file, site, near, tmp_path):
    site.page("/catalog.jsonld", two_files())
    site.page("/villages.csv", CSV)
    site.page("/budget.csv", CSV)

    pulled = pull(f"{site.url}/catalog.jsonld#{fragment}", tmp_path, near)

    assert pulled.captured.filename == file


def test_a_fragment_that_names_nothing_is_told(site, near, tmp_path):
    site.page("/catalog.jsonld", two_files())

    message = refused(f"{site.url}/catalog.jsonld#streets", tmp_path, near)

    assert "a catalogue with no distribution named streets" in message


@pytest.mark.parametrize("document", [{"@type": "dcat:Catalog"}, [], 3])
def test_linked_data_without_a_distribution_is_told(document, site, near, tmp_path):
    site.page("/catalog.jsonld", json.dumps(document).encode())

    message = refused(f"{site.url}/catalog.jsonld", tmp_path, near)

    assert "a catalogue with no distribution" in message


@pytest.mark.parametrize(
    "body",
    [
        b'{"releases": [{"ocid": "ocds-1"}], "publisher": {"name": "X"}}',
        b'{"@graph": 3, "@type": 4}',
        b'[{"downloadURL": "http://10.0.0.1/"}]',
        b'{"broken',
    ],
)
def test_json_that_is_data_is_the_file_itself(body, site, near, tmp_path):
    site.page("/releases.json", body, Content_Type="application/json")

    pulled = pull(f"{site.url}/releases.json", tmp_path, near)

    assert pulled.captured.path.read_bytes() == body


def test_a_plain_file_is_pulled_as_it_is(site, near, tmp_path):
    site.page("/villages.csv", CSV)

    pulled = pull(f"{site.url}/villages.csv#top", tmp_path, near)

    assert pulled.captured.path.read_bytes() == CSV
    assert (pulled.title, pulled.licence, pulled.licence_said) == ("", "", "")
