"""Examples on the pages run: each page's blocks in their order, in a folder of their own."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe, Step
from generec.fidelity import open_checks
from generec.system.settings import load

ROOT = Path(__file__).resolve().parents[2]


RUN = re.compile(r"<!-- run(?:: (?P<file>[\w.]+))? -->\n```python\n(?P<code>.*?)```", re.DOTALL)


class Example(NamedTuple):
    """A block of Python on a page; `file` is the module that it is, where it is one."""

    page: Path
    number: int
    code: str
    file: str | None


def _examples() -> list[Example]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [
        Example(page, number, found["code"], found["file"])
        for page in pages
        for number, found in enumerate(RUN.finditer(page.read_text(encoding="utf-8")), 1)
    ]


BLOCKS = _examples()
PAGES = sorted({block.page for block in BLOCKS})


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What examples register is forgotten again."""
    monkeypatch.setattr(plugins, "_parts", dict(plugins._parts))


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GENEREC_HOME", raising=False)
    for block in (block for block in BLOCKS if block.page == page and block.file is None):
        exec(compile(block.code, f"{page.name}, example {block.number}", "exec"), {"__name__": "__main__"})


def test_most_pages_that_show_python_run_it() -> None:
    assert {page.name for page in PAGES} >= {
        "README.md", "own-data.md", "loop.md", "settings.md", "guidance.md", "architecture.md",
    }  # fmt: skip


def test_the_check_of_the_architecture_page_works(tmp_path: Path) -> None:
    block = next(block for block in BLOCKS if block.file == "acme_generec.py")
    (tmp_path / block.file).write_text(block.code, encoding="utf-8")
    spec = spec_from_file_location("acme_generec", tmp_path / block.file)
    assert spec
    assert spec.loader
    spec.loader.exec_module(module_from_spec(spec))
    tables = re.findall(r"```toml\n(.*?)```", block.page.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "generec.toml"
    file.write_text(next(table for table in tables if table.startswith("[gate]")), encoding="utf-8")
    settings = load(file)
    check = open_checks(settings.gate.checks, settings.plugins)[-1]
    recipe = Recipe(kind="video", steps=(Step(component="editor.clip.v1", op="clip"),))
    lengths = (10.0, 31.0)
    drafts = [Draft(recipe=recipe, kind="video", duration_s=length) for length in lengths]
    assert [check(draft=draft, sources=()).outcome for draft in drafts] == ["pass", "hold"]


@pytest.mark.usefixtures("models")
def test_the_command_lines_of_own_data_work(tmp_path: Path, make: ModuleType) -> None:
    """The tables and verbs of the page on own data, as a reader would type them."""
    from click.testing import CliRunner

    from generec.cli import main

    page = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    table, log = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    (tmp_path / "catalogue" / "videos").mkdir(parents=True)
    (tmp_path / "catalogue" / "items.csv").write_text(table, encoding="utf-8")
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    for number, name in enumerate(("v1", "v2")):
        make.clip(tmp_path / "catalogue" / "videos" / f"{name}.mp4", scenes=[number], seconds=1.0)
    calls = (
        ["ingest", str(tmp_path / "catalogue"), "--interactions", str(tmp_path / "log.csv")],
        ["fit"],
        ["recommend", "ann", "-k", "5"],
    )
    for call in calls:
        result = CliRunner().invoke(main, ["--home", str(tmp_path / "home"), *call])
        assert result.exit_code == 0, result.output
    assert "Making gnocchi" in result.output or "First snow" in result.output
