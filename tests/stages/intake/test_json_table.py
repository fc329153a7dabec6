"""JSON in every shape in which people write tables: each cell as it was written, or told."""

import json
from typing import Any

import pytest

from pendopo.stages.intake import JSON_TABLE, json_text, open_source, receive
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.reading import Reading


class Read:
    """What came of a file: its header, its rows by number, and what was said of it."""

    def __init__(self, source, findings):
        self.header: tuple[str, ...] = ()
        self.rows: dict[int, tuple[Any, ...]] = {}
        self.findings: list[Finding] = findings
        if source is not None:
            [sheet] = source.sheets
            self.header = sheet.header
            for batch in sheet.batches:
                columns = (column.to_pylist() for column in batch.columns)
                for line, *cells in zip(*columns, strict=True):
                    self.rows[line] = tuple(cells)

    def found(self, rule) -> Finding:
        [finding] = [finding for finding in self.findings if finding.rule == rule]
        return finding

    def weights(self):
        return {finding.rule: finding.weight for finding in self.findings}

    @property
    def doubts(self):
        return [f.rule for f in self.findings if f.weight is not Weight.NOTE]


@pytest.fixture
def read(tmp_path):
    """Read a JSON file, given as text or bytes."""

    def taken(content, name="table.json", **said):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        findings: list[Finding] = []
        submission = receive(path, "statistics office", "2026-03-01T08:00:00Z")
        source = open_source(submission, JSON_TABLE, Reading(**said), findings.append)
        return Read(source, findings)

    return taken


