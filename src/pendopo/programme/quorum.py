"""Change the witnesses of a policy whose quorum counts all of them alike: k of n, one group."""

from collections.abc import Mapping
from dataclasses import replace

from pendopo.published.witnessed import default_quorum
from pendopo.standards.tlog.policy import Group, Party, Policy, parse_policy

GROUP = "witnesses"
_NONE = "none"


class QuorumError(Exception):
    """The witnesses of a log cannot be changed as asked: what was found, what to write."""


def with_witness(policy: Policy, name: str, party: Party) -> Policy:
    """Add a witness, or give one another address; its name is new, or that of the same key.

    The quorum grows with it, unless the operator chose one of their own.

    :raises QuorumError: when another has that name or that key
    """
    _hold_simple(policy)
    for other, known in policy.witnesses.items():
        if (other == name) != (known.key.public == party.key.public):
            raise QuorumError(
                f"{name}: the witness {other} has that name or that key; "
                f"write another --name, or remove it first"
            )
    return _held(_counted(policy, {**policy.witnesses, name: party}))


def without_witness(policy: Policy, name: str) -> Policy:
    """Take a witness out.

    :raises QuorumError: when there is none of that name
    """
    _hold_simple(policy)
    _hold_known(policy, name)
    left = {other: party for other, party in policy.witnesses.items() if other != name}
    return _held(_counted(policy, left))


def with_quorum(policy: Policy, k: int) -> Policy:
    """Ask for k of the witnesses.

    :raises QuorumError: when there are not so many
    """
    _hold_simple(policy)
    count = len(policy.witnesses)
    if not 1 <= k <= count:
        raise QuorumError(f"a quorum of {k}; there are {count} witnesses: write 1 to {count}")
    return _held(_of(policy, policy.witnesses, k))


def _counted(policy: Policy, witnesses: Mapping[str, Party]) -> Policy:
    chosen = policy.needed()
    if policy.quorum == _NONE or chosen == default_quorum(len(policy.witnesses)):
        chosen = default_quorum(len(witnesses))
    return _of(policy, witnesses, min(chosen, len(witnesses)))


def _of(policy: Policy, witnesses: Mapping[str, Party], k: int) -> Policy:
    if not witnesses:
        return replace(policy, witnesses={}, groups={}, quorum=_NONE)
    group = Group(k, tuple(witnesses))
    return replace(policy, witnesses=dict(witnesses), groups={GROUP: group}, quorum=GROUP)


def _held(policy: Policy) -> Policy:
    """Read the policy as others will, so that none is recorded that they cannot read."""
    return parse_policy(policy.encode())


def _hold_known(policy: Policy, name: str) -> None:
    if name not in policy.witnesses:
        raise QuorumError(
            f"{name}: there is no such witness; write one of: {', '.join(policy.witnesses) or '-'}"
        )


def _hold_simple(policy: Policy) -> None:
    """Refuse a policy of groups within groups, which only its author can change."""
    alike = Group(policy.needed(), tuple(policy.witnesses))
    simple = (policy.quorum == _NONE and not policy.groups) or (
        policy.quorum in policy.groups and dict(policy.groups) == {policy.quorum: alike}
    )
    if not simple:
        raise QuorumError(
            "the policy has groups of its own; write it as you want it into a file, and run: "
            "pendopo witnesses set FILE"
        )
