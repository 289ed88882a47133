"""Rules for the code in dialer/ that no linter knows: budgets, names and bans."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
MAX_MODULE_LINES = 400
MAX_CLASS_METHODS = 20
MAX_FUNCTION_LINES = 40
VAGUE_WORDS = frozenset({"manager", "managers", "helper", "helpers", "utils", "common", "misc"})
TASK_OWNERS = ("dialer/ui/aio.py", "dialer/sandbox/")
COLOUR = re.compile(r"(?<![\w&])#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})(?!\w)", re.IGNORECASE)

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the tree, read and parsed."""

    path: str
    source: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, source: str) -> Module:
        return cls(path, source, ast.parse(source))


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule, at a line."""

    line: int
    words: str


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def classes(tree: ast.AST) -> Iterator[ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def line_count(function: Function) -> int:
    """Lines from ``def`` to the end of the body, without the docstring's."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return total
    return total - ((first.end_lineno or first.lineno) - first.lineno + 1)


def name_words(name: str) -> set[str]:
    """The words of a snake_case or CamelCase name, in lower case."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return {word for word in re.split(r"[_/.]", spaced.lower()) if word}


def find_long_modules(module: Module) -> Iterator[Finding]:
    count = len(module.source.splitlines())
    if count > MAX_MODULE_LINES:
        yield Finding(1, f"{count} lines in a module, at most {MAX_MODULE_LINES}")


def find_wide_classes(module: Module) -> Iterator[Finding]:
    for node in classes(module.tree):
        count = sum(isinstance(child, Function) for child in node.body)
        if count > MAX_CLASS_METHODS:
            yield Finding(node.lineno, f"{node.name} has {count} methods")


def find_long_functions(module: Module) -> Iterator[Finding]:
    for node in functions(module.tree):
        if line_count(node) > MAX_FUNCTION_LINES:
            yield Finding(node.lineno, f"{node.name} has {line_count(node)} lines")


def find_vague_names(module: Module) -> Iterator[Finding]:
    named = [(1, module.path.removesuffix(".py"))]
    named += [(node.lineno, node.name) for node in classes(module.tree)]
    named += [(node.lineno, node.name) for node in functions(module.tree)]
    for line, name in named:
        for word in sorted(name_words(name) & VAGUE_WORDS):
            yield Finding(line, f"{word!r} in the name {name}")


def find_bare_tasks(module: Module) -> Iterator[Finding]:
    if module.path.startswith(TASK_OWNERS):
        return
    for call in calls(module.tree):
        if called_name(call) == "create_task":
            yield Finding(call.lineno, "create_task: TaskOwner of dialer.ui.aio starts tasks")
    for node in ast.walk(module.tree):
        # The event loop holds tasks weakly: a task nobody keeps may vanish half done.
        discarded = node.value if isinstance(node, ast.Expr) else None
        if isinstance(discarded, ast.Call) and called_name(discarded) == "ensure_future":
            yield Finding(discarded.lineno, "ensure_future whose task nobody keeps")


def find_json_bodies(module: Module) -> Iterator[Finding]:
    if not module.path.startswith("dialer/providers/"):
        return
    for call in calls(module.tree):
        if any(keyword.arg == "json" for keyword in call.keywords):
            yield Finding(call.lineno, "json= builds a body that was not signed")


def find_exec_in_coroutines(module: Module) -> Iterator[Finding]:
    for function in functions(module.tree):
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        for call in calls(function):
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"exec", "exec_"}:
                yield Finding(call.lineno, f"exec() freezes the loop in {function.name}; use ask()")


def find_qasync_traps(module: Module) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                if name in {"asyncSlot", "asyncClose"}:
                    yield Finding(node.lineno, f"{name} keeps no task and refuses no second one")
            case _:
                pass


def find_colours(module: Module) -> Iterator[Finding]:
    if module.path == "dialer/ui/theme.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for match in COLOUR.finditer(node.value):
                yield Finding(node.lineno, f"colour {match[0]} outside dialer/ui/theme.py")


def find_versions(module: Module) -> Iterator[Finding]:
    if module.path == "dialer/__init__.py":
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=value) if value == product_version():
                yield Finding(node.lineno, "the version is written in dialer/__init__.py only")
            case ast.Name(id="__version__", ctx=ast.Store()):
                yield Finding(node.lineno, "__version__ is set in dialer/__init__.py only")
            case _:
                pass


@cache
def product_version() -> str:
    tree = ast.parse((ROOT / "dialer" / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__":
            return str(ast.literal_eval(node.value))
    raise AssertionError("dialer/__init__.py sets no __version__")


RULES: tuple[Callable[[Module], Iterator[Finding]], ...] = (
    find_long_modules,
    find_wide_classes,
    find_long_functions,
    find_vague_names,
    find_bare_tasks,
    find_json_bodies,
    find_exec_in_coroutines,
    find_qasync_traps,
    find_colours,
    find_versions,
)


def rule_name(rule: Callable[[Module], Iterator[Finding]]) -> str:
    return rule.__name__.removeprefix("find_")


@pytest.fixture(scope="module")
def tree_modules() -> list[Module]:
    paths = sorted((ROOT / "dialer").rglob("*.py"))
    assert paths
    return [
        Module.of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
    ]


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
def test_the_tree_keeps_the_rule(
    rule: Callable[[Module], Iterator[Finding]], tree_modules: list[Module]
) -> None:
    broken = [
        f"{module.path}:{finding.line}: {finding.words}"
        for module in tree_modules
        for finding in rule(module)
    ]
    assert not broken, "\n" + "\n".join(broken)


def body(lines: int) -> str:
    return "\n".join(f"    x{n} = {n}" for n in range(lines))


def methods(count: int) -> str:
    return "\n".join(f"    def m{n}(self): ..." for n in range(count))


UI = "dialer/ui/pages/call.py"
BAD = [
    (find_long_modules, UI, "x = 1\n" * 401),
    (find_wide_classes, UI, f"class A:\n{methods(21)}"),
    (find_long_functions, UI, f"def f():\n{body(40)}"),
    (find_long_functions, UI, f'async def f():\n    """One line."""\n{body(40)}'),
    (find_vague_names, "dialer/ui/utils.py", ""),
    (find_vague_names, "dialer/misc/calls.py", ""),
    (find_vague_names, UI, "class CallManager: ..."),
    (find_vague_names, UI, "def parse_helper(): ..."),
    (find_vague_names, UI, "async def load_common_parts(): ..."),
    (find_bare_tasks, UI, "task = asyncio.create_task(work())"),
    (find_bare_tasks, UI, "from asyncio import create_task\ncreate_task(work())"),
    (find_bare_tasks, "dialer/services/calls.py", "asyncio.ensure_future(work())"),
    (find_json_bodies, "dialer/providers/nxcloud/client.py", "send(url, json={})"),
    (find_exec_in_coroutines, UI, "async def ask():\n    dialog.exec()"),
    (find_exec_in_coroutines, UI, "async def ask():\n    if x:\n        return self.box.exec_()"),
    (find_qasync_traps, UI, "from qasync import asyncSlot"),
    (find_qasync_traps, UI, "@qasync.asyncClose\ndef close(): ..."),
    (find_qasync_traps, UI, "@asyncSlot()\nasync def call(): ..."),
    (find_colours, UI, "x = '#1F5FD6'"),
    (find_colours, UI, "x = f'color: #fff; width: {w}'"),
    (find_colours, "dialer/desktop/tray.py", "x = 'border: 1px solid #801f5fd6;'"),
    (find_versions, "dialer/app.py", f"agent = {product_version()!r}"),
    (find_versions, "dialer/app.py", "__version__ = other"),
]
GOOD = [
    (find_long_modules, UI, "x = 1\n" * 400),
    (find_wide_classes, UI, f"class A:\n{methods(20)}"),
    (find_long_functions, UI, f'def f():\n    """One.\n\n    Two.\n    """\n{body(39)}'),
    (find_vague_names, UI, "class CommonwealthRate: ...\ndef manage(): ..."),
    (find_bare_tasks, "dialer/ui/aio.py", "asyncio.create_task(work())"),
    (find_bare_tasks, "dialer/sandbox/server.py", "asyncio.create_task(work())"),
    (find_bare_tasks, "dialer/services/calls.py", "kept = asyncio.ensure_future(work())"),
    (find_json_bodies, "dialer/sandbox/server.py", "reply(json={})"),
    (find_exec_in_coroutines, UI, "def menu():\n    m.exec()\nasync def ask():\n    await m.ask()"),
    (find_qasync_traps, "dialer/ui/aio.py", "from qasync import QEventLoop"),
    (find_colours, "dialer/ui/theme.py", "x = '#1F5FD6'"),
    (find_colours, UI, "x = 'issue #12345 &#123; F#abcd'"),
    (find_versions, "dialer/app.py", "from dialer import __version__\nprint(__version__)"),
]


def sample_name(value: object) -> str | None:
    return rule_name(value) if callable(value) else None


@pytest.mark.parametrize(("rule", "path", "source"), BAD, ids=sample_name)
def test_a_rule_finds_what_breaks_it(
    rule: Callable[[Module], Iterator[Finding]], path: str, source: str
) -> None:
    assert list(rule(Module.of(path, source)))


@pytest.mark.parametrize(("rule", "path", "source"), GOOD, ids=sample_name)
def test_a_rule_lets_the_rest_pass(
    rule: Callable[[Module], Iterator[Finding]], path: str, source: str
) -> None:
    assert not list(rule(Module.of(path, source)))


def test_every_rule_has_a_sample_that_breaks_it_and_one_that_does_not() -> None:
    assert {rule for rule, _, _ in BAD} == set(RULES)
    assert {rule for rule, _, _ in GOOD} == set(RULES)
