"""The tools of open contracting, which work without a programme."""

import json

RELEASE = {
    "ocid": "ocds-abc123-1",
    "id": "1",
    "date": "2026-03-02T09:00:00+07:00",
    "tag": ["tender"],
    "initiationType": "tender",
}


def test_a_sound_file_is_checked_without_a_programme(run, tmp_path):
    (tmp_path / "sound.json").write_text(json.dumps({"releases": [RELEASE]}))

    result = run("ocds", "check", "sound.json")

    assert result.exit_code == 0
    assert "Stops: 0. Warnings: 0." in result.output


def test_a_stop_ends_with_one(run, tmp_path):
    (tmp_path / "broken.json").write_text('{"releases": [')

    result = run("ocds", "check", "broken.json", "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["findings"][0]["weight"] == "stop"
