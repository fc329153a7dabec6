"""The sheets that a person fills in: every heading is a field of the standard."""

from pendopo.registers.contracts.sheets import sheets
from pendopo.standards.ocds.facts import release_schema
from pendopo.standards.ocds.flat.kinds import kinds_of, path_of


def test_every_heading_is_a_field_of_the_release_schema():
    known = kinds_of(release_schema())

    headings = {path_of(column.name) for sheet in sheets() for column in sheet.columns}

    assert headings - set(known) == set()


def test_every_row_says_of_which_release_it_is():
    assert all(sheet.key[:2] == ("ocid", "id") for sheet in sheets())
    assert all(
        {"ocid", "id"} <= {c.name for c in sheet.columns if c.required} for sheet in sheets()
    )
