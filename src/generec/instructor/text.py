"""Words of a wish: normalised tokens that remember where they stood in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

LONGEST = 10_000
"""Characters read of one wish; the rest is ignored."""

_TOKEN = re.compile(
    r"(?P<quote>“[^”]{1,400}”|\"[^\"]{1,400}\"|«[^»]{1,400}»|„[^“”\"]{1,400}[“”\"]|「[^」]{1,400}」"
    r"|(?<!\w)[‘'](?=\S)[^'’\n]{1,200}(?<=\S)['’](?!\w)(?:(?=[^'’]*$)|(?<=['’])))"
    r"|(?P<name>[@#]\w[\w.]{0,60})"
    r"|(?P<clock>\d{1,3}:\d{1,2}(?!\d))"
    r"|(?P<slang>(?<!\d)\d{1,9}[^\W\d_]+)"
    r"|(?P<number>\d+(?:[.,]\d{1,3})?)"
    r"|(?P<cjk>[\u3400-\u9fff])"
    r"|(?P<letter>(?<!\w)[^\W\d_]-[^\W\d_]{2,}(?!\w))"
    r"|(?P<word>[^\W\d_\u3400-\u9fff](?:[^\W_\u3400-\u9fff]|(?<=\w)['’´`.](?=[^\W_\u3400-\u9fff]))*)"
    r"|(?P<more>(?<=\s)>(?=\s))"
    r"|(?P<mark>[,.;:!?…，。；：！？、\n()]|[-–—]{1,3}|&|\+)"
)
_TLDR = re.compile(r"\btl;\s?dr\b", re.IGNORECASE)
_DIGITS = 9
_MOST = 1_200
"""Tokens read of one wish; what comes later is neither understood nor done."""
_CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, quotation or mark. `norm` is what rules see, `raw` what was written.

    `start` and `end` are character positions in the text; `number` is set for numbers, `seconds`
    for lengths of time.
    """

    raw: str
    norm: str
    start: int
    end: int
    kind: str = "word"
    number: float | None = None
    seconds: float | None = None


def fold(text: str) -> str:
    """Lower case without accents: `Más` and `mas` are one word to the rules."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def clean(text: str) -> str:
    """The text as it is read: at most `LONGEST` characters, NFC, no control or bidi characters."""
    kept = text[:LONGEST].replace("\u2019", "'").replace("\u00b4", "'")
    kept = _TLDR.sub("tldr", kept)
    return unicodedata.normalize(
        "NFC", "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in kept)
    )


def tokenize(text: str, *, short: Mapping[str, str] | None = None, elide: bool = False) -> list[Token]:
    """The tokens of a cleaned text.

    `short` maps contracted and slang forms to what they stand for ("don't": "do not"); the parts
    share the span of the written word. `elide` splits "l'eau" into "l" and "eau".
    """
    out: list[Token] = []
    for match in _TOKEN.finditer(text):
        if len(out) >= _MOST:
            break
        slang = (short or {}).get(fold(match[0])) if match.lastgroup == "slang" else None
        if match.lastgroup == "slang" and slang is None:
            digits = len(match[0]) - len(match[0].lstrip("0123456789")) or sum(c.isdigit() for c in match[0])
            head = Token(match[0][:digits], match[0][:digits], match.start(), match.start() + digits)
            out.append(replace(head, number=float(head.raw)))
            out.append(Token(match[0][digits:], fold(match[0][digits:]), head.end, match.end()))
            continue
        kind = str(match.lastgroup)
        token = Token(match[0], fold(match[0]), match.start(), match.end(), _kind(kind))
        if kind in ("word", "name", "cjk", "slang", "letter"):
            out.extend(_parts(token, short or {}, elide))
        elif kind == "number" and len(match[0]) <= _DIGITS:
            out.append(replace(token, number=float(match[0].replace(",", "."))))
        elif kind == "clock":
            minutes, seconds = match[0].split(":")
            out.append(replace(token, seconds=60.0 * int(minutes) + int(seconds)))
        elif not (kind == "mark" and _hyphen(text, match.start(), match.end())):
            out.append(token)
    return out


_COMPARATIVES = frozenset(
    ("more", "less", "longer", "shorter", "fewer", "rather", "better", "over", "older", "bigger")
)


def compared(tokens: Sequence[Token]) -> list[Token]:
    """`tokens` with "then" read as "than" after a comparative: "no longer then 45 secs"."""
    out = list(tokens)
    for at in range(1, len(out)):
        before, after = out[at - 1].norm, out[at + 1 : at + 2]
        counted = bool(after) and after[0].number is not None
        if out[at].norm == "then" and before in _COMPARATIVES and (before != "more" or counted):
            out[at] = replace(out[at], norm="than")
    return out


def _hyphen(text: str, start: int, end: int) -> bool:
    """Whether the mark joins two words ("hip-hop"); between digits it says a range."""
    if text[start:end] != "-" or start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    return before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())


def _kind(group: str) -> str:
    return {"quote": "quote", "mark": "mark", "name": "name"}.get(group, "word")


def _parts(token: Token, short: Mapping[str, str], elide: bool) -> list[Token]:
    norm = token.norm.strip("'.`")
    whole = short.get(norm)
    if whole is not None:
        return [replace(token, norm=part) for part in whole.split()]
    if elide and "'" in norm:
        cut = token.raw.replace("`", "'").find("'") + 1
        if cut <= 0:
            return [replace(token, norm=norm)]
        head = replace(token, raw=token.raw[: cut - 1], norm=norm.split("'", 1)[0], end=token.start + cut)
        tail = Token(token.raw[cut:], norm.split("'", 1)[1], token.start + cut, token.end)
        return [t for t in (head, tail) if t.norm]
    if norm.endswith("'s"):
        norm = norm[:-2]
    return [replace(token, norm=norm.replace("'", "") or token.norm)]


def is_chinese(text: str) -> bool:
    """Whether Han characters are a fifth or more of the letters."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and 5 * len(_CJK.findall(text)) >= len(letters)


def span(text: str, tokens: Sequence[Token]) -> str:
    """The written text from the first to the last of `tokens`."""
    return text[tokens[0].start : tokens[-1].end].strip() if tokens else ""
