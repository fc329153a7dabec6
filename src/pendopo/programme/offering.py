"""What a government publishes already, for whoever drafts a promise that can be checked."""

from pendopo.programme.programme import Programme
from pendopo.registers.plans.drafting.propose import Measured, Offer

_PLANS = "plans"


def offers_of(opened: Programme) -> tuple[Offer, ...]:
    """Give the tables that stand, but those of the plans themselves."""
    state = opened.state()
    return tuple(
        Offer(
            table=f"{one.register}.{one.name}",
            title=str(one.title),
            columns={column.name: str(column.title) for column in one.table.columns},
            key=tuple(one.table.key),
            scope=(
                state.publication(one.publications[0]).scope if len(one.publications) == 1 else {}
            ),
        )
        for one in opened.tables(state)
        if one.register != _PLANS
    )


def measured_of(opened: Programme) -> tuple[Measured, ...]:
    """Give the indicators that this program can compute here."""
    tables = {f"{one.register}.{one.name}" for one in opened.tables(opened.state())}
    return tuple(
        Measured(one.name, one.question, one.unit)
        for one in opened.indicators.values()
        if set(one.reads) <= tables
    )
