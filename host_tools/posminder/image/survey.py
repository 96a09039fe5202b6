# SPDX-License-Identifier: MIT
"""Reads one module: which names it binds, to what, and where it reads or writes dotted names.

Python's own symbol table says which names are the module's, so that an argument, a local, a
comprehension's variable or a `global` is what the language makes of it. Knows no other module and
no values.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from posminder.image.errors import FoldError

# What a name is bound to: (module, None) a module, (module, name) what that module calls so,
# None something made when the program runs.
Binding: TypeAlias = tuple[str, str | None] | None

Site: TypeAlias = ast.stmt | ast.Name | ast.alias | ast.ExceptHandler

TYPE_CHECKING: Final = "TYPE_CHECKING"
_COMPREHENSIONS: Final = {  # as the symbol table calls them
    ast.ListComp: "listcomp",
    ast.SetComp: "setcomp",
    ast.DictComp: "dictcomp",
    ast.GeneratorExp: "genexpr",
}
_BLIND: Final = {"eval", "exec", "globals", "locals", "vars"}  # read names that no tree shows


@dataclass(frozen=True, slots=True)
class Reference:
    """A dotted name, `head.attribute.attribute`, whose head is one of the module's names."""

    links: tuple[ast.Name | ast.Attribute, ...]  # the nodes from the head outwards
    in_f_string: bool = False
    in_doubt: bool = False  # the class around binds the head too: time decides which is meant
    in_class: bool = False  # stands in the body of a class, not in one of its functions

    @property
    def names(self) -> tuple[str, ...]:
        """The head and its attributes."""
        return tuple(link.id if isinstance(link, ast.Name) else link.attr for link in self.links)

    @property
    def reads(self) -> bool:
        """False if the name is assigned or deleted here."""
        return isinstance(self.links[-1].ctx, ast.Load)


@dataclass(frozen=True, slots=True)
class Survey:
    """What stands in one module. Code that only a type checker sees does not count."""

    module: str
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    sites: list[tuple[str, Site]] = field(default_factory=list)  # where one is bound, or `global`
    definitions: dict[str, ast.Assign] = field(default_factory=dict)
    constants: list[int] = field(default_factory=list)  # lines that call const, anywhere
    references: list[Reference] = field(default_factory=list)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    inner_imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)  # in functions
    for_type_checkers: list[ast.If] = field(default_factory=list)


def survey(module: str, text: str) -> Survey:
    """Return what stands in `text`. Raises FoldError for what cannot be followed safely."""
    try:
        tree = ast.parse(text)
        table = symtable.symtable(text, module, "exec")
    except SyntaxError as error:
        raise FoldError(module, error.lineno or 1, error.msg) from error
    surveyor = _Surveyor(module, table)
    surveyor.visit(tree)
    surveyor.found.definitions.update(_definitions(tree))
    return surveyor.found


def definition_value(statement: ast.Assign) -> ast.expr:
    """Return the expression whose value a definition names."""
    value = statement.value
    return value.args[0] if isinstance(value, ast.Call) else value


def imported(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[ast.alias, Binding]]:
    """Yield every name of an import and what it is bound to."""
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            yield alias, (statement.module or "", alias.name)
        else:
            yield alias, (alias.name if alias.asname else alias.name.split(".")[0], None)


def bound_name(alias: ast.alias) -> str:
    """Return the name under which an import is known: of `import a.b` it is `a`."""
    return alias.asname or alias.name.split(".")[0]


def as_reference(node: ast.Name | ast.Attribute) -> Reference | None:
    """Return the dotted name that `node` is, None if its head is no name but a value."""
    links: list[ast.Name | ast.Attribute] = [node]
    while isinstance(link := links[0], ast.Attribute):
        if not isinstance(link.value, ast.Name | ast.Attribute):
            return None
        links.insert(0, link.value)
    return Reference(tuple(links))


def _definitions(tree: ast.Module) -> dict[str, ast.Assign]:
    """Return the `NAME = const(...)` and the `TYPE_CHECKING = False` of a module, by name."""
    found = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(
                    targets=[ast.Name(name)],
                    value=ast.Call(func=ast.Name("const"), args=[_], keywords=[]),
                )
                | ast.Assign(targets=[ast.Name("TYPE_CHECKING" as name)], value=ast.Constant(False))
            ):
                found[name] = node
    return found


