"""A text as paragraphs and sentences.

Boundaries come from `sentencex` (Wikimedia's rules for some 300 languages) and are mended here:
it splits behind a few abbreviations and German ordinals, and inside quotations that hold several
sentences with other words between. A sentence never begins or ends inside a quotation or bracket
that is closed within its paragraph.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sentencex import segment

from generec.editor.text.quotations import brackets, quotations

LONGEST: Final = 200_000
"""Characters of a text that are read; an article is a fiftieth of it."""

_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[\da-fA-F]{1,5}|[A-Za-z]{2,8});")
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_BLOCK = re.compile(r"\n\s*\n")
_NO_PROSE = re.compile(r"\s*(#{1,6}\s|\||>?\s*[-*_]{3,}\s*$|<!--|<\w+[^>]*>\s*$)")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_SHORT = re.compile(
    r"(?:^|[\s(\"“«„'])(?:M|MM|Mme|Mlle|Mgr|approx|ca|bzw|Nr|Str|No|Fig|al|cf|vs|Lt|Col|Gen|Sgt|Capt|Cllr|Rev|Hon"
    r"|p\. ex|z\. ?B|d\. ?h|u\. ?a|Ing|Lic|Exmo|Exma|Sra|Srta|Dra|Profa|núm|pág|art)\.\s*$"
)
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.\s*$")
_ENDS = re.compile(r"[.!?…。！？:：;][\"'”’»“」』)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it stands in the text, and where: the number of its paragraph, from 0, and its
    own in it. `whole` is false for a heading or a fragment without a mark at its end."""

    text: str
    paragraph: int
    place: int
    whole: bool = True


def clean(text: str, *, markdown: bool = False) -> str:
    """Prose alone: entities written out, line ends and blanks made even; of Markdown, no code,
    tables, headings, pictures or marks."""
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text[:LONGEST])
    text = text.replace("\r\n", "\n").replace("\u00ad", "").replace("\ufeff", "")
    if markdown:
        text = _LINK.sub(r"\1", _IMAGE.sub("", _FENCE.sub("", text)))
        text = "\n".join("" if _NO_PROSE.match(line) else _bullet(line) for line in text.split("\n"))
        text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    return "\n\n".join(" ".join(block.split()) for block in _BLOCK.split(text) if block.strip())


def _bullet(line: str) -> str:
    found = _BULLET.match(line)
    return f"\n{line[found.end() :]}\n" if found else line.lstrip("> ")


def sentences(text: str, *, language: str) -> list[Sentence]:
    """The sentences of a cleaned text, in order."""
    out: list[Sentence] = []
    for number, paragraph in enumerate(text.split("\n\n")):
        for place, sentence in enumerate(_joined(paragraph, language)):
            out.append(Sentence(sentence, number, place, whole=bool(_ENDS.search(sentence))))
    return out


def _joined(paragraph: str, language: str) -> Iterator[str]:
    inside = [(part.start, part.end) for part in (*quotations(paragraph), *brackets(paragraph))]
    held, end = "", 0
    for part in segment(language, paragraph):
        if held and not (_goes_on(held, part, language) or any(low < end < high for low, high in inside)):
            yield held.strip()
            held = ""
        held, end = held + part, end + len(part)
    if held.strip():
        yield held.strip()


def _goes_on(held: str, part: str, language: str) -> bool:
    """Whether the boundary between `held` and `part` is none."""
    if _SHORT.search(held) or (part.split() or [""])[0].islower():
        return True
    return language == "de" and _ORDINAL.search(held) is not None
