"""Plainer English by rule: shorter sentences, plainer words, fewer asides; never another fact.

Quotations and names stay as they are. A rule is applied only where it is safe; a sentence of which
the comparison of facts finds that it says something else afterwards is left as it was.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

from generec.editor.text.facts import strangers
from generec.editor.text.passages import sentences
from generec.editor.text.quotations import brackets, quotations

LONG: Final = 16
"""Words from which a sentence is split."""

_HALF: Final = 5
_SUBJECT = r"(?:he|she|it|they|we|I|you|there)"
_VERB = (
    r"(?:is|was|are|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do|said|says|also|still|then"
    r"|[a-z]{2,}(?:ed|s)|went|got|took|made|came|saw|won|lost|left|told|began|became|felt|found|gave|kept|knew|led|met"
    r"|put|ran|sold|sent|set|spent|stood|thought)"
)
_SURE = r"(?:is|was|are|were|has|have|had|will|would|can|could|may|might|must|should|did|does|said)"
_NOUN = r"(?:the|a|an|its|his|her|their|this|these|those|some|many|most|[A-Z][\w’'-]+)(?: [\w’'-]+){0,5}?"
_RELATIVE = re.compile(
    rf"^(?P<joint>But |And )?(?P<noun>[A-Z][\w’' -]*?), (?:who|which) (?P<aside>{_SURE} [^,;:]+), "
    rf"(?P<rest>{_SURE} .+)$"
)
_JOINT = re.compile(
    rf"(?:,| [-–—]) (?:(?P<word>and|but) (?={_SUBJECT} {_VERB}\b(?!,))"
    rf"|(?P<but>but) (?={_NOUN} {_SURE}\b)|(?P<and>and) (?={_NOUN} {_SURE}\b))"
)
_CLAUSE = rf"(?:{_SUBJECT}|{_NOUN}) {_VERB}\b"
_SEMICOLON = re.compile(rf"; (?={_CLAUSE})")
_ALTHOUGH = re.compile(
    rf"^(?:Although|Though) (?P<first>(?={_CLAUSE})[^,;:]+), (?P<second>(?={_CLAUSE})[^,;:]+)$", re.IGNORECASE
)
_DASHED = re.compile(rf" [-–—] (?P<aside>[^-–—;:?!]+?) [-–—] (?={_VERB}\b)")
_BEGUN = re.compile(
    r"\b(?:if|when|whether|both|either|unless|once|said|says|that|because|believes?|claims?)\b", re.IGNORECASE
)
_DENIES = re.compile(r"\b(?:not|no|never|without|nor|neither|n't|except|unless|if)\b", re.IGNORECASE)
_VOWEL = re.compile(r"(?:[aeio]|u(?!s[eai]|ni))", re.IGNORECASE)


def simplified(text: str) -> str:
    """An English text (cleaned prose) in plainer words; the same text where no rule applies."""
    blocks = []
    for block in text.split("\n\n"):
        done = [_checked(sentence.text, text) for sentence in sentences(block, language="en")]
        blocks.append(" ".join(done))
    return "\n\n".join(blocks)


def _checked(sentence: str, source: str) -> str:
    """The sentence after all rules, those of words alone, or none: the first that says nothing else."""
    shorter = plain_words(_without_asides(sentence))
    for option in (_split(shorter), shorter, plain_words(sentence)):
        if option == sentence or not strangers(option, f"{sentence}\n\n{source}", language="en"):
            return option
    return sentence


def _guarded(text: str, at: int) -> bool:
    """Whether a place lies inside a quotation or bracket."""
    return any(part.start <= at < part.end for part in (*quotations(text), *brackets(text)))


def _split(text: str) -> str:
    """The sentence in two or more, at places where what follows stands alone."""
    if len(text.split()) < LONG:
        return text
    found = _ALTHOUGH.match(text)
    if found is not None and '"' not in text and len(found["first"].split()) >= _HALF - 1:
        return f"{_capital(found['first'])}. But {found['second']}"
    if (told := _RELATIVE.match(text)) and _named(told):
        noun = told["noun"]
        again = re.sub(r"^An? ", "The ", noun)
        return f"{told['joint'] or ''}{noun} {told['rest']} {again} {told['aside']}."
    for pattern in (_SEMICOLON, _JOINT):
        for joint in pattern.finditer(text):
            left, right = text[: joint.start()], text[joint.end() :]
            if _guarded(text, joint.start()) or min(len(left.split()), len(right.split())) < _HALF:
                continue
            named = joint.groupdict()
            if _pending(left) or (named.get("and") and "," in left):
                continue
            word = named.get("word") or named.get("but") or named.get("and") or ""
            right = _capital(right) if word in ("", "and") else f"{word.capitalize()} {right}"
            return f"{left.rstrip(' ,')}. {_split(right)}"
    return text


def _named(told: re.Match[str]) -> bool:
    """Whether what a clause with "who" or "which" is about is short enough to be said twice, and whole."""
    short = len(told["noun"].split()) <= _HALF and min(len(told["aside"].split()), 4) > 3
    return short and told["rest"].rstrip()[-1:] == "." and '"' not in told[0] and told["rest"].count(",") == 0


def _pending(left: str) -> bool:
    """Whether the first half begins what only the second ends: "if", "when", reported speech, "both"."""
    return _BEGUN.search(left) is not None


def _without_asides(text: str) -> str:
    """The sentence without brackets of three words and more, and asides between dashes."""
    for part in reversed(brackets(text)):
        if _dispensable(part.text) and part.start > 0:
            text = text[: part.start].rstrip() + text[part.end :]
    found = _DASHED.search(text)
    if found and not _guarded(text, found.start()) and _dispensable(found["aside"]):
        comma = "" if text[found.end() : found.end() + 1] in ",." else " "
        text = text[: found.start()] + comma + text[found.end() :]
    return text


def _dispensable(aside: str) -> bool:
    return 3 <= len(aside.split()) <= 15 and not _DENIES.search(aside) and not re.search(r"[\"“”\d]", aside)


def plain_words(text: str) -> str:
    """The sentence with plainer words outside of quotations and names."""
    for hard, easy in _openings().items():
        if text.startswith(hard + " "):
            text = f"{easy} {text[len(hard) + 1 :]}"
            break
    spans = [(part.start, part.end) for part in quotations(text)]
    out, at = [], 0
    for found in _pattern().finditer(text):
        if any(low <= found.start() < high for low, high in spans) or found.start() < at:
            continue
        new = _easy(text, found)
        if new is None:
            continue
        out += [_article(text[at : found.start()], new), new]
        at = found.end()
    return "".join((*out, text[at:]))


def _easy(text: str, found: re.Match[str]) -> str | None:
    """The plainer word for what was found; None where it must stay."""
    hard = found[0]
    low = hard.casefold()
    begins = not text[: found.start()].strip("\"'“‘( ")
    if hard[0].isupper() and not begins:
        return None
    after = re.match(r"\s+(\w+)", text[found.end() :])
    if after and after[1].casefold() in _table()["keep"].get(low, "").split():
        return None
    words = re.findall(r"[\w']+", text[: found.start()])
    before = [word.casefold() for word in words[-2:]]
    if set(before[-1:]) & set(_table()["bare"].get(low, "").split()):
        return None
    plainer = _replacements()[low](before)
    return _capital(plainer) if plainer and hard[0].isupper() else plainer


def _article(before: str, easy: str) -> str:
    """What stands before a changed word, with a or an as the new one needs it."""
    found = re.search(r"\b([Aa])n? $", before)
    if found is None:
        return before
    if easy.split()[0] in ("enough", "many"):
        return before[: found.start()]
    return f"{before[: found.start()]}{found[1]}{'n' if _VOWEL.match(easy) else ''} "


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _table() -> dict[str, dict[str, str]]:
    raw: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("data/plain.toml").read_text(encoding="utf-8")
    )
    return raw


@cache
def _openings() -> dict[str, str]:
    return _table()["openings"]


Choose = Callable[[list[str]], str | None]


@cache
def _replacements() -> dict[str, Choose]:
    """For each form of a hard word, what chooses the plain one by the two words before."""
    table = _table()
    out: dict[str, Choose] = {}
    for hard, easy in (*table["words"].items(), *table["phrases"].items()):
        out[hard.casefold()] = lambda before, easy=easy: easy  # type: ignore[misc]
    nouns = set(table["verbs_only_behind_auxiliary"]["names"].split())
    for hard, easy in table["verbs"].items():
        out.update(_forms(hard, easy, noun=hard in nouns))
    return out


def _forms(hard: str, easy: str, *, noun: bool) -> dict[str, Choose]:
    table = _table()
    past = table["past"].get(easy) or _inflected(easy, _past)
    participle = table["participle"].get(easy)

    def base(before: list[str]) -> str | None:
        return easy if not noun or set(before[-1:]) & set(table["behind"]["base"].split()) else None

    def ended(before: list[str]) -> str | None:
        if participle is None:
            return past
        return participle if set(before) & set(table["behind"]["participle"].split()) else None

    out: dict[str, Choose] = {hard: base, _past(hard): ended}
    if not noun:
        out[_third(hard)] = lambda before: _inflected(easy, _third)
        out[_going(hard)] = lambda before: _inflected(easy, _going)
    return out


def _inflected(words: str, form: Callable[[str], str]) -> str:
    first, *rest = words.split()
    return " ".join((form(first), *rest))


def _third(verb: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return verb + "es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", verb) + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return _doubled(re.sub(r"(?<=[^aeiou])y$", "i", verb)) + "ed"


def _going(verb: str) -> str:
    return (verb[:-1] if re.search(r"[^eoy]e$", verb) else _doubled(verb)) + "ing"


def _doubled(verb: str) -> str:
    return verb + verb[-1] if verb in ("transmit", "stop", "ban", "get", "set", "cut", "permit") else verb


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(_replacements(), key=lambda words: (-len(words), words))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-]|['’]\w)", re.IGNORECASE)
