"""What is read of a bookkeeping program's database: the tables and columns that become ours."""

from collections.abc import Mapping

from pendopo.registers.villages.exported import columns_wanted


def database() -> Mapping[str, tuple[str, ...]]:
    """Give the tables and, of each, the columns: no other leaves the database."""
    return columns_wanted()
