"""The pages agree with the code: verbs, settings, columns, routes, errors, links, licences."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

from generec.domain import errors
from generec.domain.errors import GenerecError
from generec.domain.events import EVENT_KINDS
from generec.domain.guidance import Limits
from generec.ingest.columns import EVENT, ITEM
from generec.system.operations import PARAMETERS
from generec.system.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(DOCS.glob("*.md")),
]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COPYLEFT = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
EXCEPTIONS: frozenset[str] = frozenset()
"""Packages under the GPL or AGPL that the default install may bring: none."""


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_made_parts_are_fresh(made: ModuleType) -> None:
    """Licences depend on the versions of the day, so they are looked at by a test of their own."""
    for page in made.pages():
        text = page.read_text(encoding="utf-8")
        assert made.fresh(text, leave=frozenset({"licences"})) == text, f"{page.name}: run make docs"


def test_every_verb_has_help_and_a_place(made: ModuleType) -> None:
    page = read("cli.md")
    for name, command in made._commands("generec", made.command_line):
        assert f"### {name}" in page
        assert command.help
        for option in (p for p in command.params if p.param_type_name == "option"):
            assert getattr(option, "help", None), f"{name} {option.name} has no help"


def test_every_setting_has_a_place() -> None:
    page = read("settings.md")
    for section, field in Settings.model_fields.items():
        if isinstance(field.default, BaseModel):
            for key in _keys(section, field.default):
                table, _, name = key.rpartition(".")
                part = page.split(f"### [{table}]\n")[1].split("\n### ")[0]
                assert f"| `{name}` |" in part, key


def _keys(section: str, config: BaseModel) -> Iterator[str]:
    for name in type(config).model_fields:
        below = getattr(config, name)
        if isinstance(below, BaseModel):
            yield from _keys(f"{section}.{name}", below)
        else:
            yield f"{section}.{name}"


def test_every_column_and_event_has_a_place() -> None:
    page = read("own-data.md")
    for names in (*ITEM.values(), *EVENT.values()):
        assert all(f"`{name}`" in page for name in names)
    assert all(f"`{kind}`" in page for kind in EVENT_KINDS)


def test_every_operation_and_limit_of_a_wish_has_a_place() -> None:
    page = read("guidance.md")
    for op, names in PARAMETERS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{op}` |"))
        assert all(f"`{name}`" in row for name in names)
    assert all(f"`limits.{name}`" in page or f"`{name}`" in page for name in Limits.model_fields)


def test_every_route_has_a_place() -> None:
    from fastapi.routing import APIRoute

    from generec.serving.app import ROUTERS

    page = read("api.md")
    for room in ROUTERS:
        for route in room.router.routes:
            if isinstance(route, APIRoute) and route.include_in_schema:
                path = re.sub(r"\{(\w+):path\}", r"{\1}", route.path)
                for method in route.methods - {"HEAD"}:
                    assert re.search(rf"{method}[^\n]*{re.escape(path)}(?![\w/{{])", page), f"{method} {path}"


def test_every_code_of_an_error_has_a_place() -> None:
    from generec.serving import errors as http

    page = read("api.md")
    found = {
        kind.code for kind in _below(GenerecError) if kind.__module__ in (errors.__name__, http.__name__)
    }
    assert "not_found" in found
    assert not [code for code in {*found, *http._CODES.values()} if f"`{code}`" not in page]


def _below(kind: type[GenerecError]) -> Iterator[type[GenerecError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(_prose(page)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        if anchor:
            assert anchor in _anchors(file), target


def _prose(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_in_the_index() -> None:
    linked = {target.partition("#")[0] for target in LINK.findall(read("index.md"))}
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= linked


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_knows_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"(/work/|/root/|/tmp/|/home/\w|/Users/|[A-Z]:\\)", text)
    assert str(ROOT) not in text


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.name not in ("CHANGELOG.md", "index.md")], ids=lambda page: page.name
)
def test_pages_begin_plainly(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert not re.search(r"\b(excited|blazing|seamless|revolutionary|state-of-the-art|powerful)\b", text)


def test_pictures_are_few_and_small() -> None:
    pictures = [path for path in (DOCS / "images").iterdir() if path.is_file()]
    assert 1 <= len(pictures) <= 3
    assert sum(path.stat().st_size for path in pictures) < 600_000


def test_the_default_install_has_no_copyleft_library(made: ModuleType) -> None:
    found = {name: made.licence_of(one) for name, one in made.installed().items()}
    assert {"numpy", "av", "c2pa-python", "fastapi"} <= found.keys()
    bad = {name: licence for name, licence in found.items() if COPYLEFT.search(licence)}
    assert bad.keys() <= EXCEPTIONS, bad
    assert "torch" not in found
    assert "not declared" not in found.values(), found


def test_every_package_asked_for_is_on_the_page_of_licences(made: ModuleType) -> None:
    page = read("licences.md")
    assert not [name for name in made.required() if f"| {made._plain(name)} |" not in page]


def test_the_page_of_licences_names_the_codecs_in_the_wheel() -> None:
    """PyAV's wheel carries x264 under the GPL; where it does, the page has to say so."""
    import av

    page = read("licences.md")
    carried = Path(av.__file__).parents[1] / "av.libs"
    for name in ("x264", "x265"):
        if any(carried.glob(f"lib{name}*")):
            assert re.search(rf"lib{name}\b.*GPL", page)


def test_every_model_file_is_on_the_page_of_models() -> None:
    from generec.models import manifest

    page = read("models.md")
    rows = {
        file.name: next((r for r in page.splitlines() if r.startswith(f"| `{file.name}` |")), "")
        for file in manifest()
    }
    assert not [file.name for file in manifest() if f"| {file.licence} |" not in rows[file.name]]
