"""Dictated text: what stands between "write" and "on it" is a caption, whatever the words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generec.instructor.lexicon import Lexicon
from generec.instructor.text import Token, fold, span

_STOPS = frozenset(".!?;\n。！？")
_LONGEST = 40


def dictated(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """`tokens` with each dictated text joined to one token of kind `quote`.

    Text in quotation marks is one already. Openers and closers ("write", "on it") stand in the
    language's settings; some openers count only when a closer follows.
    """
    openers = _rows(lexicon, "caption_open")
    closers = _rows(lexicon, "caption_close")
    needs = set(_rows(lexicon, "caption_needs_close"))
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        row = next((r for r in openers if _at(tokens, at, r)), None)
        found = None if row is None else _text(tokens, at + len(row), closers, needs_close=row in needs)
        if row is None or found is None or _plain(tokens[at + len(row) : found], lexicon):
            out.append(tokens[at])
            at += 1
            continue
        start = at + len(row)
        out.extend(tokens[at:start])
        said = tokens[start:found]
        out.append(
            replace(said[0], kind="quote", raw=span(text, said), norm=span(text, said), end=said[-1].end)
        )
        at = found
    return out


def _rows(lexicon: Lexicon, name: str) -> list[tuple[str, ...]]:
    rows = (tuple(fold(phrase).split()) for phrase in lexicon.settings.get(name, ()))
    return sorted(rows, key=lambda row: -len(row))


def _at(tokens: Sequence[Token], at: int, row: tuple[str, ...]) -> bool:
    return len(tokens) >= at + len(row) and all(tokens[at + i].norm == word for i, word in enumerate(row))


def _text(
    tokens: Sequence[Token], start: int, closers: Sequence[tuple[str, ...]], *, needs_close: bool
) -> int | None:
    """Where the dictated text ends, or None when nothing is dictated."""
    end = start
    while end < min(len(tokens), start + _LONGEST):
        if tokens[end].kind == "quote":
            return None
        if any(_at(tokens, end, row) for row in closers):
            return end if end > start else None
        if tokens[end].norm in _STOPS:
            break
        end += 1
    if needs_close:
        return None
    comma = next((i for i in range(start, end) if tokens[i].norm in (",", "，")), end)
    return comma if comma > start else None


def _plain(said: Sequence[Token], lexicon: Lexicon) -> bool:
    words = " ".join(t.norm for t in said)
    return words in {fold(phrase) for phrase in lexicon.settings.get("caption_plain", ())}