class _Surveyor(ast.NodeVisitor):
    def __init__(self, module: str, table: symtable.SymbolTable) -> None:
        self.found = Survey(module)
        self._scope = table
        # Scopes on one line and of one kind are entered in the order in which Python did.
        self._inner = {id(table): list(table.get_children())}
        self._in_f_string = False
        self._inlined: frozenset[str] = frozenset()  # bound by the comprehensions around

    # Scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Bind the name; what the head says belongs to the scope around."""
        self._bind(node.name, None, node)
        arguments = node.args
        self._visit_all([*arguments.defaults, *arguments.kw_defaults, *_annotations(node)])
        self._visit_all(node.decorator_list)
        self._enter(node.name, node.lineno, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Enter its scope; its defaults belong to the scope around."""
        self._visit_all([*node.args.defaults, *node.args.kw_defaults])
        self._enter("lambda", node.lineno, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Bind the name; bases and decorators belong to the scope around."""
        self._bind(node.name, None, node)
        self._visit_all([*node.bases, *node.keywords, *node.decorator_list])
        self._enter(node.name, node.lineno, node.body)

    def visit_ListComp(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> None:
        """Enter its scope, but for the first iterable, which belongs to the scope around."""
        first, *others = node.generators
        self.visit(first.iter)
        made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        name = _COMPREHENSIONS[type(node)]
        self._enter(name, node.lineno, [first.target, *first.ifs, *others, *made])

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def _enter(self, name: str, line: int, nodes: Iterable[ast.AST | None]) -> None:
        around, waiting = self._scope, self._inner[id(self._scope)]
        found = [each for each in waiting if (each.get_name(), each.get_lineno()) == (name, line)]
        if not found:
            self._enter_inlined(nodes)
            return
        scope = found[0]
        waiting.remove(scope)
        self._inner[id(scope)] = list(scope.get_children())
        self._scope = scope
        self._visit_all(nodes)
        self._scope = around

    def _enter_inlined(self, nodes: Iterable[ast.AST | None]) -> None:
        """Enter a comprehension that has no scope of its own, as from Python 3.12 on."""
        inside = [node for node in nodes if node is not None]
        every = [each for node in inside for each in ast.walk(node)]
        walrus = {id(each.target) for each in every if isinstance(each, ast.NamedExpr)}
        around = self._inlined
        self._inlined = around | {
            each.id
            for each in every
            if isinstance(each, ast.Name)
            and isinstance(each.ctx, ast.Store)
            and id(each) not in walrus
        }
        self._visit_all(inside)
        self._inlined = around

    def _visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def _is_of_module(self, name: str) -> bool:
        if name in self._inlined:
            return False
        if self._scope.get_type() == "module":
            return True
        # A name that Python mangles is not in the table under this spelling: a class's own.
        known = name in self._scope.get_identifiers()
        return known and self._scope.lookup(name).is_global()

    def _is_of_class(self, name: str) -> bool:
        known = self._scope.get_type() == "class" and name in self._scope.get_identifiers()
        return known and self._scope.lookup(name).is_local()

    # Bindings

    def _bind(self, name: str, binding: Binding, site: Site) -> None:
        if self._is_of_module(name):
            self.found.bindings.setdefault(name, []).append(binding)
            self.found.sites.append((name, site))

    def visit_Global(self, node: ast.Global) -> None:
        """Note where the names of the module's stand."""
        self.found.sites.extend((name, node) for name in node.names)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Bind what it brings. Raises FoldError for a relative import."""
        if isinstance(node, ast.ImportFrom) and (node.level or not node.module):
            raise FoldError(self.found.module, node.lineno, "write the import with its full name")
        if self._scope.get_type() != "module":
            self.found.inner_imports.append(node)
            return
        self.found.imports.append(node)
        for alias, binding in imported(node):
            self._bind(bound_name(alias), binding, alias)

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Bind `as name`."""
        if node.name:
            self._bind(node.name, None, node)
        self.generic_visit(node)

    def visit_Match(self, node: ast.Match) -> None:
        """Raise FoldError."""
        raise FoldError(self.found.module, node.lineno, "MicroPython has no match statement")

    # References

    def visit_If(self, node: ast.If) -> None:
        """Pass over what only a type checker sees."""
        if not (isinstance(node.test, ast.Name) and node.test.id == TYPE_CHECKING):
            self.generic_visit(node)
            return
        self.found.for_type_checkers.append(node)
        self._visit_all(node.orelse)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Mark what is read inside: Python 3.11 gives it no usable place."""
        around, self._in_f_string = self._in_f_string, True
        self.generic_visit(node)
        self._in_f_string = around

    def visit_Call(self, node: ast.Call) -> None:
        """Note a constant."""
        if isinstance(node.func, ast.Name) and node.func.id == "const":
            self.found.constants.append(node.lineno)
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a name."""
        self._refer(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note a dotted name."""
        self._refer(node)

    def _refer(self, node: ast.Name | ast.Attribute) -> None:
        reference = as_reference(node)
        if reference is None:
            self.generic_visit(node)
            return
        head = reference.names[0]
        if isinstance(node, ast.Name) and not reference.reads:
            self._bind(head, None, node)
            return
        if head in _BLIND:
            raise FoldError(self.found.module, node.lineno, f"{head} hides which names it reads")
        in_doubt = self._is_of_class(head)
        if in_doubt or self._is_of_module(head):
            self.found.references.append(
                replace(
                    reference,
                    in_f_string=self._in_f_string,
                    in_doubt=in_doubt,
                    in_class=self._scope.get_type() == "class",
                )
            )


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr | None]:
    every = node.args
    plain = [*every.posonlyargs, *every.args, *every.kwonlyargs]
    starred = [each for each in (every.vararg, every.kwarg) if each]
    return [*(each.annotation for each in [*plain, *starred]), node.returns]
