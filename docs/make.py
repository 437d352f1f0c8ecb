"""Writes the parts of the pages that follow from the code: `make docs`, or `python docs/make.py`.

Such a part stands between `<!-- made: NAME -->` and `<!-- end -->`. A test fails when one is stale.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from inspect import cleandoc
from pathlib import Path
from typing import get_args

import click
from packaging.requirements import Requirement

from generec.cli import main as command_line
from generec.domain.guidance import StyleName
from generec.domain.items import Kind
from generec.editor import operations
from generec.ingest.columns import EVENT, ITEM
from generec.system.operations import PARAMETERS
from generec.system.settings import template

DOCS = Path(__file__).parent
MADE = re.compile(r"(<!-- made: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

VALUES = {"integer": "NUMBER", "float": "NUMBER", "path": "PATH", "file": "FILE", "filename": "FILE"}
ITEM_MEANS = {
    "id": "the item's id; where there is no such column, the media's path without extension",
    "title": "its title",
    "description": "some sentences on it",
    "text": "the body of a text; beside media it counts as the description",
    "topics": "list, JSON list, or words divided by `;` or `\\|`, else by `,`",
    "media": "a file's path, relative to the table; without this column, a file named like the id",
    "licence": "such as `CC BY 4.0`; decides where `rights` is unknown",
    "creator": "who made it",
    "language": "such as `en` (BCP 47)",
    "published_at": "not shown before this moment",
    "expires_at": "not shown from this moment on",
    "allow": "`cover clip edit compose serve`, `all` or `none`",
    "rights": "`own`, `licensed`, `research` or `unknown`, for this row",
    "source": "where it comes from",
    "ai": "yes where AI made it, in part or whole",
    "available": "no where it cannot be shown at present",
}
EVENT_MEANS = {
    "user": "the viewer's id (needed)",
    "item": "the item's id (needed)",
    "at": "when: epoch s, ms, µs or ns (told by size), or ISO 8601 (UTC where it names no zone)",
    "kind": "what was done, for a log with one act in a row",
    "value": "seconds for a view, stars for a rating",
    "rating": "stars: a `rating`",
    "watched_s": "seconds watched: a `view`",
    "liked": "yes: a `like`",
    "disliked": "yes: a `dislike`",
    "skipped": "yes: a `skip`",
    "clicked": "yes: a `click`",
    "completed": "yes: a `complete`",
    "shared": "yes: a `share`",
    "purchased": "yes: a `purchase`",
    "hidden": "yes: a `hide`",
    "text": "the viewer's words",
    "event_id": "makes reading it again harmless; without it, made from user, item, time and kind",
    "position": "slot in the feed, from 0",
    "request": "the request whose feed this was",
}


def verbs() -> str:
    """Every verb with its arguments and options."""
    return "\n".join(_verb(name, command) for name, command in _commands("generec", command_line))


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for part, below in sorted(command.commands.items()):
        yield from _commands(f"{name} {part}", below)


def _verb(name: str, command: click.Command) -> str:
    params = [p for p in command.params if "home" not in p.opts[0] and p.name != "as_json"]
    arguments = [_argument(p) for p in params if isinstance(p, click.Argument)]
    lines = [f"### {' '.join([name, *arguments])}", "", cleandoc(command.help or ""), ""]
    lines += [_option(p) for p in params if isinstance(p, click.Option)]
    return "\n".join(lines).rstrip() + "\n"


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> str:
    kind = option.type
    choices = "|".join(kind.choices) if isinstance(kind, click.Choice) else ""
    value = option.metavar or choices or VALUES.get(kind.name.split()[0], "TEXT")
    call = ", ".join(option.opts) + ("" if option.is_flag else f" {value}")
    notes = ["may be given more than once"] if option.multiple else []
    if not option.is_flag and isinstance(option.default, str | int | float) and option.default != "":
        notes.append(f"default `{option.default}`")
    tail = f" ({'; '.join(notes)})" if notes else ""
    return f"- `{call}`: {option.help or ''}{tail}"


def settings() -> str:
    """Every key of `generec.toml`, by section, as its template tells them."""
    lines: list[str] = []
    above = ""
    for line in template().splitlines():
        if section := re.fullmatch(r"\[(.+)\]", line):
            lines += ["", f"### [{section[1]}]", "", above, "", "| key | means | default |", "|---|---|---|"]
        elif key := re.fullmatch(r"# (\w+) = (.*?)(  # not set)?", line):
            default = "not set" if key[3] else f"`{key[2]}`"
            lines.append(f"| `{key[1]}` | {_cell(above)} | {_cell(default)} |")
        above = line.removeprefix("# ")
    return "\n".join(lines).strip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def items() -> str:
    """The columns of tables of items."""
    return _columns(ITEM, ITEM_MEANS)


def events() -> str:
    """The columns of feedback logs."""
    return _columns(EVENT, EVENT_MEANS)


def _columns(names: Mapping[str, tuple[str, ...]], means: Mapping[str, str]) -> str:
    rows = [
        f"| `{field}` | {means[field]} | {', '.join(f'`{o}`' for o in known)} |"
        for field, known in names.items()
    ]
    return "\n".join(["| field | means | recognised names |", "|---|---|---|", *rows]) + "\n"


def abilities() -> str:
    """What can be done to each kind of item, and what is understood and cannot."""
    styles = [f"style:{name}" for name in get_args(StyleName)]
    every = [*(op for op in PARAMETERS if op != "style"), *styles]
    able = {kind: set(operations(kind)) for kind in get_args(Kind)}
    rows = [
        (f"can be done to {told}", [name for name in every if name in able[kind]])
        for kind, told in (("video", "a video"), ("image", "a photo"), ("text", "an article"))
    ]
    rows.append(
        ("understood, not done yet", [name for name in every if name not in set().union(*able.values())])
    )
    return "".join(f"- {told}: {', '.join(f'`{name}`' for name in names) or '-'}\n" for told, names in rows)


def licences() -> str:
    """What the default install brings, with the licence that each package declares."""
    direct = {_plain(name) for name in required()}
    rows = [
        f"| {name} | {licence_of(found)} | {'asked for' if name in direct else 'needed by others'} |"
        for name, found in sorted(installed().items())
    ]
    return "\n".join(["| package | licence as declared | why here |", "|---|---|---|", *rows]) + "\n"


def required() -> list[str]:
    """The packages that the default install asks for."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line).name for line in project["dependencies"]]


