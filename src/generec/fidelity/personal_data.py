"""Personal data in words: what can be told by its form, and by numbers that check themselves.

Presidio was tried: its recognisers by pattern find the same, but the package cannot be had without spaCy and
its company (250 MB), and it looks up a list of domains over the network when it is first used. Telephone
numbers are read by Google's rules (`phonenumbers`); the other forms are few, and stand here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import phonenumbers

from generec.fidelity.wording import cased, plain

REGIONS: Final = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "AT", "CH", "IN", "BR", "PL", "SE", "AU")
"""Countries whose telephone numbers are known without a country code."""


class Datum(NamedTuple):
    """Something personal: of what kind, from where to where in the words, and its core (letters, digits)."""

    kind: str
    start: int
    end: int
    core: str


_DIGITS: Final = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
    "oh": "0", "null": "0", "eins": "1", "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6",
    "sieben": "7", "acht": "8", "neun": "9",
}  # fmt: skip
_SPOKEN: Final = re.compile(
    rf"\b(?:(?:{'|'.join(_DIGITS)}|double|triple)[\s,.-]+){{6,}}(?:{'|'.join(_DIGITS)})\b"
)
_MAIL: Final = re.compile(
    r"[\w.+%-]+(?:\s?@\s?|\s*[\[({]\s*(?:at|ät|arroba|arobase)\s*[\])}]\s*|\s+(?:at|ät)\s+(?=[\w-]+\s+dot\s))"
    r"[\w-]+(?:(?:\s?\.\s?|\s*[\[({]\s*(?:dot|punkt|punto|point)\s*[\])}]\s*|\s+dot\s+)[\w-]+)*"
    r"(?:\.|\s*[\[({]\s*(?:dot|punkt|punto|point)\s*[\])}]\s*|\s+dot\s+)[a-z]{2,24}\b"
)
_DOTTED: Final = re.compile(
    r"\b[a-z0-9_-]+(?: dot [a-z0-9_-]+)* at [a-z0-9-]+(?: dot [a-z0-9-]+)* dot [a-z]{2,24}\b"
)
_IBAN: Final = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}\b")
_CARD: Final = re.compile(r"(?<![\d.,-])[2-6](?:[ -]?\d){12,18}(?![\d-])")
_ISSUED: Final = re.compile(
    r"4(\d{12}|\d{15}|\d{18})|(5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[068]\d{12}|6\d{15}|6\d{18}"
)
_V4: Final = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)")
_V6: Final = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){0,6}(?![\w:])")
_VERSION: Final = re.compile(r"(version|release|firmware|build|v)\s*$")
_PLACE: Final = re.compile(
    r"[+-]?\d{1,2}\.\d{4,}°?\s?[ns]?\s*[,;/ ]\s*[+-]?\d{1,3}\.\d{4,}|[+-]\d{2}\.\d{3,}[+-]\d{3}\.\d{3,}"
)
_CUE: Final = re.compile(
    r"(call|text|phone|tel|telephone|mobile|cell|whatsapp|sms|ring|dial|fax|ruf|anrufen|handy|appele\w*|llam\w*"
    r"|numero|número|number is|number:)\W{0,3}(\w+\W+){0,3}$"
)
_LOOSE: Final = re.compile(r"\+?\(?\d(?:[ ()./-]{0,2}\d){6,14}")
_ROAD: Final = (
    r"(?:street|st\.?|road|rd\.?|lane|ln\.?|avenue|ave\.?|drive|dr\.?|court|ct\.?|close|crescent|terrace|place"
    r"|square|boulevard|blvd\.?|gardens|way|row|alley|parkway|pkwy\.?)"
)
_ADDRESS: Final = re.compile(
    rf"\b\d{{1,5}}[a-d]?,?\s+(?:[^\W\d_][\w'’.-]*\s+){{1,3}}{_ROAD}(?![\w'])"
    r"|\b[^\W\d_]{3,}(?:straße|strasse|str\.|gasse|weg|allee|platz|straat|laan|gatan|vägen)\s+\d{1,4}\s?[a-h]?\b"
    r"|\b\d{1,4}(?:\s?bis|\s?ter)?,?\s+(?:rue|avenue|boulevard|allée|chemin|impasse|quai)\s+(?:[\w'’-]+\s?){1,5}"
    r"|\b(?:calle|avenida|via|viale|piazza|rua|ulica|ul\.)\s+(?:[^\W\d_][\w'’-]*\s+){1,4}(?:n[º°.]\s?)?\d{1,4}\b"
)
_BETWEEN: Final = re.compile(r"^\d+\S*\s.*\b(at|in|on|are|is|was|were|the|and|to|a|an|of|for|by|took)\b.*\w")
"""Between a number and the name of a road no such word stands."""
_MONTH: Final = (
    r"(?:jan\w*|feb\w*|mar\w*|mär\w*|apr\w*|may|mai|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|okt\w*|nov\w*"
    r"|dec\w*|dez\w*)"
)
_WORD_TOO: Final = re.compile(
    r"\b(st|dr|court|ct|close|place|square|way|row|alley|gardens|drive|platz|weg|via)\.?$"
)
"""Ends of addresses that are plain words, too: there, each word has to have a capital."""
_DATE: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}[.,]{{0,2}}\s+\d{{4}}"
    rf"|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_BORN: Final = re.compile(
    r"\b(?:born|d\.?o\.?b\.?|date of birth|birthday|birth date|geboren|geburtsdatum|geb\.|née?|nacid[oa])\b"
    rf"[^.!?]{{0,30}}?{_DATE}"
)
_SSN: Final = re.compile(r"\b(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}\b")
_NINO: Final = re.compile(r"\b(?![dfiquv])[a-z](?![dfiquvo])[a-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b")
_NATIONAL: Final = re.compile(
    r"\b(?:\d{8}-?[a-z]|[xyz]-?\d{7}-?[a-z]|[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]"
    r"|756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}|\d{3}\.\d{3}\.\d{3}-\d{2}"
    r"|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[\dab] ?\d{3} ?\d{3} ?\d{2}|\d{6}[-+]\d{4})\b"
)
_ID_CUE: Final = re.compile(
    r"\b(ssn|social security|passport|id(?: card| no\.?| number)?|identity|driver'?s licen[cs]e"
    r"|tax(?: id| number)?|steuer-?id|personalausweis|reisepass|bsn|pesel|aadhaar|nhs|insurance number"
    r"|sozialversicherung\w*|dni|nie|insee)\b\W{0,4}"
    r"(?:(?:is|no|number|nr|card)\W{0,3}){0,2}([a-z]{0,3}\d(?:[ .-]?[a-z0-9]){5,14})\b"
)


def personal(words: str) -> tuple[Datum, ...]:
    """Everything personal in the words, in the order of its places in their plain form (`wording.plain`)."""
    text = plain(words)
    found = [*_addresses(text, cased(words))]
    for finder in (_mails, _ibans, _cards, _ids, _births, _nets, _places, _phones):
        for one in finder(text):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def core(words: str) -> str:
    """Letters and digits alone: in what form something is looked for in a source."""
    return re.sub(r"\W|_", "", plain(words))


def _datum(kind: str, found: re.Match[str]) -> Datum:
    return Datum(kind, found.start(), found.end(), core(found[0]))


def _mails(text: str) -> Iterator[Datum]:
    for pattern in (_MAIL, _DOTTED):
        yield from (_datum("e-mail address", one) for one in pattern.finditer(text))


def _ibans(text: str) -> Iterator[Datum]:
    for one in _IBAN.finditer(text):
        flat = re.sub(r"\W", "", one[0])
        for end in range(len(flat), 14, -1):  # words may follow that look like more of it
            if _mod_97(flat[:end]):
                yield Datum("bank account (IBAN)", one.start(), one.end(), flat[:end])
                break


def _cards(text: str) -> Iterator[Datum]:
    for one in _CARD.finditer(text):
        digits = re.sub(r"\D", "", one[0])
        if _ISSUED.fullmatch(digits) and _luhn(digits):
            yield _datum("card number", one)


def _ids(text: str) -> Iterator[Datum]:
    for pattern in (_SSN, _NINO, _NATIONAL):
        yield from (_datum("identity number", one) for one in pattern.finditer(text) if _right(one[0]))
    for one in _ID_CUE.finditer(text):
        yield Datum("identity number", one.start(2), one.end(2), core(one[2]))


def _right(number: str) -> bool:
    """Whether an identity number's own check agrees, where its form has one that we know."""
    flat = re.sub(r"\W", "", number)
    for form, check in _CHECKED:
        if form.fullmatch(flat):
            return check(flat)
    return True


