"""Pieces of cells of JSON, looked for at once or while the cells come."""

import json

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pendopo.stages.validate.pieces import Ahead, pieces
from pendopo.standards.identity import COUNTRIES, Pattern, patterns

NIK = "3522014101900001"
# So much is gone through at once, in one pass over its bytes.
MANY = f'"{"z" * (1 << 20)}"'


def test_what_is_looked_for_while_cells_come_is_what_is_found_in_all_of_them():
    cells = [[f'{{"id": "{NIK}"}}', None, '{"id": 7}'], [], ["{}"], ['{"x": "budi@x.id"}', ""] * 9]
    chunks = [pa.array(chunk, pa.string()) for chunk in cells]
    ahead = Ahead(patterns("ID"))

    for chunk in chunks:
        ahead.add(chunk)

    found = ahead.pieces()
    assert found == pieces(pa.chunked_array(chunks), patterns("ID"))
    assert found["row"].to_pylist() == [0, *range(4, 22, 2)]
    assert found["cell"].to_pylist() == [NIK, *["budi@x.id"] * 9]


@pytest.mark.parametrize("country", ["", *COUNTRIES])
@settings(max_examples=15, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_each_form_is_found_in_many_cells_that_is_found_in_one(country, data):
    forms = [one.form for one in patterns(country) if one.form]
    made = st.sampled_from(forms).flatmap(lambda one: st.from_regex(one, fullmatch=True))
    texts = data.draw(st.lists(made, min_size=40, max_size=80))
    cells = [json.dumps({"a": text, "n": 1}, ensure_ascii=False) for text in texts]

    at_once = pieces(pa.chunked_array([[*cells, MANY]]), patterns(country))

    assert at_once == pieces(pa.chunked_array([cells]), patterns(country))
    assert at_once.num_rows >= len(cells)


def test_a_form_that_names_nothing_quicker_is_sought_itself():
    tin = Pattern("tin", form="TIN [0-9]{3}-[0-9]{3}-[0-9]{3}")

    found = pieces(pa.chunked_array([['"TIN 123-456-789"', MANY]]), [tin])

    assert found["cell"].to_pylist() == ["TIN 123-456-789"]


def test_letters_of_another_script_are_looked_at_however_many_cells_there_are():
    cells = [json.dumps(["Закупівля", NIK, "Ялта"], ensure_ascii=False)] * 20_000

    found = pieces(pa.chunked_array([cells]), patterns("ID"))

    assert found["cell"].to_pylist()[:3] == ["Закупівля", NIK, "Ялта"]
    assert found.num_rows == 3 * len(cells)
    some = pieces(pa.chunked_array([[*cells[:100], MANY]]), patterns("ID"))
    assert some == found.slice(0, 300)
