"""The editors of a home: which of them fulfil a wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generec.domain.errors import ConfigError, NotAllowed
from generec.domain.guidance import Edit, Guidance, Style
from generec.domain.parts import Editor
from generec.editor import clip, operations, thumbnail, video

COVER = frozenset(("thumbnail",))
"""Operations that make a picture of its own, beside whatever else is made of the video."""


class Editors:
    """Editors by name: one cuts, one makes covers, one does any mix; plugins bring others."""

    def __init__(self, editors: Mapping[str, Editor]) -> None:
        self._named = dict(editors)

    def named(self, name: str) -> Editor:
        """The editor that a recipe names. Raises `ConfigError`."""
        if name not in self._named:
            raise ConfigError(f"the editor {name!r} is not installed here")
        return self._named[name]

    def pick(self, guidance: Guidance) -> tuple[list[tuple[Editor, Guidance]], tuple[str, ...]]:
        """Who does what of a wish, and what of it nobody can do, in words.

        Raises `NotAllowed` when nothing of it can be done here.
        """
        able = [edit for edit in guidance.edits if _offered(edit)]
        notes = tuple(f"{_name(edit)} is not available here" for edit in guidance.edits if edit not in able)
        if not able:
            raise NotAllowed("; ".join(notes) or "nothing was said about what to change")
        moving = [edit for edit in able if edit.op not in COVER]
        out: list[tuple[Editor, Guidance]] = []
        if moving:
            alone = {edit.op for edit in moving} == {"clip"}
            out.append((self.named(clip.NAME if alone else video.NAME), _only(guidance, moving)))
        if len(moving) < len(able):
            out.append(
                (self.named(thumbnail.NAME), _only(guidance, [edit for edit in able if edit.op in COVER]))
            )
        return out, notes


def _offered(edit: Edit) -> bool:
    name = f"style:{edit.name}" if isinstance(edit, Style) else edit.op
    return name in operations()


def _name(edit: Edit) -> str:
    return f"the style {edit.name}" if isinstance(edit, Style) else edit.op.replace("_", " ")


def _only(guidance: Guidance, edits: Sequence[Edit]) -> Guidance:
    """The guidance with these edits alone."""
    clauses = tuple(
        clause.model_copy(update={"edits": tuple(edit for edit in clause.edits if edit in edits)})
        for clause in guidance.clauses
    )
    return guidance.model_copy(update={"clauses": clauses})
