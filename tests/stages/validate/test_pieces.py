"""Pieces of cells of JSON, looked for at once or while the cells come."""

import pyarrow as pa

from pendopo.stages.validate.pieces import Ahead, pieces
from pendopo.standards.identity import patterns

NIK = "3522014101900001"


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
