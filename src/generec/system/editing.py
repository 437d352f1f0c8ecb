"""The editors of a home: which of them fulfil a wish."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.random import Generator

from generec.domain.errors import ConfigError, GenerecError, NotAllowed
from generec.domain.guidance import Edit, Guidance
from generec.domain.items import Item, Kind
from generec.domain.parts import Editor
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.editor.tools import seconds

BUILT_IN = "editor."
"""Names of our own editors begin so; others are asked before them."""


PROTECTIVE = frozenset(("blur_faces",))
"""Where one of these cannot be done, the rest is not done either: without it the result would do harm."""

_WHERE: dict[Kind, str] = {"video": "here", "image": "for pictures", "text": "for articles"}


class Editors:
    """Editors by name. Of those that offer an edit a plugin's comes first, then the one that can most."""

    def __init__(self, editors: Mapping[str, Editor]) -> None:
        self._named = dict(editors)

    def named(self, name: str) -> Editor:
        """The editor that a recipe names. Raises `ConfigError`."""
        if name not in self._named:
            raise ConfigError(f"the editor {name!r} is not installed here")
        return self._named[name]

    def pick(self, guidance: Guidance, item: Item) -> tuple[list[tuple[Editor, Guidance]], tuple[str, ...]]:
        """Who does what of a wish about `item`, and what of it nobody can do, in words.

        As few editors as can be: whoever offers the most of what is left takes it. Raises
        `NotAllowed` when nothing of it can be done here.
        """
        left = list(guidance.edits)
        out: list[tuple[Editor, Guidance]] = []
        while left:
            editor, able = self._best(left, item.kind)
            if editor is None:
                break
            out.append((editor, _only(guidance, able)))
            left = [edit for edit in left if edit not in able]
        notes = tuple(f"{_name(edit)} is not available {_WHERE[item.kind]}" for edit in left)
        if not out:
            raise NotAllowed("; ".join(notes) or "nothing was said about what to change")
        return out, notes

    def _best(self, edits: list[Edit], kind: Kind) -> tuple[Editor | None, list[Edit]]:
        """The editor that does most of the edits, and which. Equals: the first by name."""
        best: tuple[Editor | None, list[Edit]] = (None, [])
        for _, editor in sorted(
            self._named.items(), key=lambda pair: (pair[0].startswith(BUILT_IN), pair[0])
        ):
            able = [edit for edit in edits if editor.offers(edit, kind=kind)]
            foreign = best[0] is not None and not best[0].name.startswith(BUILT_IN)
            if len(able) > len(best[1]) and not foreign:
                best = (editor, able)
        return best


def planned(
    editor: Editor, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator
) -> tuple[Recipe, tuple[str, ...]]:
    """The recipe of as much of a wish as can be done with this item, and in words why not the rest.

    Raises `NotAllowed`, or what the editor raises, where nothing of it can be done.
    """
    try:
        return editor.plan(item=item, guidance=guidance, profile=profile, rng=rng), _needless(guidance, item)
    except GenerecError as error:
        whole = error
    able, notes = [], []
    for edit in guidance.edits if len(guidance.edits) > 1 else ():
        try:
            editor.plan(item=item, guidance=_only(guidance, [edit]), profile=profile, rng=rng)
        except GenerecError as error:
            if edit.op in PROTECTIVE:
                raise
            notes.append(error.message)
        else:
            able.append(edit)
    if not notes:
        raise whole
    told = tuple(dict.fromkeys(notes))
    if not able:
        raise NotAllowed("; ".join(told))
    return editor.plan(item=item, guidance=_only(guidance, able), profile=profile, rng=rng), told


def _needless(guidance: Guidance, item: Item) -> tuple[str, ...]:
    """What need not be done, in words: a cut to a length that the item does not exceed."""
    long = [e for e in guidance.edits if e.op == "clip" and (e.seconds or 0.0) >= item.duration_s > 0]
    return (f"it was not cut, for it lasts {seconds(item.duration_s)}",) if long else ()


def _name(edit: Edit) -> str:
    return f"the style {edit.name}" if edit.op == "style" else edit.op.replace("_", " ")


def _only(guidance: Guidance, edits: list[Edit]) -> Guidance:
    """The guidance with these edits alone."""
    clauses = tuple(
        clause.model_copy(update={"edits": tuple(edit for edit in clause.edits if edit in edits)})
        for clause in guidance.clauses
    )
    return guidance.model_copy(update={"clauses": clauses})
