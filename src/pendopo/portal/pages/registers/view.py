"""The registers of this programme, one line each."""

from pendopo.portal import touched
from pendopo.portal.listed import listed
from pendopo.portal.pages.registers.facts import facts
from pendopo.portal.visit import Context, Visit, page


@page("pages/registers/registers.html", facts=facts, reads=touched.publications)
def registers(visit: Visit) -> Context:
    """Gather the list of registers."""
    tables = listed(visit)
    return {
        "shelves": [
            {
                "register": register,
                "tables": [table for table in tables if table.register is register],
                "rows": sum(table.rows for table in tables if table.register is register),
                "publications": len(visit.state.current(name)),
            }
            for name, register in visit.programme.registers.items()
        ]
    }
