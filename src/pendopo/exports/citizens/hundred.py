"""Of every hundred: shares of a whole as squares that can be counted."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pendopo.exports.citizens.budget import Member, Part
from pendopo.terms.wording import say

_HUNDRED: Final = 100
_ROWS_MOST: Final = 7


def hundred(
    part: Part,
    word: Callable[..., str],
    name: Callable[[Part, Member], str],
    most: int = _ROWS_MOST,
) -> Mapping[str, Any]:
    """Give of every hundred how many go where; only ``said``, with the reason, where none can.

    :param name: names a row of the part
    """
    amounts = [member.amounts.get(part.plan) for member in part.members]
    known = [one for one in amounts if one is not None]
    total = sum(known, Decimal(0))
    if not part.plan or not known or len(known) < len(amounts) or min(known) < 0 or not total:
        said = say("Shares are not drawn: not every amount of the plan is known and above zero.")
        return {"rows": [], "said": word(said)}
    pairs = list(zip(part.members, known, strict=True))
    shown, rest = (pairs, []) if len(pairs) <= most else (pairs[: most - 1], pairs[most - 1 :])
    # Who stands for others already counts as those.
    others = len(rest) - 1 + (part.others or 1)
    names = [name(part, member) for member, _ in shown]
    values = [amount for _, amount in shown]
    if rest:
        names.append(word(say("All {count} others together"), count=others))
        values.append(sum((amount for _, amount in rest), Decimal(0)))
    rows = [{"count": count, "name": one} for one, count in zip(names, shares(values), strict=True)]
    return {
        "rows": rows,
        "said": "",
        "alt": word(
            say("Of every hundred: {shares}."),
            shares="; ".join(f"{one['count']} {one['name']}" for one in rows),
        ),
    }


def shares(values: Sequence[Decimal]) -> list[int]:
    """Split a hundred by size, whole, so that it adds up: the largest remainders are rounded up."""
    total = sum(values, Decimal(0))
    exact = [value * _HUNDRED / total for value in values]
    whole = [int(one) for one in exact]
    order = sorted(range(len(values)), key=lambda n: (whole[n] - exact[n], n))
    for n in order[: _HUNDRED - sum(whole)]:
        whole[n] += 1
    return whole