SAME = [("desa", "n"), {1: ("Kalirejo", "1"), 2: ("Sukorejo", "2")}]
SHAPES = {
    "a list of objects": '[{"desa": "Kalirejo", "n": 1}, {"desa": "Sukorejo", "n": 2}]',
    "lines": '{"desa": "Kalirejo", "n": 1}\n{"desa": "Sukorejo", "n": 2}\n',
    "lines of Windows": '{"desa": "Kalirejo", "n": 1}\r\n{"desa": "Sukorejo", "n": 2}',
    "one behind the other": '{"desa":"Kalirejo","n":1}{"desa":"Sukorejo","n":2}',
    "a sequence of RFC 7464": '\x1e{"desa":"Kalirejo","n":1}\n\x1e{"desa":"Sukorejo","n":2}\n',
    "data within an object": '{"data": [{"desa":"Kalirejo","n":1},{"desa":"Sukorejo","n":2}]}',
    "an answer of CKAN": (
        '{"success": true, "result": {"fields": [{"id": "desa"}, {"id": "n"}], "total": 2, '
        '"records": [{"desa": "Kalirejo", "n": 1}, {"desa": "Sukorejo", "n": 2}]}}'
    ),
    "columns": '{"desa": ["Kalirejo", "Sukorejo"], "n": [1, 2]}',
    "rows beside their names": '{"columns":["desa","n"],"data":[["Kalirejo",1],["Sukorejo",2]]}',
    "rows beside names with types": (
        '{"fields": [{"name": "desa"}, {"name": "n"}], "data": [["Kalirejo", 1], ["Sukorejo", 2]]}'
    ),
    "behind a mark": b'\xef\xbb\xbf[{"desa": "Kalirejo", "n": 1}, {"desa": "Sukorejo", "n": 2}]',
    "UTF-16": '\ufeff[{"desa": "Kalirejo", "n": 1}, {"desa": "Sukorejo", "n": 2}]'.encode(
        "utf-16-le"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_one_table_is_read_alike_from_every_shape(read, shape):
    found = read(SHAPES[shape])

    assert [found.header, found.rows] == SAME
    assert found.doubts == []


@pytest.mark.parametrize("lines", [True, False])
def test_arrays_have_their_header_first(read, lines):
    rows = ['["desa", "n"]', '["Kalirejo", 1]']

    found = read("\n".join(rows) if lines else f"[{','.join(rows)}]")

    assert found.header == ("desa", "n")
    assert found.rows == {2: ("Kalirejo", "1")}


def test_numbers_keep_every_digit(read):
    numbers = ["0.10", "-0", "12345678901234567890.123456789", "1" * 5000, "1e-05", "-1.5E-3"]

    found = read(f'[{{"a": {", ".join(numbers)}}}]'.replace(", ", '}, {"a": '))

    written = [*numbers[:4], "0.00001", "-0.0015"]
    assert [cell for (cell,) in found.rows.values()] == written
    assert found.doubts == []


def test_an_exponent_that_hides_digits_is_told_with_its_cell(read):
    found = read('[{"a": 1}, {"a": 5.35993E+11}, {"a": 1e999999999}]')

    finding = found.found("numbers_keep_their_digits")
    assert (finding.weight, finding.column, finding.lines) == (Weight.WARN, "a", (2, 3))
    assert finding.cells == ("535993000000", "1e999999999")
    assert found.rows[3] == ("1e999999999",)


def test_words_truth_and_nothing_become_text(read):
    found = read('[{"a": true, "b": null, "c": "", "d": "007", "e": "null"}]')

    assert found.rows == {1: ("true", "", "", "007", "null")}


def test_nan_is_unknown_and_told(read):
    found = read('[{"a": NaN}, {"a": -Infinity}, {"a": [NaN]}]')

    assert found.rows == {1: ("",), 2: ("",), 3: ("[null]",)}
    finding = found.found("cells_are_numbers")
    assert (finding.weight, finding.cells) == (Weight.WARN, ("NaN", "-Infinity"))


def test_objects_within_become_columns_and_lists_stay_in_a_cell(read):
    found = read('[{"a": {"b": {"c": 1.10}, "d": "x"}, "e": [1.10, {"f": "é\\n"}, null, false]}]')

    assert found.header == ("a.b.c", "a.d", "e")
    assert found.rows == {1: ("1.10", "x", '[1.10,{"f":"é\\n"},null,false]')}
    assert found.weights() == {"objects_are_flat": Weight.NOTE, "cells_are_plain": Weight.NOTE}


def test_an_empty_object_is_nothing(read):
    found = read('[{"a": 1, "b": {}}, {"a": 2, "b": {"c": 3}}]')

    assert (found.header, found.rows) == (("a", "b.c"), {1: ("1", ""), 2: ("2", "3")})


def test_deeper_than_eight_objects_is_text(read):
    nested: Any = 1
    for name in reversed("abcdefghijk"):
        nested = {name: nested}

    found = read(json.dumps([nested]))

    assert found.header == ("a.b.c.d.e.f.g.h.i",)
    assert found.rows == {1: ('{"j":{"k":1}}',)}


@pytest.mark.parametrize(
    "rows",
    [
        '[{"a.b": 1, "a": {"b": 2}}]',
        '[{"a.b": 1}, {"a": {"b": 2}}]',
        '[{"a": {"b": 2}}, {"a.b": 1}]',
    ],
)
def test_a_name_with_a_point_never_mixes_with_an_object(read, rows):
    assert read(rows).found("names_differ").weight is Weight.STOP


def test_a_name_with_a_point_is_a_name(read):
    found = read('[{"a.b": 1, "c": {"d": 2}}]')

    assert found.header == ("a.b", "c.d")
    assert found.doubts == []


def test_what_some_rows_lack_is_unknown_and_noted(read):
    found = read('[{"a": 1, "b": 2}, {"a": 3}, {"a": 4, "c": 5}]')

    assert found.rows == {1: ("1", "2", ""), 2: ("3", "", ""), 3: ("4", "", "5")}
    finding = found.found("rows_have_every_name")
    assert (finding.weight, finding.values["names"]) == (Weight.NOTE, "b (2), c (2)")


def test_two_spellings_of_one_name_are_doubtful(read):
    found = read('[{"jumlah": 1}, {"jumlh": 2}, {"th_2023": 1}, {"th_2024": 1}]')

    finding = found.found("names_are_written_alike")
    assert (finding.weight, finding.values["pairs"]) == (Weight.WARN, "jumlah / jumlh")


def test_names_that_stand_side_by_side_are_two(read):
    found = read('[{"jumlah_l": 1}, {"jumlah_p": 2}, {"jumlah_l": 1, "jumlah_p": 2}]')

    assert found.doubts == []


def test_names_that_differ_by_capitals_stop(read):
    assert "column_names_differ" in read('[{"Desa": 1}, {"desa": 2}]').doubts


@pytest.mark.parametrize(
    "twice",
    [
        '[{"a": 0}, {"a": 1, "a": 2}]',
        '{"a": 0}\n{"a": 1, "a": 2}',
        '[{"a": 0},{"b": {"c":1,"c":2}}]',
    ],
)
def test_a_name_twice_in_a_row_stops_with_the_row(read, twice):
    finding = read(twice).found("names_differ")

    assert (finding.weight, finding.lines) == (Weight.STOP, (2,))


def test_of_many_rows_that_are_wrong_twenty_are_named_and_all_counted(read):
    twice = read("[" + ",".join(['{"a": 1, "a": 2}'] * 50) + "]").found("names_differ")
    uneven = read('[["a", "b"]' + ", [1]" * 50 + "]").found("rows_fit_the_header")

    assert (twice.lines, twice.count) == (tuple(range(1, 21)), 50)
    assert (uneven.lines, uneven.count) == (tuple(range(2, 22)), 50)
    assert uneven.values == {"found": "1", "width": "2"}


def test_an_outer_name_twice_stops(read):
    found = read('{"data": [{"a": 1}], "data": [{"a": 2}]}')

    assert found.found("names_differ").values == {"name": "data"}


def test_an_answer_that_is_only_a_page_is_told(read):
    total = read('{"total": "?", "count": 500, "data": [{"a": 1}]}')
    following = read('{"data": [{"a": 1}], "links": {"next": "https://contoh.example/?page=2"}}')

    assert total.found("json_is_complete").values["said"] == "500"
    assert following.found("json_is_complete").weight is Weight.WARN
    assert total.found("json_has_one_table").weight is Weight.NOTE


def test_one_of_several_lists_is_named(read):
    two = '{"desa": [{"a": 1}], "result": {"kec": [{"b": 2}]}}'

    asked, named, other = read(two), read(two, sheet="result.kec"), read(two, sheet="kota")

    assert asked.found("json_has_one_table").values["names"] == "desa, result.kec"
    assert (named.header, named.rows) == (("b",), {1: ("2",)})
    assert other.found("sheet_exists").weight is Weight.STOP


def test_one_object_is_one_row(read):
    found = read('{"desa": "Kalirejo", "tags": ["a"], "at": {"x": 1}}')

    assert (found.header, found.rows) == (("desa", "tags", "at.x"), {1: ("Kalirejo", '["a"]', "1")})


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("[]", "file_has_content"),
        ("{}", "file_has_content"),
        ("[{}]", "file_has_content"),
        ("[1, 2]", "json_is_a_table"),
        ("5", "json_is_a_table"),
        ('"text"', "json_is_a_table"),
        ("1\n2\n", "json_is_a_table"),
        ('{"r1": {"a": 1}, "r2": {"a": 2}}', "json_is_a_table"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "json_is_a_table"),
        ('{"type": "FeatureCollection"}', "json_is_a_table"),
        ('[{"a": 1}, 5, null, ["x"]]', "rows_are_alike"),
        ('{"a": [1], "b": [1, 2]}', "columns_are_as_long"),
        ('[["a", "b"], [1], [1, 2, 3]]', "rows_fit_the_header"),
        ("[[1, 2], [3, 4]]", "table_has_a_header"),
        ('[["a", ""], [3, 4]]', "table_has_a_header"),
        ('[{"": 1}]', "columns_have_names"),
        ('[{"a": 1}', "json_is_whole"),
        ('{"a": 1,}', "json_is_whole"),
        ('[{"a": 1},]', "json_is_whole"),
        ("[{'a': 1}]", "json_is_whole"),
        ('[{"a": 1} {"a": 2}]', "json_is_whole"),
        ('[{"a": 01}]', "json_is_whole"),
        ('[{"a": "x\ny"}]', "json_is_whole"),
        ('[{"a": tru', "json_is_whole"),
        ('[{"a": 1}] x', "json_is_whole"),
        ('// note\n[{"a": 1}]', "json_is_whole"),
        ("[" * 100_000, "json_is_shallow"),
        ('{"a":' * 100_000, "json_is_shallow"),
        ('[{"a":' + "[" * 950 + "]" * 950 + "}]", "json_is_shallow"),
        (json.dumps([{str(n): 1 for n in range(5000)}]), "columns_are_few"),
        (json.dumps({str(n): 1 for n in range(30_000)}), "columns_are_few"),
        (json.dumps([{"x" * 2_000_000: 1}]), "columns_are_few"),
        ("[[], []]", "file_has_content"),
        (json.dumps([{"x" * 1001: 1}]), "columns_have_short_names"),
    ],
)
def test_what_is_no_table_stops_with_what_to_write(read, content, rule):
    found = read(content)

    finding = next(one for one in found.findings if one.rule == rule)
    assert finding.weight is Weight.STOP
    assert finding.write


