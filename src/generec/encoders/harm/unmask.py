"""A text as it is meant to be read, however its letters are disguised.

Undone are: letters that cannot be seen between others, marks above letters, full-width and look-alike
letters, figures and signs for letters (k1ll), letters apart (k.i.l.l, k i l l), stars for letters (k*ll),
letters drawn out (kiiill). What is no disguise stays: numbers, units, words that a word list knows. The
result is for judging alone, never for showing.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from generec.encoders.wordlist import counts

LONGEST: Final = 10_000
"""Characters that are read."""
_TWINS: Final = str.maketrans(
    {
        **dict(zip("авсԁеԍһіјкӏмноорԛгѕтхуԝѵ", "abcdeghijklmhoopqrstxywv", strict=True)),
        **dict(zip("αβεγικνορτυχωɑɡɩɪʀʏ", "abeyikvoptuxwagiiry", strict=True)),
        **dict(zip("øłđħŧßæ", "oldhtsa", strict=True)),
    }
)
_FIGURES: Final = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "€": "e", "£": "l", "¡": "i", "(": "c",
}  # fmt: skip
_UNIT: Final = re.compile(r"[$€£]?[\d.,:]+[a-z]{0,3}|[a-z]\d+[a-z]?|[a-z]{1,4}\d{1,4}")
_APART: Final = re.compile(r"(?<![\w.])(?:[^\W\d_][.\-_*|·/]){1,}[^\W\d_](?!\w)")
_BLANKS: Final = re.compile(r"(?<!\S)(?:[^\W_] ){3,}[^\W_](?!\S)|(?:(?<=\s\s)|^)(?:\S ){1,}\S(?=\s\s|$)")
_STARRED: Final = re.compile(r"[^\W\d_]+[*#%&]+[*#%&\w]*[^\W_]*")
_DRAWN: Final = re.compile(r"([^\W\d_])\1{2,}")
_MOST_WAYS: Final = 16
_MANY: Final = 2
_RARE: Final = 50
_RUN: Final = 7
_STARS: Final = 3


def unmasked(text: str, *, known: Iterable[str] = ()) -> str:
    """The text in small letters without accents, its disguises undone.

    `known` are words that a reading may end in beside those of the English word list: the ones looked for.
    """
    extra = frozenset(known)
    plain = _seen(text[:LONGEST])
    plain = _BLANKS.sub(lambda found: _together(found[0], extra), plain)
    plain = _APART.sub(lambda found: re.sub(r"[^\w]|_", "", found[0]), plain)
    words = plain.split()
    read = [_word(word, extra, False) for word in words]
    disguised = sum(old != new for old, new in zip(words, read, strict=True) if not old.isalpha())
    # among others in disguise a short one, as w3 or h3r, is one too
    return " ".join([_word(word, extra, True) for word in words] if disguised >= _MANY else read)


def parted(text: str) -> str:
    """The text with blanks where a reader of pictures lost them: in what is no word, but several."""

    def apart(word: str) -> str:
        if len(word) < _RUN or not word.isalpha() or word.casefold() in counts():
            return word
        parts = _split(word.casefold(), frozenset())
        return " ".join(parts) if all(map(_common, parts)) else word

    return re.sub(r"[^\W_]+", lambda found: apart(found[0]), text)


def _seen(text: str) -> str:
    """What the eye sees: no invisible characters, letters by what they look like."""
    wide = unicodedata.normalize("NFKC", text)
    apart = unicodedata.normalize("NFKD", wide.casefold())
    kept = "".join(c for c in apart if unicodedata.category(c) not in ("Cf", "Mn", "Cc", "Me") or c in "\n\t")
    return re.sub(r"[^\W\d_]+", lambda found: _latin(found[0]), kept).replace("’", "'")


def _latin(word: str) -> str:
    """A word with twins of Latin letters, wholly or in part, in Latin; real Greek and Cyrillic words stay."""
    if word.isascii():
        return word
    told = word.translate(_TWINS)
    mixed = any(c.isascii() for c in word)
    return told if mixed or (told.isascii() and _common(told)) else word


def _together(letters: str, known: frozenset[str]) -> str:
    """Letters with blanks between them as words."""
    joined = "".join(letters.split())
    if joined in known or _common(joined):
        return joined + " "
    return " ".join(_split(_word(joined, known), known)) + " "


def _split(run: str, known: frozenset[str]) -> list[str]:
    """The likeliest words of a run of letters (Viterbi over counts); the run itself where there are none."""
    if not run.isalpha() or len(run) > 200:
        return [run]
    total = sum(counts().values())
    best: list[tuple[float, int]] = [(0.0, 0)] + [(-math.inf, 0)] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - 20), end):
            word = run[start:end]
            often = counts().get(word, 0) + (1_000_000 if word in known else 0)
            if often > (10_000_000 if len(word) == 1 and word not in "ai" else 0):
                score = best[start][0] + math.log(often / total)
                best[end] = max(best[end], (score, start))
    out, end = [], len(run)
    while end > 0 and best[end][0] > -math.inf:
        out.append(run[best[end][1] : end])
        end = best[end][1]
    return out[::-1] if end == 0 else [run]


@functools.lru_cache(maxsize=20_000)
def _word(word: str, known: frozenset[str], bold: bool = False) -> str:
    """One word with figures, stars and drawn out letters read; with `bold` what looks like a unit too."""
    head, body, tail = _trimmed(word)
    if _DRAWN.search(body):
        body = _first((_DRAWN.sub(r"\1", body), _DRAWN.sub(r"\1\1", body)), known) or _DRAWN.sub(
            r"\1\1", body
        )
    if body.isalpha() or not body:
        return head + body + tail
    if len(body) >= _STARS and _STARRED.fullmatch(body):
        return head + (_starless(body, known) or body) + tail
    signs = any(c in _FIGURES for c in body) and any(c.isalpha() or c in "$@" for c in body)
    if signs and (bold or not _UNIT.fullmatch(body) or _first(_ways(body), known) in known):
        body = _first(_ways(body), known) or body
    return head + body + tail


def _trimmed(word: str) -> tuple[str, str, str]:
    """(before, word, after): quotation marks and stops around it; signs that may be letters stay."""
    body = word.strip(".,:;?\"'()[]{}«»“”„…*_<>-–—")
    if body.endswith("!") and not re.search(r"[\d$@]", body):
        body = body.rstrip("!")
    at = word.find(body) if body else len(word)
    return word[:at], body, word[at + len(body) :]


def _ways(word: str) -> list[str]:
    """The words that figures and signs in a word may stand for, with and without signs at its end."""
    bare = word.rstrip("!")
    out = []
    for form in dict.fromkeys((word, bare)):
        letters = [_FIGURES.get(c, c) for c in form]
        if math.prod(map(len, letters)) <= _MOST_WAYS:
            out += ["".join(way) for way in itertools.product(*letters)]
    return out


def _starless(word: str, known: frozenset[str]) -> str | None:
    """The word whose letters stars stand for: one looked for, else the most used one."""
    pattern = re.compile("".join("[a-z]" if c in "*#%&" else re.escape(c) for c in word))
    found = [one for one in known if len(one) == len(word) and pattern.fullmatch(one)]
    if found:
        return max(found, key=lambda one: counts().get(one, 0))
    best = [one for one in _of_length(len(word), word[0]) if pattern.fullmatch(one)]
    return max(best, key=lambda one: counts()[one], default=None)


@functools.cache
def _of_length(length: int, initial: str) -> tuple[str, ...]:
    return tuple(word for word in counts() if len(word) == length and word[0] == initial)


def _first(ways: Iterable[str], known: frozenset[str]) -> str | None:
    """The first of the ways that is looked for, else the most used word among them."""
    some = list(ways)
    hit = next((way for way in some if way in known), None)
    words = [way for way in some if _common(way)]
    return hit or max(words, key=lambda way: counts()[way], default=None)


def _common(word: str) -> bool:
    return counts().get(word, 0) >= _RARE
