# SPDX-License-Identifier: MIT
"""Turns constant tables into bytes: a board reads those where its image lies.

A table is packed if posminder_formats.tables is all that reads it; there is written how. The rows
of a duty are packed as the law that they are: for each state and input the number of an outcome
(agent.policy.duty.find).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias

import cbor2

from posminder.image.constants import Constants, NotConstant
from posminder.image.errors import FoldError
from posminder.image.program import Program, Symbol
from posminder.image.survey import survey
from posminder.image.text import Text
from posminder_formats import tables

TABLES: Final = "posminder_formats.tables"
LAW: Final = "ROWS"  # of a class: (states, inputs, next state, name of the action)
NO_ROW: Final = 0xFF

_BY_NUMBER: Final = {"cell", "count"}
_READERS: Final = {"rows", "row", "keyed", *_BY_NUMBER}
_MEMBER: Final = re.compile(r"_(?!_)\w+")  # is renamed later, which bytes would not be

Law: TypeAlias = tuple[bytes | str, ...]


def pack(sources: Mapping[str, str]) -> dict[str, str]:
    """Return `sources` (module name: text, folded) with their tables as bytes.

    Packing twice changes nothing. Raises FoldError, with module and line, where a table is read by
    something else too, or cannot be written so.
    """
    program = Program({module: survey(module, text) for module, text in sources.items()})
    trees = {module: ast.parse(text) for module, text in sources.items()}
    texts = {module: Text(module, text) for module, text in sources.items()}
    constants = Constants(program, trees)
    for symbol, readers in _read(program, trees).items():
        statement = constants.definition(symbol)
        if statement is None:
            continue
        try:
            table = constants.value(symbol[0], statement.value, {})
        except NotConstant:
            raise FoldError(symbol[0], statement.lineno, f"{symbol[1]} is no constant") from None
        if isinstance(table, tuple):
            packed = _packed(symbol, statement.lineno, table, readers)
            texts[symbol[0]].put(statement, f"{symbol[1]} = {packed!r}")
    for module, tree in trees.items():
        for owner in [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]:
            for statement, table in _laws(constants, module, owner):
                texts[module].put(statement, f"{LAW} = {law(table)!r}")
    return {module: text.changed() for module, text in texts.items()}


def law(rows: Sequence[tuple[int, int, int, str]]) -> Law:
    """Return what `find` reads of a duty's rows: bytes, and the names of the actions.

    The bytes: how many inputs, how many states; for each pair the number of its outcome or NO_ROW;
    for each outcome the next state's place, from 1, or 0 to stay, and the action's place or 0.
    """
    states = max(row[0] for row in rows).bit_length()
    inputs = max(row[1] for row in rows).bit_length()
    actions = list(dict.fromkeys(row[3] for row in rows if row[3]))
    outcomes = list(dict.fromkeys((row[2], row[3]) for row in rows))
    cells = bytearray()
    for state in range(states):
        for reading in range(inputs):
            found = [row for row in rows if row[0] >> state & 1 and row[1] >> reading & 1]
            cells.append(outcomes.index(found[0][2:]) if found else NO_ROW)
    for next_state, action in outcomes:
        place = actions.index(action) + 1 if action else 0
        cells += bytes((next_state.bit_length(), place))
    return (bytes((inputs, states)) + cells, *actions)


def _laws(
    constants: Constants, module: str, owner: ast.ClassDef
) -> Iterator[tuple[ast.Assign, tuple[Any, ...]]]:
    own: dict[str, Any] = {}
    for statement in owner.body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                try:
                    own[name] = constants.value(module, value, own)
                except NotConstant:
                    continue
                if name == LAW and own[name] and isinstance(own[name][0], tuple):
                    yield statement, own[name]


def _read(program: Program, trees: Mapping[str, ast.Module]) -> dict[Symbol, set[str]]:
    """Return by which readers each table is read. Raises FoldError if it is otherwise too."""
    found: dict[Symbol, set[str]] = {}
    others: list[tuple[str, int, Symbol]] = []
    for module, tree in trees.items():
        symbols = {
            _place(reference.links[-1]): (meaning, taken == len(reference.links))
            for reference in program.surveys[module].references
            for meaning, taken in [program.follow(module, reference)]
            if isinstance(meaning, tuple) and reference.reads
        }
        by_readers = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                reader, _ = symbols.get(_place(node.func), (None, False))
                table, whole = symbols.get(_place(node.args[0]), (None, False))
                if reader and reader[0] == TABLES and reader[1] in _READERS and table and whole:
                    found.setdefault(table, set()).add(reader[1])
                    by_readers.add(_place(node.args[0]))
        others += [
            (module, place[0], symbol)
            for place, (symbol, _) in symbols.items()
            if place not in by_readers
        ]
    for module, line, symbol in others:
        if symbol in found:
            raise FoldError(module, line, f"read the table {symbol[1]} by {TABLES} only")
    return found


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        for each in value:
            yield from _leaves(each)
    else:
        yield value


def _place(node: ast.expr) -> tuple[int, int, int | None]:
    return node.lineno, node.col_offset, node.end_col_offset


def _packed(symbol: Symbol, line: int, table: tuple[Any, ...], readers: set[str]) -> bytes:
    def refuse(reason: str) -> NoReturn:
        raise FoldError(symbol[0], line, f"{symbol[1]}: {reason}")

    if readers & _BY_NUMBER:
        numbers = [number for row in table for number in row]
        columns = len(table[0])
        if readers - _BY_NUMBER or len(numbers) != columns * len(table):
            refuse("every row needs as many numbers, and no reader but by place")
        if not all(type(number) is int and 0 <= number <= 0xFFFF for number in numbers):
            refuse("numbers from 0 to 65535 only")
        if max(numbers) > 0xFF:
            wide = b"".join(number.to_bytes(2, "little") for number in numbers)
            return bytes((columns | tables.WIDE,)) + wide
        return bytes((columns, *numbers))
    if any(isinstance(each, str) and _MEMBER.fullmatch(each) for each in _leaves(table)):
        refuse("no names of members in tables")
    rows = [cbor2.dumps(row) for row in table]
    begin = 1 + 2 * len(rows)
    begins = [begin + sum(map(len, rows[:index])) for index in range(len(rows))]
    if len(rows) > 0xFF or begin + sum(map(len, rows)) > 0xFFFF:
        refuse("at most 255 rows of 64 KiB in all")
    if "keyed" in readers and not all(type(row[0]) is int and 0 <= row[0] <= 0xFF for row in table):
        refuse("keys from 0 to 255 only")
    return b"".join([bytes((len(rows),)), *(at.to_bytes(2, "little") for at in begins), *rows])
