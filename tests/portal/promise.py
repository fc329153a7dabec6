"""A plan of one promise over the roads of the tests' programme."""

import json
from datetime import timedelta
from pathlib import Path

from pendopo.programme.checking import Request
from pendopo.programme.programme import Programme
from pendopo.registers.plans.document import document_of
from pendopo.registers.plans.written import parse_plan
from pendopo.terms.journey import Declaration
from tests.portal.hall import FIRST

PLAN = """+++
id = "contoh"
title = "Action plan of Kabupaten Contoh"
level = "local"
government = "Kabupaten Contoh"
start = 2026-01-01
end = 2027-12-31
+++
"""
COMMITMENT = """+++
id = "roads"
title = "Every road in the open"
lead = "Dinas Pekerjaan Umum"
start = 2026-01-01
end = 2027-12-31
problem = "Nobody can see which road is mended."

[[milestones]]
id = "listed"
title = "Sixty roads are listed with their cost"
due = 2026-11-30
[[milestones.checks]]
id = "count"
kind = "measure"
title = "How many roads are listed with their cost?"
reads = ["datasets.roads"]
unit = "roads"
at_least = 60
sql = '''
select count(*) as value
from roads
where cost is not null and begun <= $as_of
'''
written_by = "Dinas Pekerjaan Umum"
agreed_with = "Forum Warga Contoh"
agreed_on = 2026-02-14
agreed_source = "https://contoh.example/minutes"

[[milestones]]
id = "named"
title = "Four roads are there"
due = 2026-11-15
[[milestones.checks]]
id = "names"
kind = "coverage"
table = "datasets.roads"
column = "road"
of = ["R000", "R001", "R998", "R999"]

[[milestones]]
id = "later"
title = "Something that nothing shows"
due = 2027-06-30
+++
"""


def write_plan(file: Path) -> None:
    """Write the plan as it is published."""
    plan = parse_plan({"plan.md": PLAN, "1.md": COMMITMENT})
    file.write_text(json.dumps(document_of(plan)), "utf-8")


def publish_plan(programme: Programme, file: Path) -> None:
    """Publish the plan in a record that has the roads already."""
    write_plan(file)
    at = FIRST + timedelta(hours=71)
    said = Declaration("Plan", scope={"plan": "contoh"})
    outcome = programme.publish([Request(file, "plans", at, said)])
    assert not outcome.stopped, outcome.reports[0].findings
