"""The editors of a home: which of them fulfils a wish, and the editor alone, outside the loop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from generec.domain.errors import ConfigError, NotAllowed
from generec.domain.guidance import Clause, Guidance
from generec.domain.items import Item
from generec.domain.parts import Editor


class Editors:
    """Editors by name, in order of preference, each with the operations and kinds that it offers."""

    def __init__(self, editors: Sequence[Editor]) -> None:
        self._editors: Mapping[str, Editor] = {editor.name: editor for editor in editors}

    def named(self, name: str) -> Editor:
        """The editor that a recipe names. Raises `ConfigError`."""
        if name not in self._editors:
            raise ConfigError(f"the editor {name!r} is not installed here")
        return self._editors[name]

    def pick(self, guidance: Guidance, item: Item) -> tuple[Editor, Guidance, tuple[str, ...]]:
        """The editor that can do most of a wish, the part of it that it can do, and what it cannot.

        Raises `NotAllowed` when nothing of it can be done here.
        """
        wanted = {edit.op for edit in guidance.edits}
        able = [editor for editor in self._editors.values() if item.kind in editor.kinds]
        best = max(able, key=lambda editor: len(wanted & editor.operations), default=None)
        if best is None or not wanted & best.operations:
            raise NotAllowed(f"{_listed(wanted)} is not available for {item.kind} here")
        notes = tuple(f"{op} is not available here" for op in sorted(wanted - best.operations))
        return best, _only(guidance, best.operations), notes


def _listed(ops: Collection[str]) -> str:
    return " and ".join(sorted(ops)) or "this change"


def _only(guidance: Guidance, ops: frozenset[str]) -> Guidance:
    """The guidance with only the edits that can be done."""
    clauses: list[Clause] = []
    for clause in guidance.clauses:
        kept = tuple(edit for edit in clause.edits if edit.op in ops)
        clauses.append(clause.model_copy(update={"edits": kept}))
    return guidance.model_copy(update={"clauses": tuple(clauses)})
