"""Small faults put into a module, one at a time: what its tests must notice.

Left alone are what no test should hold on to: the texts of errors and docstrings, annotations, and
how a dataclass is decorated.
"""

import ast
import copy
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.Pow: ast.Mult,
}
# What a statement may be replaced by nothing for.
_DROPPED = (ast.Raise, ast.AugAssign, ast.Expr)
_WITH_BODY = (ast.FunctionDef, ast.If, ast.For, ast.While, ast.Try)

Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """A module with one fault.

    :param at: which of the module's faults, counted from 0
    :param line: where it is
    :param what: what was changed, as it is written
    """

    at: int
    line: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Give every mutant of a module."""
    tree = ast.parse(source)
    nodes = list(_nodes(tree))
    at = 0
    for number, node in enumerate(nodes):
        for what, change in _changes(node):
            fresh = copy.deepcopy(tree)
            target = list(_nodes(fresh))[number]
            before = ast.unparse(target)
            change(target)
            said = f"{what}: {before[:60]!r} -> {ast.unparse(target)[:60]!r}"
            yield Mutant(at, getattr(node, "lineno", 0), said, ast.fix_missing_locations(fresh))
            at += 1


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a module in order, past what no test should hold on to."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in {"decorator_list", "annotation", "returns", "type_params"}:
            continue
        if isinstance(tree, ast.Raise):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not _is_docstring(one):
                yield from _nodes(one)


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Give the faults that may be put into one node."""
    if isinstance(node, ast.Compare):
        for number, found in enumerate(node.ops):
            yield "compare", _compared(number, _COMPARED[type(found)])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COMPUTED:
        yield "compute", _computed(_COMPUTED[type(node.op)])
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    silent = isinstance(node, ast.Return) and ast.unparse(node) in {"return", "return None"}
    for kind, what, change in _PLAIN:
        if isinstance(node, kind) and not silent:
            yield what, change
    yield from _drops(node)


def _drops(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, _WITH_BODY):
        for number, one in enumerate(node.body):
            if isinstance(one, _DROPPED) and not _is_docstring(one):
                yield f"drop line {one.lineno}", _dropped(number)


def _constants(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", _set(not value)
    elif isinstance(value, int):
        yield "constant", _set(value + 1)
    elif isinstance(value, str):
        yield "constant", _set(value + "x" if value else "x")
    elif isinstance(value, bytes):
        yield "constant", _set(value + b"x")


def _set(value: object) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Constant)
        node.value = value  # type: ignore[assignment]

    return change


def _compared(number: int, other: type[ast.cmpop]) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.Compare)
        node.ops[number] = other()

    return change


def _computed(other: type[ast.operator]) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, ast.BinOp | ast.AugAssign)
        node.op = other()

    return change


def _joined(node: ast.AST) -> None:
    assert isinstance(node, ast.BoolOp)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()


def _unsigned(node: ast.AST) -> None:
    assert isinstance(node, ast.UnaryOp)
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else node.op
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _negated(node: ast.AST) -> None:
    assert isinstance(node, ast.If | ast.While | ast.IfExp)
    node.test = ast.UnaryOp(ast.Not(), node.test)


def _silent(node: ast.AST) -> None:
    assert isinstance(node, ast.Return)
    node.value = ast.Constant(None)


def _dropped(number: int) -> Change:
    def change(node: ast.AST) -> None:
        assert isinstance(node, _WITH_BODY)
        node.body[number] = ast.Pass()

    return change


_PLAIN: tuple[tuple[type[ast.AST] | types.UnionType, str, Change], ...] = (
    (ast.BoolOp, "and/or", _joined),
    (ast.UnaryOp, "drop sign", _unsigned),
    (ast.If | ast.While | ast.IfExp, "negate", _negated),
    (ast.Return, "return nothing", _silent),
)
