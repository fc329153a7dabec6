"""``pendopo publish URL``: another site stays the source, and cron calls this."""

import json

import pytest

from pendopo.programme.programme import Programme
from tests.cli.conftest import VILLAGES

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def near(home):
    """A programme that may pull from this machine."""
    path = home / "pendopo.toml"
    text = path.read_text().replace("allow_private = []", 'allow_private = ["127.0.0.1"]')
    path.write_text(text)
    return home


def pull(run, url, *more):
    return run("publish", url, "--register", "datasets", "--scope", "dataset=villages", *more)


def standing(home):
    programme = Programme.open(home)
    return [(one, programme.metadata(one)) for one in programme.state().current()]


def ckan(site, licence="https://creativecommons.org/licenses/by/4.0/"):
    resource = {
        "id": "r-1",
        "package_id": "p-1",
        "url": f"{site.url}/files/villages.csv",
        "name": "Villages by year",
        "description": "One row per village",
        "format": "CSV",
    }
    package = {"license_url": licence, "organization": {"title": "Office of Villages"}}
    for action, name, result in [("resource", "r-1", resource), ("package", "p-1", package)]:
        answer = json.dumps({"success": True, "result": result}).encode()
        site.page(f"/api/3/action/{action}_show?id={name}", answer)
    site.page("/files/villages.csv", VILLAGES.encode())
    return f"{site.url}/dataset/p-1/resource/r-1"


def test_a_ckan_resource_is_published_with_what_its_catalogue_says(run, near, site):
    url = ckan(site)

    result = pull(run, url)

    [(_, metadata)] = standing(near)
    assert result.exit_code == 0, result.output
    assert (metadata.title, metadata.description) == ("Villages by year", "One row per village")
    assert (metadata.publisher, metadata.licence) == ("Office of Villages", "CC-BY-4.0")
    assert (metadata.came_from, metadata.filename) == (url, "villages.csv")
    assert metadata.rows == 2


def test_what_is_said_on_the_command_line_wins(run, near, site):
    url = ckan(site)

    pull(run, url, "--title", "Mine", "--publisher", "Me", "--licence", "CC0-1.0")

    [(_, metadata)] = standing(near)
    assert (metadata.title, metadata.publisher) == ("Mine", "Me")
    assert metadata.licence == "CC0-1.0"


def test_the_same_bytes_are_not_published_twice(run, near, site):
    url = ckan(site)
    pull(run, url)

    again = pull(run, url)

    [(publication, _)] = standing(near)
    assert again.exit_code == 0
    assert f"{url}: unchanged since it was published; nothing to do." in again.stdout
    assert publication.index == 1


def test_changed_bytes_replace_what_stood(run, near, site):
    url = ckan(site)
    pull(run, url)
    site.page("/files/villages.csv", (VILLAGES + "Tani,2026,90\n").encode())

    again = pull(run, url)

    [(publication, metadata)] = standing(near)
    assert again.exit_code == 0, again.output
    assert (publication.index, publication.prev) == (2, 1)
    assert metadata.rows == 3


def test_the_same_bytes_in_another_scope_are_published(run, near, site):
    url = ckan(site)
    pull(run, url)

    run("publish", url, "--register", "datasets", "--scope", "dataset=other")

    assert len(standing(near)) == 2


def test_a_licence_that_is_not_recognised_is_told_and_stops(run, near, site):
    path = near / "pendopo.toml"
    path.write_text(path.read_text().replace('licence = "CC-BY-4.0"', 'licence = ""'))
    url = ckan(site, licence="cc-by")

    result = pull(run, url)

    assert result.exit_code == 1
    assert "its catalogue says the licence is cc-by; write --licence" in result.stderr
    assert standing(near) == []


def test_a_plain_file_is_published_under_its_name(run, near, site):
    site.page("/road%20repairs.csv", b"road,km\nA,3\n")

    result = pull(run, f"{site.url}/road%20repairs.csv")

    [(_, metadata)] = standing(near)
    assert result.exit_code == 0, result.output
    assert (metadata.title, metadata.filename) == ("road repairs", "road repairs.csv")


def releases(count):
    made = [
        {
            "ocid": f"ocds-213czf-{n}",
            "id": "1",
            "date": "2026-01-02T00:00:00Z",
            "tag": ["planning"],
            "initiationType": "tender",
        }
        for n in range(count)
    ]
    return json.dumps({"releases": made}).encode()


def test_in_a_merging_register_an_address_replaces_what_it_gave_before(run, near, site, tmp_path):
    other = tmp_path / "other.json"
    other.write_bytes(releases(1))
    run("publish", other, "--register", "contracts")
    url = f"{site.url}/releases.json"
    site.page("/releases.json", releases(2))
    run("publish", url, "--register", "contracts")
    unchanged = run("publish", url, "--register", "contracts")
    site.page("/releases.json", releases(3))

    changed = run("publish", url, "--register", "contracts")

    indexes = [(publication.index, publication.prev) for publication, _ in standing(near)]
    assert "unchanged since it was published" in unchanged.stdout
    assert changed.exit_code == 0, changed.output
    assert indexes == [(1, None), (3, 2)]


def test_this_machine_is_not_pulled_from_unless_it_is_configured(run, home, site):
    url = ckan(site)

    result = pull(run, url)

    assert result.exit_code == 2
    assert "127.0.0.1, which is not a public address" in result.stderr
    assert "pull.allow_private" in result.stderr
    assert site.asked == []
    assert standing(home) == []


def test_an_address_without_a_file_is_named(run, near, site):
    result = pull(run, f"{site.url}/gone.csv")

    assert result.exit_code == 2
    assert "answered 404 Not Found" in result.stderr
    assert standing(near) == []


def test_a_file_over_the_limit_is_refused(run, near, site):
    path = near / "pendopo.toml"
    path.write_text(path.read_text().replace("file_mb = 300", "file_mb = 1"))
    site.page("/big.csv", b"x" * (1 << 20) + b"x")

    result = pull(run, f"{site.url}/big.csv")

    assert result.exit_code == 2
    assert "raise limits.file_mb" in result.stderr


def test_a_pulled_file_whose_publication_was_redacted_is_published_again(run, near, site):
    url = ckan(site)
    pull(run, url)
    [(publication, _)] = standing(near)
    programme = Programme.open(near)
    programme.object_path(publication.object("original").c).unlink()

    again = pull(run, url)

    assert again.exit_code == 0
    assert "Files published: 1." in again.stdout
