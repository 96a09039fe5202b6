# SPDX-License-Identifier: MIT
"""Small things that the compiler would put into the heap and nobody needs there.

- A class's `__module__` and `__qualname__`: two entries of its dictionary.
- A tuple that is only looked into, `x in (1, 2)`: the same as two comparisons, which are code.
- Bytes that are computed, `b"\\xff" * 256`: written out they stay in the image.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Final

from posminder.image.constants import Constants, NotConstant
from posminder.image.program import Program
from posminder.image.survey import Survey, survey
from posminder.image.text import Text

_BYTES_MAX: Final = 4096
_COMPARED_MAX: Final = 12  # items: each is a comparison
_CLEAN: Final = "del __module__, __qualname__"


def trim(sources: Mapping[str, str]) -> dict[str, str]:
    """Return `sources` (module name: text, folded) without them. Trimming twice changes nothing."""
    program = Program({module: survey(module, text) for module, text in sources.items()})
    trees = {module: ast.parse(text) for module, text in sources.items()}
    constants = Constants(program, trees)
    texts = {}
    for module, tree in trees.items():
        text = Text(module, sources[module])
        for node in ast.walk(tree):
            match node:
                case ast.ClassDef(body=[ast.Expr(ast.Constant(str())) as docstring, *_]):
                    text.put(docstring, _CLEAN)
                case ast.Compare(
                    left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[where]
                ):
                    compared = _compared(left, op, where, program.surveys[module])
                    if compared:
                        text.rewrite(node, compared)
                case ast.Assign(targets=[ast.Name()], value=ast.BinOp(op=ast.Mult()) as value):
                    written = _written(constants, module, value)
                    if written is not None:
                        text.rewrite(value, repr(written))
        texts[module] = text.changed()
    return texts


def _compared(left: ast.expr, op: ast.cmpop, where: ast.expr, known: Survey) -> str | None:
    """Return the comparisons that say the same, None where something would be done twice."""
    if not isinstance(where, ast.Tuple) or not 0 < len(where.elts) <= _COMPARED_MAX:
        return None
    plain = all(
        isinstance(each, ast.Constant)
        or (isinstance(each, ast.Name) and each.id in known.definitions)
        for each in where.elts
    )
    if not plain or not _is_look(left):
        return None
    sign, joint = ("==", " or ") if isinstance(op, ast.In) else ("!=", " and ")
    looked = ast.unparse(left)
    return joint.join(f"{looked} {sign} {ast.unparse(each)}" for each in where.elts)


def _is_look(node: ast.expr) -> bool:
    """Return whether looking twice is the same as once: names, members, items by number."""
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=value):
            return _is_look(value)
        case ast.Subscript(value=value, slice=ast.Constant()):
            return _is_look(value)
    return False


def _written(constants: Constants, module: str, node: ast.expr) -> bytes | None:
    """Return the value of `bytes * number`, None for anything else."""
    match node:
        case ast.BinOp(left=ast.Constant(bytes(piece)), right=times):
            try:
                count = constants.value(module, times, {})
            except NotConstant:
                return None
            return piece * count if len(piece) * count <= _BYTES_MAX else None
    return None
