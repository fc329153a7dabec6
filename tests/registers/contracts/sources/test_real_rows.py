"""Real rows: the lists of seven LPSE, and rows of PhilGEPS with what another program made of them.

They are in no repository, for nobody gave them a licence; they lie beside it.
"""

import json
from decimal import Decimal

import pytest

from tests.registers.contracts.sources import synthetic as given
from tests.registers.contracts.sources.test_lpse import sheet_of_file

FIGURES = {
    "9069010": Decimal(273700000),
    "2933260": Decimal(1000000000),
    "571010": Decimal(151400000),
    "5709260": Decimal(22100000000),
}
WORDS = {"Jt": 10**6, "M": 10**9}


@pytest.fixture(scope="module")
def files(shared_data):
    return sorted((shared_data / "ocds" / "id-lpse-dumps").rglob("*.json"))


@pytest.fixture(scope="module")
def lists(make, files):
    return {
        path.name: (json.loads(path.read_bytes())["data"], make("lpse-list", sheet_of_file(path)))
        for path in files
    }


def test_every_row_of_a_list_is_a_release_or_is_told(lists):
    for rows, made in lists.values():
        assert made.done.rows == len(rows) == made.done.releases + made.done.left_out
    assert sum(made.done.rows for _, made in lists.values()) == 25_906
    assert sum(made.done.left_out for _, made in lists.values()) == 0


def test_every_amount_is_that_of_its_row(lists):
    seen: dict[str, object] = {}
    for rows, made in lists.values():
        found = {one["tender"]["id"]: one["tender"]["value"]["amount"] for one in made.releases}
        for row in rows:
            number, word = row[4].split(" ")
            exact = Decimal(number.replace(".", "").replace(",", ".")) * WORDS[word]
            assert Decimal(str(found[row[0]])) == exact
        seen |= found
    assert {code: Decimal(str(seen[code])) for code in FIGURES} == FIGURES


def test_every_contract_value_is_that_of_its_row(lists):
    for rows, made in lists.values():
        found = {
            one["tender"]["id"]: Decimal(str(one["contracts"][0]["value"]["amount"]))
            for one in made.releases
            if "contracts" in one
        }
        given = {
            row[0]: Decimal(row[10].removeprefix("Rp ").replace(".", "").replace(",", "."))
            for row in rows
            if row[10] and row[10].startswith("Rp ")
        }
        assert found == given


def test_no_cell_of_the_lists_is_left_out(lists):
    for _, made in lists.values():
        assert not [one for one in made.done.findings if one.weight != "note"]


def planted_in(rows):
    """Put somebody's numbers into the texts of rows: each into a title, a stage, a category."""
    texts = [
        f"NIK {given.NIK}",
        f"a.n. {given.NIK_OF_OWNER}",
        f"NIP. {given.NIP}",
        f"rek BRI {given.ACCOUNT}",
        f"hubungi {given.PHONE}",
        given.MAIL,
        f"NPWP {given.NPWP_OF_PERSON}",
    ]
    for number, row in enumerate(rows):
        told = texts[number % len(texts)]
        for place in (1, 2, 3, 6, 8):
            row[place] = f"{row[place]} {told}"
        yield row


def test_nobody_who_was_planted_in_real_rows_comes_out(make, files, tmp_path):
    for path in files:
        document = json.loads(path.read_bytes())
        document["data"] = list(planted_in(document["data"]))
        spoilt = tmp_path / path.name
        spoilt.write_text(json.dumps(document), "utf-8")

        made = make("lpse-list", sheet_of_file(spoilt))

        assert made.done.releases == len(document["data"])
        said = made.text + repr(made.done.findings)
        assert not [one for one in given.PLANTED if one in said]


def test_the_philippine_rows_become_what_another_program_made_of_them(make, shared_data):
    folder = shared_data / "ocds" / "ph-philgeps"
    [source], [theirs] = (
        list(folder.rglob(f"{name}.json")) for name in ("source_rows", "current_state_releases")
    )
    rows = json.loads(source.read_bytes())
    wanted = json.loads(theirs.read_bytes())
    flat = [row for group in rows.values() for row in group]

    made = make("examples/mappings/philgeps.toml", flat)

    assert made.done.left_out == 0
    for want, got in zip(wanted.values(), made.releases, strict=True):
        for part in ("date", "tag", "tender", "awards", "contracts"):
            assert alike(got.get(part)) == alike(want["release"].get(part))


def alike(value):
    """Leave aside ids of organisations, which are each program's own, and double blanks."""
    if isinstance(value, dict):
        return {
            name: alike(inner)
            for name, inner in value.items()
            if name != "procuringEntity" and not (name == "id" and "name" in value)
        }
    if isinstance(value, list):
        return [alike(one) for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value
