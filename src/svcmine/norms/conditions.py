"""Conditions of norms: parsed, checked against a whitelist and the vocabulary, rendered anew as SQL.

Nothing of the text reaches the database: names come from the vocabulary and literals from the syntax tree.
Logic has three values as in SQL; a missing attribute makes a comparison unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from svcmine.norms.columns import Place, column
from svcmine.norms.condition_error import ALLOWED, ConditionError, name_of_type
from svcmine.norms.condition_values import is_dated, quoted

_LONGEST = 2000
_UNREAD = "unread"
_COMPARISONS = {exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_ARITHMETIC = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_TEXTS = ("text", "enum")
_NUMBERS = ("integer", "number")


@dataclass(frozen=True)
class Condition:
    """A checked condition: its SQL over bare column names, and what a row must carry to be judged by it.

    `flags`: in_freeze, in_peak, step_goes_back and in_window_<name>. `working_days`: instants whose working day is
    asked for.
    """

    sql: str
    columns: frozenset[str]
    flags: frozenset[str]
    working_days: frozenset[str]

    @property
    def all_flags(self) -> frozenset[str]:
        """The names under which its SQL reads flags and working days."""
        return self.flags | {f"working_day_of_{instant}" for instant in self.working_days}


@dataclass
class _Reader:
    place: Place
    problems: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    working_days: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Term:
    sql: str
    type: str
    values: tuple[str, ...] = ()
    literal: str | None = None


def read_condition(text: str, place: Place = "event") -> Condition:
    """Check a condition and render it; ConditionError names every piece at fault and says what is allowed."""
    reader = _Reader(place)
    try:
        term = _term(_parsed(text), reader)
    except RecursionError:
        raise ConditionError([f"the condition is nested too deeply. {ALLOWED}"]) from None
    except ValueError as error:
        raise ConditionError([str(error)]) from None
    if term.type not in ("bool", _UNREAD):
        reader.problems.append(f"'{text}' is no condition: it gives {name_of_type(term.type)}, not true or false")
    if reader.problems:
        raise ConditionError(reader.problems)
    return Condition(term.sql, frozenset(reader.columns), frozenset(reader.flags), frozenset(reader.working_days))


def _parsed(text: str) -> exp.Expression:
    if not text.strip():
        raise ValueError(f"the condition is empty. {ALLOWED}")
    if len(text) > _LONGEST:
        raise ValueError(f"the condition has {len(text)} characters; at most {_LONGEST} are read")
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        first = re.sub(r"\x1b\[[0-9;]*m", "", first)
        raise ValueError(f"'{text}' cannot be read: {first} {ALLOWED}") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expression):
        raise ValueError(f"'{text}' is more than one expression. {ALLOWED}")
    return trees[0]


def _term(node: Any, reader: _Reader) -> _Term:
    """The node as SQL; what is wrong with it is noted, so that its neighbours are read all the same."""
    try:
        return _read_term(node, reader)
    except ValueError as error:
        reader.problems.append(str(error))
        return _Term("null", _UNREAD)


def _read_term(node: Any, reader: _Reader) -> _Term:
    if isinstance(node, exp.Paren):
        inner = _term(node.this, reader)
        return _Term(f"({inner.sql})", inner.type, inner.values, inner.literal)
    if isinstance(node, exp.Column):
        return _column(node, reader)
    if isinstance(node, exp.Literal):
        return _literal(node)
    if isinstance(node, exp.Boolean):
        return _Term("true" if node.this else "false", "bool")
    if isinstance(node, exp.Neg):
        return _negative(node, reader)
    if isinstance(node, exp.And | exp.Or):
        word = "and" if isinstance(node, exp.And) else "or"
        return _Term(f"({_truth(node.left, reader)} {word} {_truth(node.right, reader)})", "bool")
    if isinstance(node, exp.Not):
        return _Term(f"(not {_truth(node.this, reader)})", "bool")
    if type(node) in _COMPARISONS:
        left, right = _alike(_term(node.left, reader), _term(node.right, reader), node)
        return _Term(f"({left} {_COMPARISONS[type(node)]} {right})", "bool")
    if type(node) in _ARITHMETIC:
        return _calculated(node, reader)
    if isinstance(node, exp.In | exp.Between | exp.Is | exp.Like):
        return _predicate(node, reader)
    if isinstance(node, exp.Anonymous):
        return _function(node, reader)
    raise ValueError(f"'{_shown(node)}' is not allowed here. {ALLOWED}")


def _column(node: exp.Column, reader: _Reader) -> _Term:
    if not isinstance(node.this, exp.Identifier) or node.table:
        raise ValueError(
            f"'{_shown(node)}' is not allowed: a condition speaks of the event and its case only. {ALLOWED}"
        )
    name = node.name
    if name.lower() in ("yes", "no"):
        raise ValueError(f"'{name}' is no value: write the column alone or with not, or compare it with true or false")
    found = column(name, reader.place)
    reader.columns.add(name)
    return _Term(f'"{name}"', found.type, found.values)


def _literal(node: exp.Literal) -> _Term:
    if node.is_string:
        return _Term(quoted(node.this), "text", literal=node.this)
    if not re.fullmatch(r"\d+(\.\d+)?", node.this):
        raise ValueError(f"'{node.this}' is no number that is understood: write digits, with a point if need be")
    return _Term(node.this, "number", literal=node.this)


def _negative(node: exp.Neg, reader: _Reader) -> _Term:
    return _Term(f"(- {_number(node.this, reader)})", "number")


def _truth(node: Any, reader: _Reader) -> str:
    term = _term(node, reader)
    if term.type not in ("bool", _UNREAD):
        raise ValueError(f"'{_shown(node)}' gives {name_of_type(term.type)} where true or false is needed")
    return term.sql


def _number(node: Any, reader: _Reader) -> str:
    term = _term(node, reader)
    if term.type not in (*_NUMBERS, _UNREAD):
        raise ValueError(f"'{_shown(node)}' gives {name_of_type(term.type)} where a number is needed")
    return term.sql


def _calculated(node: Any, reader: _Reader) -> _Term:
    left, right = _number(node.left, reader), _number(node.right, reader)
    if isinstance(node, exp.Div):
        right = f"nullif({right}, 0)"
    return _Term(f"({left} {_ARITHMETIC[type(node)]} {right})", "number")


def _predicate(node: Any, reader: _Reader) -> _Term:
    left = _term(node.this, reader)
    if isinstance(node, exp.Is):
        if not isinstance(node.expression, exp.Null | exp.Boolean):
            raise ValueError(f"'{_shown(node)}' is not allowed. {ALLOWED}")
        if isinstance(node.expression, exp.Boolean):
            return _Term(f"({_truth(node.this, reader)} is {'true' if node.expression.this else 'false'})", "bool")
        return _Term(f"({left.sql} is null)", "bool")
    if isinstance(node, exp.Between):
        _, low = _alike(left, _term(node.args["low"], reader), node)
        shown, high = _alike(left, _term(node.args["high"], reader), node)
        return _Term(f"({shown} between {low} and {high})", "bool")
    if isinstance(node, exp.Like):
        pattern = _term(node.expression, reader)
        if left.type not in (*_TEXTS, _UNREAD) or (pattern.literal is None and pattern.type != _UNREAD):
            raise ValueError(f"'{_shown(node)}': like compares a text column with a 'pattern'")
        return _Term(f"({left.sql} like {pattern.sql})", "bool")
    listed = node.expressions
    if not listed or node.args.get("query") or node.args.get("unnest") or node.args.get("field"):
        raise ValueError(f"'{_shown(node)}': in needs a list of values in brackets")
    rendered = [_listed(left, item, node, reader) for item in listed]
    return _Term(f"({left.sql} in ({', '.join(rendered)}))", "bool")


def _listed(left: _Term, item: Any, node: Any, reader: _Reader) -> str:
    try:
        return _alike(left, _term(item, reader), node)[1]
    except ValueError as error:
        reader.problems.append(str(error))
        return "null"


def _alike(left: _Term, right: _Term, node: Any) -> tuple[str, str]:
    """Both sides as SQL, if their types can be compared and an enum is compared with one of its values."""
    if _UNREAD in (left.type, right.type):
        return left.sql, right.sql
    for one, other in ((left, right), (right, left)):
        if one.values and other.literal is not None and other.literal not in one.values:
            raise ValueError(
                f"'{_shown(node)}': {one.sql.strip(chr(34))} is never '{other.literal}'. "
                f"Its values are: {', '.join(one.values)}"
            )
        if other.literal is not None and other.type == "text" and one.type in ("time", "date"):
            return _dated(left, one.type, node), _dated(right, one.type, node)
    groups = [{"text", "enum"}, {"integer", "number"}]
    if left.type == "list" or right.type == "list":
        raise ValueError(f"'{_shown(node)}' compares a list: write covers(list, 'a', 'b')")
    if left.type != right.type and not any({left.type, right.type} <= group for group in groups):
        hint = " (a text is written in quotes)" if {left.type, right.type} & set(_NUMBERS) else ""
        raise ValueError(f"'{_shown(node)}' compares {name_of_type(left.type)} with {name_of_type(right.type)}{hint}")
    return left.sql, right.sql


def _dated(term: _Term, kind: str, node: Any) -> str:
    if term.literal is None:
        return term.sql
    if not is_dated(term.literal, kind):
        example = "'06:00'" if kind == "time" else "'2026-01-31'"
        raise ValueError(f"'{_shown(node)}': '{term.literal}' is no {kind}; write it as {example}")
    return f"{kind} {term.sql}"


def _function(node: exp.Anonymous, reader: _Reader) -> _Term:
    name, arguments = str(node.this).lower(), node.expressions
    if name in ("in_freeze", "in_peak") and not arguments:
        return _flag(name, reader, node)
    if name == "in_window" and len(arguments) == 1 and _is_text(arguments[0]):
        if not re.fullmatch(r"[A-Za-z0-9_-]+", arguments[0].this):
            raise ValueError(f"'{_shown(node)}': a window's name has letters, digits, - and _ only")
        return _flag(f"in_window_{arguments[0].this}", reader, node)
    if name == "covers" and len(arguments) >= 2:
        listed = _term(arguments[0], reader)
        if listed.type not in ("list", _UNREAD):
            raise ValueError(f"'{_shown(node)}': covers needs a list column, not {name_of_type(listed.type)}")
        found = [f"list_contains({listed.sql}, {_entry(item, node, reader)})" for item in arguments[1:]]
        return _Term(f"({' and '.join(found)})", "bool")
    if name == "step_goes_back" and not arguments:
        reader.columns.add("step_no")
        return _flag(name, reader, node)
    if name in ("hours_between", "minutes_between") and len(arguments) == 2:
        first, last = (_instant(item, reader) for item in arguments)
        size = 3_600_000_000.0 if name == "hours_between" else 60_000_000.0
        return _Term(f"((epoch_us({last}) - epoch_us({first})) / {size})", "number")
    if name == "working_days_since" and len(arguments) == 1 and reader.place == "event":
        instant = _instant(arguments[0], reader).strip('"')
        reader.working_days |= {instant, "happened_at"}
        return _Term(f'("working_day_of_happened_at" - "working_day_of_{instant}")', "number")
    raise ValueError(f"'{_shown(node)}' is not allowed here. {ALLOWED}")


def _flag(name: str, reader: _Reader, node: Any) -> _Term:
    if reader.place == "case":
        raise ValueError(f"'{_shown(node)}' is said of single events; give the requirement an activation")
    reader.flags.add(name)
    return _Term(f'"{name}"', "bool")


def _instant(node: Any, reader: _Reader) -> str:
    term = _term(node, reader)
    if term.type not in ("instant", _UNREAD):
        raise ValueError(f"'{_shown(node)}' is {name_of_type(term.type)} where a column with a time is needed")
    return term.sql


def _entry(item: Any, node: Any, reader: _Reader) -> str:
    """An entry that a list is searched for: a text, or a column with a text or a whole number."""
    if _is_text(item):
        return quoted(item.this)
    term = _term(item, reader)
    if not isinstance(item, exp.Column) or term.type not in (*_TEXTS, "integer", _UNREAD):
        raise ValueError(f"'{_shown(node)}' is not allowed here. {ALLOWED}")
    return f"cast({term.sql} as varchar)"


def _is_text(node: Any) -> bool:
    return isinstance(node, exp.Literal) and node.is_string


def _shown(node: Any) -> str:
    return node.sql(dialect="duckdb", comments=False) if isinstance(node, exp.Expression) else str(node)
