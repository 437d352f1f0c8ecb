"""Whether what a text says was said by its source: numbers, names, quotations, negations.

It compares writing, not meaning. What it finds is worth stopping for; what it does not find may
still be wrong: two numbers that changed places, "rose" for "fell", a name given another's deed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from generec.domain.items import Item
from generec.editor.text.language import language_of
from generec.editor.text.names import Name, known, names
from generec.editor.text.negation import added, polarity
from generec.editor.text.numbers import in_digits, numbers
from generec.editor.text.passages import clean
from generec.editor.text.quotations import plain, quotations

Kind = Literal["number", "name", "quotation", "negation"]
_ALIKE = 60.0
"""From this likeness of letters on (0 to 100), a name in another language is the same one."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Something that a text says and its source does not."""

    kind: Kind
    text: str

    @property
    def told(self) -> str:
        """In words for people."""
        if self.kind == "negation":
            return f"what is said of {self.text!r} is denied in one of the two and not in the other"
        return f"the {self.kind} {self.text!r} is not in the source"


def words_of(item: Item) -> str:
    """Everything that an item says: title, description and body, as cleaned prose."""
    markdown = (item.mime or "").endswith("markdown")
    parts = (clean(item.title), clean(item.description), clean(item.text or "", markdown=markdown))
    return "\n\n".join(part for part in parts if part)


def strangers(
    text: str, source: str, *, language: str | None = None, source_language: str | None = None
) -> list[Stranger]:
    """What the text says and the source does not, in the order of kinds; both are cleaned prose.

    Numbers: the value must be there with the same unit, currency or percent, in digits or words.
    Names: the words must stand in one name of the source, in this order. Quotations: word for word
    inside a quotation of the source. Negations: a word that the source only ever denies must not
    be affirmed, nor the reverse. Between two languages, names are compared by likeness of letters,
    and quotations and negations not at all. Languages are told from the words where not given.
    """
    theirs = source_language or language_of(source)
    mine = language or (theirs if len(text) < len(source) else language_of(text))
    out = [*_numbers(text, source, mine, theirs), *_names(text, source, mine, theirs)]
    if mine == theirs:
        out += [*_quotations(text, source), *_negations(text, source, mine)]
    return list(dict.fromkeys(out))


def _numbers(text: str, source: str, mine: str, theirs: str) -> Iterator[Stranger]:
    told = numbers(source, language=theirs)
    for number in numbers(text, language=mine):
        if not any(number.agrees(other) for other in told):
            yield Stranger("number", _shown(number.text, number.units))


def _shown(text: str, units: set[str]) -> str:
    return f"{text} ({' or '.join(sorted(units))})" if units else text


def _names(text: str, source: str, mine: str, theirs: str) -> Iterator[Stranger]:
    told = known(source, language=theirs)
    for name in names(text, language=mine):
        if not told.has(name, language=mine) and not (mine != theirs and _translated(name, told.capital)):
            yield Stranger("name", name.text)


def _translated(name: Name, capital: frozenset[str]) -> bool:
    """Whether every word is like one with a capital in the source: London, Londres."""
    words = [word.casefold() for word in name.words if len(word) > 3]
    return all(any(fuzz.ratio(word, other) >= _ALIKE for other in capital) for word in words)


def _quotations(text: str, source: str) -> Iterator[Stranger]:
    told = [_core(found.text) for found in quotations(source)]
    whole = plain(source)
    for found in quotations(text):
        core = _core(found.text)
        opened = any(f"{mark}{core}" in whole for mark in "'\"")  # where the source leaves marks open
        if not opened and not any(core in one for one in told):
            yield Stranger("quotation", found.text)


def _core(text: str) -> str:
    """Words of a quotation without the mark at its end, which writers change: “yes,” he said."""
    return plain(text).rstrip(".,;:!?…。，！？ ")


def _negations(text: str, source: str, language: str) -> Iterator[Stranger]:
    denied, affirmed = polarity(in_digits(text, language), language=language)
    no, yes = polarity(in_digits(source, language), language=language)
    wrong = ((affirmed - denied) & (no - yes)) | ((denied - affirmed) & (yes - no))
    for word in sorted(wrong):
        yield Stranger("negation", word)
    for sentence in added(text, source, language=language):
        yield Stranger("negation", sentence)