def installed() -> dict[str, Distribution]:
    """The default install with everything that it brings, as far as it is installed here."""
    found: dict[str, Distribution] = {}
    waiting = required()
    while waiting:
        name = waiting.pop()
        if _plain(name) in found:
            continue
        try:
            found[_plain(name)] = distribution(name)
        except PackageNotFoundError:
            continue
        needs = [Requirement(line) for line in found[_plain(name)].requires or []]
        waiting += [n.name for n in needs if n.marker is None or n.marker.evaluate({"extra": ""})]
    return found


def licence_of(found: Distribution) -> str:
    """The licence that a package declares: an SPDX expression, a short field, or its classifiers."""
    about = found.metadata
    classes = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    field = (about.get("License") or "").strip()
    short = field if field and "\n" not in field and len(field) < 60 else ""
    return about.get("License-Expression") or short or ", ".join(classes) or "not declared"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


PARTS: dict[str, Callable[[], str]] = {
    "verbs": verbs,
    "settings": settings,
    "items": items,
    "events": events,
    "abilities": abilities,
    "licences": licences,
}


def pages() -> list[Path]:
    """The pages that have made parts."""
    return [page for page in sorted(DOCS.glob("*.md")) if MADE.search(page.read_text(encoding="utf-8"))]


def fresh(text: str, *, leave: frozenset[str] = frozenset()) -> str:
    """A page's text with its parts made anew, but for those to `leave`."""

    def make(match: re.Match[str]) -> str:
        return match[0] if match[2] in leave else f"{match[1]}{PARTS[match[2]]()}{match[4]}"

    return MADE.sub(make, text)


def write() -> int:
    """Write what is stale; returns how many pages were."""
    stale = 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        new = fresh(text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            stale += 1
    return stale


if __name__ == "__main__":
    sys.stdout.write(f"{write()} pages rewritten\n")
