"""How people hide words from filters."""

from __future__ import annotations

from collections.abc import Callable

_LEET = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7"})
_TWINS = str.maketrans(
    {"a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "x": "х", "y": "у", "K": "К", "I": "І"}
)
_WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)})


def leet(text: str) -> str:
    """k1ll y0u."""
    return text.translate(_LEET)


def spaced(text: str) -> str:
    """k i l l   y o u."""
    return "   ".join(" ".join(word) for word in text.split())


def dotted(text: str) -> str:
    """k.i.l.l y.o.u."""
    return " ".join(".".join(word) for word in text.split())


def twins(text: str) -> str:
    """Cyrillic letters that look like Latin ones."""
    return text.translate(_TWINS)


def zero_width(text: str) -> str:
    """Nothing to see between the letters."""
    return " ".join("\u200b".join(word) for word in text.split())


def soft(text: str) -> str:
    """Soft hyphens between the letters."""
    return " ".join("\u00ad".join(word) for word in text.split())


def wide(text: str) -> str:
    """Full-width letters."""
    return text.translate(_WIDE)


def stretched(text: str) -> str:
    """kiiill youuu: every last vowel three times."""
    out = []
    for word in text.split():
        at = max((word.rfind(vowel) for vowel in "aeiou"), default=-1)
        out.append(word if at < 0 else word[:at] + word[at] * 3 + word[at + 1 :])
    return " ".join(out)


def accents(text: str) -> str:
    """Marks above every vowel."""
    return "".join(c + "\u0308" if c in "aeiou" else c for c in text)


def shouted(text: str) -> str:
    """IN CAPITALS!!!"""
    return text.upper() + "!!!"


def starred(text: str) -> str:
    """f*cking: the first vowel of each longer word is a star."""
    return " ".join(_starred(word) for word in text.split())


def _starred(word: str) -> str:
    at = next((n for n, c in enumerate(word) if c in "aeiou" and n), -1)
    return word if len(word) < 4 or at < 0 else word[:at] + "*" + word[at + 1 :]


WAYS: tuple[Callable[[str], str], ...] = (
    leet,
    spaced,
    dotted,
    twins,
    zero_width,
    soft,
    wide,
    stretched,
    accents,
    shouted,
    starred,
)
