"""Dictated text: what stands between "write" and "on it" is a caption, whatever the words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from generec.instructor.lexicon import Lexicon, lexicon
from generec.instructor.text import Token, fold, span

_STOPS = frozenset(".!?;\n。！？")
_LONGEST = 40

Rows = Mapping[str, Sequence[tuple[str, ...]]]
"""Rows of words by their first word, the longest first."""


@dataclass(frozen=True, slots=True)
class _Tables:
    openers: Rows
    closers: Rows
    needs: frozenset[tuple[str, ...]]
    plain: frozenset[str]


def dictated(text: str, tokens: Sequence[Token], words: Lexicon) -> list[Token]:
    """`tokens` with each dictated text joined to one token of kind `quote`.

    Text in quotation marks is one already. Openers and closers ("write", "on it") stand in the
    language's settings; some openers count only when a closer follows.
    """
    tables = _tables(words.language)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        start = _end_of(tokens, at, tables.openers)
        end = None if start is None else _text(tokens, at, start, tables)
        if start is None or end is None:
            out.append(tokens[at])
            at += 1
            continue
        said = tokens[start:end]
        words_said = span(text, said)
        out.extend(tokens[at:start])
        out.append(replace(said[0], kind="quote", raw=words_said, norm=words_said, end=said[-1].end))
        at = end
    return out


@lru_cache(maxsize=8)
def _tables(language: str) -> _Tables:
    settings = lexicon(language).settings

    def rows(name: str) -> list[tuple[str, ...]]:
        return [tuple(fold(phrase).split()) for phrase in settings.get(name, ())]

    def by_first(name: str) -> Rows:
        out: dict[str, list[tuple[str, ...]]] = {}
        for row in sorted(rows(name), key=lambda row: -len(row)):
            out.setdefault(row[0], []).append(row)
        return out

    return _Tables(
        openers=by_first("caption_open"),
        closers=by_first("caption_close"),
        needs=frozenset(rows("caption_needs_close")),
        plain=frozenset(" ".join(row) for row in rows("caption_plain")),
    )


def _end_of(tokens: Sequence[Token], at: int, rows: Rows) -> int | None:
    """Where a row that starts at `at` ends, or None."""
    for row in rows.get(tokens[at].norm, ()):
        if tuple(t.norm for t in tokens[at : at + len(row)]) == row:
            return at + len(row)
    return None


def _text(tokens: Sequence[Token], at: int, start: int, tables: _Tables) -> int | None:
    """Where the text dictated from `start` ends, or None when nothing is dictated."""
    end = start
    closed = False
    while end < min(len(tokens), start + _LONGEST) and not closed and tokens[end].norm not in _STOPS:
        if tokens[end].kind == "quote":
            return None
        closed = end > start and _end_of(tokens, end, tables.closers) is not None
        end += not closed
    if not closed and tuple(t.norm for t in tokens[at:start]) in tables.needs:
        return None
    if not closed:
        end = next((i for i in range(start, end) if tokens[i].norm in (",", "，")), end)
    said = " ".join(t.norm for t in tokens[start:end])
    return end if end > start and said not in tables.plain else None