def _addresses(text: str, written: str) -> Iterator[Datum]:
    for one in _ADDRESS.finditer(text):
        as_written = written[one.start() : one.end()] if len(written) == len(text) else ""
        plain_words = _WORD_TOO.search(one[0]) and any(word[:1].islower() for word in as_written.split())
        if not plain_words and not _BETWEEN.search(one[0]):
            yield _datum("address", one)


def _births(text: str) -> Iterator[Datum]:
    yield from (_datum("date of birth", one) for one in _BORN.finditer(text))


def _nets(text: str) -> Iterator[Datum]:
    for pattern in (_V4, _V6):
        for one in pattern.finditer(text):
            try:
                found = ipaddress.ip_address(one[0])
            except ValueError:
                continue
            told = found.is_loopback or found.is_unspecified or _VERSION.search(text[: one.start()])
            if not told:
                yield _datum("internet address", one)


def _places(text: str) -> Iterator[Datum]:
    yield from (_datum("exact place", one) for one in _PLACE.finditer(text))


def _phones(text: str) -> Iterator[Datum]:
    for region in REGIONS:
        for one in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
            if sum(sign.isdigit() for sign in one.raw_string) > 6:
                yield Datum("telephone number", one.start, one.end, core(one.raw_string))
    for found in _LOOSE.finditer(text):
        if _CUE.search(text[: found.start()]):
            yield _datum("telephone number", found)
    yield from (_datum("telephone number", one) for one in _SPOKEN.finditer(text))