def test_where_it_breaks_is_told_to_the_letter(read):
    rows = ",\n".join(f'{{"a": "{"x" * 90}", "n": {n}}}' for n in range(9000))

    finding = read(f"[{rows},\n{{'a': 1}}]").found("json_is_whole")

    assert (finding.values["line"], finding.values["column"]) == ("9001", "2")
    assert finding.values["found"].startswith("'a'")


def test_values_go_on_behind_the_window(read, monkeypatch):
    monkeypatch.setattr(json_text, "_BLOCK", 7)
    content = (
        '[{"desa": "Kali\\u0072ejo é", "n": 12345678901234567890}, {"desa": "", "n": -1.5e-3}]'
    )

    found = read(content)

    assert found.rows == {1: ("Kalirejo é", "12345678901234567890"), 2: ("", "-0.0015")}
    assert found.doubts == []


def test_a_row_without_an_end_stops(read, monkeypatch):
    monkeypatch.setattr(json_text, "VALUE_CHARACTERS_MOST", 1 << 20)

    found = read('[{"a": "' + "x" * (5 << 20))

    assert found.found("rows_have_an_end").weight is Weight.STOP


def test_a_value_that_is_too_long_stops_though_it_ends(read):
    found = read('[{"a": "' + "x" * (5 << 20) + '"}]')

    assert found.found("rows_have_an_end").weight is Weight.STOP


