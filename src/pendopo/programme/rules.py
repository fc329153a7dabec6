"""The rules of a register, as its folder holds them."""

import importlib.resources

from pendopo.terms.rule import Rule, parse_rule


def rules_of(name: str) -> tuple[Rule, ...]:
    """Load the rules of a register: the files ``rules/*.sql`` of its folder, by name.

    :raises RuleError: for a file without the head of a rule
    """
    folder = importlib.resources.files(f"pendopo.registers.{name}") / "rules"
    if not folder.is_dir():
        return ()
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        parse_rule(file.name.removesuffix(".sql"), file.read_text("utf-8"))
        for file in found
        if file.name.endswith(".sql")
    )
