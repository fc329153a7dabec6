"""A publication that a mapping made says how each of its columns was made."""

import json
import re
from datetime import UTC, datetime
from html import unescape

from pendopo.programme.checking import Request
from pendopo.terms.journey import Declaration
from pendopo.terms.mapping import parse_toml
from pendopo.terms.reading import Reading
from tests.portal.conftest import reader

MAPPING = """
ignore = ["Catatan"]
fill_down = ["Ruas"]

[unpivot]
columns = ["2025", "2026"]
name = "year"
value = "cost"

[[column]]
name = "road"
from = "Ruas"

[[column]]
name = "kind"
from = "Jenis"
[column.codes]
"J" = "road"
"B" = "bridge"

[[column]]
name = "office"
value = "Public Works"

[[column]]
name = "year"
from = "year"

[[column]]
name = "cost"
from = "cost"
decimal = ","
factor = 1000
"""
FILE = "Ruas;Jenis;2025;2026;Catatan\nR1;J;1,5;2;x\nR2;B;3;4;\n"


def published(programme, path):
    path.write_text(FILE)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    said = Declaration(title="Mapped roads", scope={"dataset": "mapped"})
    reading = Reading(mapping=parse_toml(MAPPING))
    outcome = programme.publish([Request(path, "datasets", at, said, reading=reading)])
    [entry] = outcome.entries
    return entry.leaf.id


def test_a_publication_shows_how_each_column_was_made(fresh, tmp_path):
    name = published(fresh, tmp_path / "roads.csv")

    answer = reader(fresh)(f"/en/publications/{name}/")

    text = " ".join(unescape(answer.body.decode()).split())
    assert "How its columns were made" in text
    assert "Public Works in every row" in text
    assert "B → bridge, J → road" in text
    assert "a number, multiplied by 1000" in text
    assert "with their names in year and their cells in cost" in text
    assert "Left out on purpose: Catatan." in text
    assert "An empty cell of Ruas was filled from the row above." in text


def test_each_row_that_was_made_of_one_line_has_its_own_page(fresh, tmp_path):
    published(fresh, tmp_path / "roads.csv")
    read = reader(fresh)
    table = "/en/registers/datasets/mapped/"

    listed = unescape(read(table).body.decode())

    pages = re.findall(rf'href="({table}[^"/?]+/)"', listed)
    shown = [json.loads(read(f"{page}index.json").body)["values"] for page in pages]
    assert [(row["road"], row["year"], row["cost"]) for row in shown] == [
        ("R1", 2025, 1500),
        ("R1", 2026, 2000),
        ("R2", 2025, 3000),
        ("R2", 2026, 4000),
    ]


def test_a_publication_that_no_mapping_made_says_nothing_of_one(read, ids):
    answer = read(f"/en/publications/{ids[0]}/")

    assert "How its columns were made" not in answer.body.decode()