def test_many_and_long_rows_come_in_batches(read):
    found = read(
        json.dumps([{"a": n, "b": "x" * (2_000_000 if n < 20 else 5)} for n in range(9000)])
    )

    assert list(found.rows) == list(range(1, 9001))
    assert found.rows[9000] == ("8999", "xxxxx")


def test_more_kinds_of_rows_than_are_remembered_are_counted_all_the_same(read):
    rows = [{"a": 1, f"b{n % 2500}": 2} for n in range(5000)]

    found = read(json.dumps(rows))

    assert len(found.header) == 2501
    assert "a (" not in found.found("rows_have_every_name").values["names"]


def test_what_no_text_holds_stops_with_the_cell(read):
    found = read('[{"a": "x\\u0000"}, {"a": "\\ud83d"}, {"a": "\\ud83d\\ude00"}]')

    finding = found.found("text_is_whole")
    assert (finding.weight, finding.lines) == (Weight.STOP, (1, 2))
    assert finding.cells == ("x\\x00", "\\ud83d")
    assert found.rows[3] == ("😀",)


def feature(properties, geometry=None, **more):
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


POINT = {"type": "Point", "coordinates": [111.88, -7.15]}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def test_features_become_rows_with_their_geometry_in_a_cell(read):
    found = read(
        collection(
            feature({"desa": "Kalirejo"}, POINT, id=5), feature({"desa": "Ngasem"}, POINT, id=6)
        )
    )

    place = '{"type":"Point","coordinates":[111.88,-7.15]}'
    assert found.header == ("id", "desa", "geometry")
    assert found.rows == {1: ("5", "Kalirejo", place), 2: ("6", "Ngasem", place)}
    assert found.findings == []


