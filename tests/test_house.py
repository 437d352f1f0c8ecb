"""The house's own rules that no linter holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PROSE = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(path for path in sorted(ROOT.glob("*.md")) if path.is_file()),
    ROOT / "Makefile",
    ROOT / "pyproject.toml",
]
LINES, LINES_OF_A_FUNCTION = 350, 60


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(paths, pattern):
    """Every line of the files that matches, as `file:line: text`."""
    expression = re.compile(pattern)
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if expression.search(line)
    ]


@pytest.fixture(scope="module")
def trees():
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def test_no_module_is_long():
    long = {name(path): n for path in SOURCES if (n := len(path.read_text().splitlines())) > LINES}
    assert long == {}


def test_no_function_is_long(trees):
    long = {
        f"{name(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_every_module_says_what_it_is(trees):
    assert [name(path) for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_the_library_never_prints(trees):
    printing = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_no_error_is_swallowed_whole(trees):
    bare = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []


def test_nothing_names_places_of_one_machine():
    assert found([*SOURCES, *PROSE], r"(?<![\w.}/])/(work|root|tmp|home|Users)\b") == []


def test_nothing_is_left_for_later():
    assert found([*SOURCES, *PROSE], r"\b(TODO|FIXME|XXX|HACK)\b") == []


def test_every_room_has_its_tests():
    rooms = {path.name for path in (ROOT / "src" / "generec").iterdir() if (path / "__init__.py").is_file()}
    assert {room for room in rooms if not list((ROOT / "tests" / room).glob("test_*.py"))} == set()