def _mod_97(flat: str) -> bool:
    """ISO 13616: the check of an IBAN."""
    turned = flat[4:] + flat[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812: the check of a card number."""
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(one - 9 * (one > 9) for one in doubled) % 10 == 0


def _dni(flat: str) -> bool:
    """Spain's DNI and NIE: the letter is the remainder by 23."""
    number = int(flat[:-1].translate(str.maketrans("xyz", "012")))
    return "trwagmyfpdxbnjzsqvhlcke"[number % 23] == flat[-1]


def _ahv(flat: str) -> bool:
    """Switzerland's AHV number: an EAN-13."""
    return sum(int(sign) * (1 + 2 * (place % 2)) for place, sign in enumerate(flat)) % 10 == 0


def _cpf(flat: str) -> bool:
    """Brazil's CPF: two digits, each the remainder by 11 of those before."""
    for n in (9, 10):
        total = sum(int(sign) * (n + 1 - place) for place, sign in enumerate(flat[:n]))
        if (total * 10 % 11) % 10 != int(flat[n]):
            return False
    return True


def _insee(flat: str) -> bool:
    """France's NIR: 97 less the remainder."""
    body = flat[:13].replace("2a", "19").replace("2b", "18")
    return 97 - int(body) % 97 == int(flat[13:]) if body.isdigit() else False


_CHECKED: Final[tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]] = (
    (re.compile(r"[xyz\d]\d{7}[a-z]"), _dni),
    (re.compile(r"756\d{10}"), _ahv),
    (re.compile(r"\d{11}"), _cpf),
    (re.compile(r"[12]\d{4}[\dab]{2}\d{8}|[12]\d{5}[ab]\d{8}"), _insee),
    (re.compile(r"\d{6}\d{4}"), _luhn),
)