def test_features_may_come_one_a_line(read):
    lines = [json.dumps(feature({"a": n}, POINT)) for n in (1, 2)]

    found = read("\n".join(lines), "map.geojsonl")

    assert (found.header, len(found.rows)) == (("a", "geometry"), 2)


def test_a_feature_without_a_place_has_an_empty_cell_and_is_noted(read):
    found = read(collection(feature({"a": 1}, POINT), feature(None), feature({"a": 2}, {})))

    assert found.rows[2] == ("", "")
    finding = found.found("features_have_places")
    assert (finding.weight, finding.lines, finding.count) == (Weight.NOTE, (2, 3), 2)


@pytest.mark.parametrize(
    "crs",
    ["urn:ogc:def:crs:EPSG::32749", "EPSG:3857"],
)
def test_another_coordinate_system_is_told(read, crs):
    named = {"type": "name", "properties": {"name": crs}}

    finding = read(collection(feature({"a": 1}, POINT), crs=named)).found("places_are_in_degrees")

    assert (finding.weight, finding.values["crs"]) == (Weight.WARN, crs)


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_the_coordinate_system_of_geojson_may_be_named(read, crs):
    named = {"type": "name", "properties": {"name": crs}}

    assert read(collection(feature({"a": 1}, POINT), crs=named)).doubts == []


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [595000.5, 9210000]},
        {"type": "MultiPolygon", "coordinates": [[[[595000, 92], [1, 1]]]]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 91]}]},
    ],
)
def test_coordinates_that_are_no_degrees_are_told(read, geometry):
    finding = read(collection(feature({"a": 1}, geometry))).found("places_are_in_degrees")

    assert (finding.weight, finding.lines) == (Weight.WARN, (1,))


def test_what_stands_beside_properties_is_told(read):
    found = read(collection(feature({"a": 1}, POINT, style="red", bbox=[1, 1, 2, 2])))

    assert found.found("features_are_properties").values["names"] == "style"


@pytest.mark.parametrize("own", [{"geometry": "point"}, {"id": 6}])
def test_a_property_called_like_what_stands_beside_it_stops(read, own):
    found = read(collection(feature(own, POINT, id=5)))

    assert found.found("names_differ").weight is Weight.STOP


def test_a_property_that_repeats_the_id_is_one_column(read):
    found = read(collection(feature({"id": 5}, POINT, id="5")))

    assert found.header == ("id", "geometry")


def test_a_name_twice_in_a_feature_stops(read):
    text = collection(feature({"a": 1, "b": 2})).replace('"b"', '"a"')

    assert read(text).found("names_differ").lines == (1,)


def test_a_name_twice_in_a_line_that_is_a_feature_stops(read):
    lines = "\n".join([json.dumps(feature({"a": 1, "b": 2})), json.dumps(feature({"a": 1}))])

    assert read(lines).doubts == []
    assert read(lines.replace('"b"', '"a"')).found("names_differ").lines == (1,)


def test_what_is_no_feature_in_a_collection_stops(read):
    assert "rows_are_alike" in read(collection(feature({"a": 1}, POINT), 5)).doubts
