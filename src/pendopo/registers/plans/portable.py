"""Whether the SQL of a plan's checks gives everyone the same number: the portable subset."""

from pendopo.registers.plans.parts import Fault
from pendopo.terms.commitment import MeasureCheck, Plan, each_check
from pendopo.terms.wording import say


def faults_of_sql(plan: Plan, name: str) -> list[Fault]:
    """Find where the SQL of checks leaves the portable subset, or reads what it does not name.

    Columns are not looked at: which there are shows when it is asked.

    :param name: the file's name, for messages
    """
    found: list[Fault] = []
    for one in plan.commitments:
        for step in one.milestones:
            for check in each_check(step.checks):
                if isinstance(check, MeasureCheck):
                    found += _faults(check, f"{name}: {one.id}: {step.id}: {check.id}")
    return found


def _faults(check: MeasureCheck, where: str) -> list[Fault]:
    # The linter's parser takes a while to load, and most plans have no SQL.
    from pendopo.standards.sql.portable import check as lint  # noqa: PLC0415
    from pendopo.standards.sql.portable import tables_of  # noqa: PLC0415

    faults = [
        Fault(
            where,
            "sql",
            repr(problem.found),
            say("{what} (rule {rule} of the portable subset)"),
            {"what": problem.write, "rule": str(problem.rule)},
        )
        for problem in lint(check.sql)
    ]
    reads = {one.partition(".")[2].lower() for one in check.reads}
    strange = sorted(tables_of(check.sql) - reads)
    if strange and not faults:
        names = ", ".join(one.partition(".")[2] for one in check.reads)
        write = say("one of {names}, or name its table under reads")
        faults.append(Fault(where, "sql", repr(strange[0]), write, {"names": names}))
    return faults
