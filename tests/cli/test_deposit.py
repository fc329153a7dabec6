"""``pendopo deposit`` as it is called; what it makes is in ``tests/exports/deposit``."""

import json

import bagit
import pytest

from pendopo.exports.deposit.making import site_in


def test_a_record_is_deposited_in_a_bag(run, home, tmp_path):
    out = tmp_path / "out"

    result = run("--home", home, "deposit", out, "--base", "https://data.contoh.example")

    assert result.exit_code == 0, result.output
    [part] = [path for path in out.iterdir() if path.is_dir()]
    bagit.Bag(str(part)).validate()
    facts = json.loads((out / "datacite.json").read_bytes())
    assert facts["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert facts["relatedIdentifiers"][0]["relatedIdentifier"] == "https://data.contoh.example"
    assert not (home / "private/derived/deposit").exists()


@pytest.mark.parametrize("size", ["50", "0GB", "half a GB", "-1GB", "1e9GB"])
def test_a_size_that_is_none_is_refused(size, run, home, tmp_path):
    result = run("--home", home, "deposit", tmp_path / "out", "--part-size", size)

    assert result.exit_code == 2
    assert "write a size as 50GB or 700MB" in result.stderr


def test_two_deposits_of_a_record_do_not_take_each_others_files(run, home, tmp_path):
    with site_in(home / "private" / "derived") as site:
        site.mkdir()
        (site / "of the first").write_text("being made")
        second = run("--home", home, "deposit", tmp_path / "out")
        left = (site / "of the first").read_text()

    assert second.exit_code == 2
    assert "another deposit of this record is being made" in second.output
    assert left == "being made"
    assert run("--home", home, "deposit", tmp_path / "out").exit_code == 0
