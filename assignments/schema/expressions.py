"""The small language of calculated fields: + - * / and comparisons, parentheses, sum, count, round and if. Nothing is ever evaluated as code.

    jumlah - terisi
    sum(kebutuhan.jumlah)        adds a column of a table; a blank cell adds nothing
    count(kebutuhan)             counts rows
    round(a / b * 100, 1)        rounds half up
    if(status = "Selesai", jam_selesai - jam_datang, 0)

A name is the key of a field. Numbers have a decimal point; arguments are parted by a comma. Times count in minutes, days in days. What is
blank makes the whole blank, and so does a division by zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

LONGEST, DEEPEST = 300, 40
FUNCTIONS = {"sum": (1, 1), "count": (1, 1), "round": (1, 2), "if": (3, 3)}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\"|“[^”]*”)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"|(?P<sign><=|>=|<>|!=|==|[-+*/(),=<>])|(?P<end>$))",
    re.ASCII,
)
_COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_SAFE = Context(prec=34, Emin=-60, Emax=60)

Value = Decimal | str | None


class Node(NamedTuple):
    """A piece of an expression: what it is (`number`, `text`, `name`, a sign or a function), and what it is made of."""

    kind: str
    value: Any = None
    parts: tuple[Node, ...] = ()


class ExpressionError(ValueError):
    """An expression that cannot be read; its message says where and what would be right."""


class Reader(NamedTuple):
    """How names are looked up: a field's value, the values of a column, the number of rows."""

    field: Callable[[str], Value]
    column: Callable[[str, str], list[Value]]
    rows: Callable[[str], int]


@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """Return the expression as a tree. Raises ExpressionError."""
    if len(text) > LONGEST:
        raise ExpressionError(_("The calculation is longer than %(most)s characters.") % {"most": LONGEST})
    return _Parser(text).whole()


def names_in(node: Node) -> set[str]:
    """Return the fields that an expression reads, tables among them."""
    if node.kind == "name":
        return {str(node.value).split(".", 1)[0]}
    return set().union(*(names_in(part) for part in node.parts)) if node.parts else set()


def evaluate(node: Node, reader: Reader) -> Value:
    """Return what an expression comes to, None when something it needs is blank or cannot be worked out."""
    with localcontext(_SAFE):
        try:
            return _value(node, reader)
        except DecimalException:
            return None


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.comparison()
        if self.peek() != ("end", ""):
            raise ExpressionError(_("“%(what)s” does not belong here.") % {"what": self.peek()[1]})
        return node

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at]

    def take(self, *signs: str) -> str | None:
        kind, what = self.peek()
        if kind == "sign" and what in signs:
            self.at += 1
            return what
        return None

    def expect(self, sign: str) -> None:
        if self.take(sign) is None:
            found = self.peek()[1]
            raise ExpressionError(
                _("“%(sign)s” is missing before “%(what)s”.") % {"sign": sign, "what": found}
                if found
                else _("“%(sign)s” is missing at the end.") % {"sign": sign}
            )

    def comparison(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(_("The calculation has too many parentheses within each other."))
        left = self.sum()
        sign = self.take(*_COMPARISONS)
        node = Node(_COMPARISONS[sign], None, (left, self.sum())) if sign else left
        self.depth -= 1
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Node(sign, None, (node, self.product()))
        return node

    def product(self) -> Node:
        node = self.single()
        while sign := self.take("*", "/"):
            node = Node(sign, None, (node, self.single()))
        return node

    def single(self) -> Node:
        minus = False
        while self.take("-"):
            minus = not minus
        node = self.atom()
        return Node("minus", None, (node,)) if minus else node

    def atom(self) -> Node:
        kind, what = self.peek()
        if self.take("("):
            node = self.comparison()
            self.expect(")")
            return node
        if kind not in {"number", "text", "name"}:
            raise ExpressionError(
                _("Something is missing before “%(what)s”.") % {"what": what}
                if what
                else _("The calculation breaks off.")
            )
        self.at += 1
        if kind == "number":
            return Node("number", Decimal(what))
        if kind == "text":
            return Node("text", what[1:-1])
        return self.call(what) if self.take("(") else Node("name", what)

    def call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise ExpressionError(
                _("“%(name)s” is no function. There are %(known)s.") % {"name": name, "known": ", ".join(FUNCTIONS)}
            )
        parts = [self.comparison()]
        while self.take(","):
            parts.append(self.comparison())
        self.expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(parts) <= most:
            raise ExpressionError(_("“%(name)s” has the wrong number of arguments.") % {"name": name})
        if name in {"sum", "count"}:
            _check_table(name, parts[0])
        return Node(name, None, tuple(parts))


def _check_table(name: str, part: Node) -> None:
    dotted = part.kind == "name" and "." in str(part.value)
    if part.kind != "name" or dotted != (name == "sum"):
        raise ExpressionError(
            _("“sum” needs a column of a table: sum(table.column).")
            if name == "sum"
            else _("“count” needs a table: count(table).")
        )


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            raise ExpressionError(
                _("“%(what)s” cannot be understood at position %(at)s.")
                % {"what": text[at:].strip()[:1], "at": at + 1 + len(text[at:]) - len(text[at:].lstrip())}
            )
        kind = str(found.lastgroup)
        yield kind, found[kind]
        if kind == "end":
            return
        at = found.end()


def _value(node: Node, reader: Reader) -> Value:
    if node.kind in {"number", "text"}:
        return node.value  # type: ignore[no-any-return]
    if node.kind == "name":
        return reader.field(node.value)
    if node.kind == "count":
        return Decimal(reader.rows(node.parts[0].value))
    if node.kind == "sum":
        table, column = node.parts[0].value.split(".", 1)
        return sum((one for one in reader.column(table, column) if isinstance(one, Decimal)), Decimal(0))
    if node.kind == "if":
        return _chosen(node, reader)
    return _combined(node.kind, [_value(part, reader) for part in node.parts])


def _chosen(node: Node, reader: Reader) -> Value:
    """Work out only the branch that is taken: the other may be blank."""
    condition = _value(node.parts[0], reader)
    if condition is None:
        return None
    return _value(node.parts[1 if condition not in {Decimal(0), ""} else 2], reader)


def _combined(kind: str, values: list[Value]) -> Value:
    if any(value is None for value in values):
        return None
    if kind in {"=", "!="}:
        return Decimal((values[0] == values[1]) == (kind == "="))
    if not all(isinstance(value, Decimal) for value in values):
        return None
    return _ARITHMETIC[kind](*values)


def rounded(value: Decimal, places: Decimal | int = 0) -> Decimal:
    """Round half up, away from zero."""
    return value.quantize(Decimal(1).scaleb(-min(max(int(places), 0), 8)), ROUND_HALF_UP)


_ARITHMETIC: dict[str, Callable[..., Decimal | None]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else None,
    "minus": lambda a: -a,
    "round": rounded,
    "<": lambda a, b: Decimal(a < b),
    "<=": lambda a, b: Decimal(a <= b),
    ">": lambda a, b: Decimal(a > b),
    ">=": lambda a, b: Decimal(a >= b),
}
