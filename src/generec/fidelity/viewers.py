"""`fidelity.privacy.viewer.v1`: does what everybody gets hold what is one viewer's own?

Makers put nothing of a viewer into a shared recipe (a property test over all of them says so); this looks
at what came out, whoever made it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.fidelity.looking import exhibit
from generec.fidelity.records import Records
from generec.fidelity.wording import plain, said_by, strings
from generec.plugins import register

NAME: Final = "fidelity.privacy.viewer.v1"
_SHOWN: Final = 3
_KEYS: Final = re.compile(
    r"(^|_)(user|viewer|owner|profile|history|watched|viewed|seen|likes?d?|skipped|rejected|events?|clicks?"
    r"|embedding|taste|wish(es)?|request|session|cookie|account|person|client|device|ip|email|for)(_|$|s$|_?id$)"
)
"""Names of parameters that no maker writes into a shared recipe: they would tell of a viewer."""
_WORDY: Final = frozenset(
    (
        *("text", "title", "asked", "prompt", "against", "lines", "line", "foot", "more", "credit", "label"),
        *("name", "unit", "creator", "address", "licence", "topic", "caption", "headline", "words", "quote"),
        *("number", "told"),
    )
)
"""Parameters in which makers write phrases: titles, cards, facts with their sources, credits."""
_KIN: Final = (
    r"(sister|brother|mother|father|mom|mum|dad|wife|husband|son|daughter|child|kids?|girlfriend|boyfriend"
    r"|friends?|family|boss|ex|doctor|neighbou?r|name|address|birthday|job|illness|divorce|school)"
)
_OWN: Final = re.compile(
    r"\b(i am|i'm|i was|i've|i live|i lost|i feel|for me|ich bin|ich habe)\b"
    rf"|\b(my|meine?[mnrs]?) {_KIN}\b"
)
"""A viewer speaking of their life: stands in what was asked for, never in what everybody gets."""
_TO: Final = re.compile(
    r"\b(dear|hi|hello|hey|lieber?|liebe|chère?|querid[oa]) (?!all|every|read|friend|world|there"
    r"|you|view|folks|guys|audience|colleague|alle|freund|leser|tous|amis|todos|amig)"
    rf"[^\W\d_]{{2,}}(?=\s*[,!])|\byour {_KIN}\b"
    r"|\byou (have |'ve )?(watched|liked|skipped|viewed|searched|wished|asked|told|clicked|rejected)\b"
    r"|\byour (history|profile|likes|last (wish|search)|wish(es)?|account)\b"
)
"""Somebody speaking to one viewer."""
_IDS: Final = re.compile(r"[^\s,;:!?()\[\]{}\"“”'<>|]{3,512}")
_SHA: Final = re.compile(r"(sha256:)?[0-9a-f]{64}")
_HASH: Final = re.compile(r"\b[0-9a-f]{32,128}\b")
_LETTERS: Final = re.compile(r"[A-Za-z0-9+/_=-]{60,}|(-?\d+\.\d+[,;\s]+){15,}")


_LOOK: Final = 100
"""Numbers of a look that was taken off a picture (`editor.ops.look.Likeness`)."""


class ViewerConfig(BaseModel):
    """What counts as a viewer's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: int = Field(
        default=32,
        ge=4,
        description="so many numbers in a row, of length 1 together or of both signs, are a taste",
    )


class ViewerCheck:
    """Holds a shared draft that names a viewer (also by a usual hash of the id), speaks as or to one, or
    whose recipe has a taste, a history (items that are no sources), or phrases that no source says where
    makers write none. Private drafts pass: nobody but their owner gets them.

    The score is 1 where something was found.
    """

    name = NAME

    def __init__(self, config: ViewerConfig | None = None) -> None:
        self.config = config or ViewerConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look at the recipe's parameters and at all words that are new."""
        if draft.scope == "private":
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="only its owner gets it")
        records = exhibit(draft, sources).records
        known = said_by(sources)
        found = list(dict.fromkeys(self._found(draft, sources, records, known)))
        told = f"for everybody, and yet: {'; '.join(found[:_SHOWN])}" if found else "it tells of no viewer"
        return Verdict(
            check=NAME,
            outcome="hold" if found else "pass",
            score=float(bool(found)),
            evidence=told,
            detail={"found": [*found]},
        )

    def _found(
        self, draft: Draft, sources: Sequence[Item], records: Records | None, known: str
    ) -> Iterator[str]:
        said = list(_said(draft))
        told = [pair for step in draft.recipe.steps for pair in strings(step.params)]
        if records is not None:
            viewers = frozenset(records.viewers())
            yield from _named([*said, *told], viewers, known)
            yield from _history(draft, sources, records)
        for step in draft.recipe.steps:
            yield from _kept(step.params, known, step.op)
            yield from self._tastes(step.params, step.op)
            if step.op == "taste" and not step.params.get("shared"):
                yield "it is bent to the taste of one viewer"
            if step.op == "caption" and "text" in step.params:
                yield "a caption in a viewer's own words"
        for where, words in said:
            yield from (f"the {where} speaks to a viewer: {one!r}" for one in _new(_TO, words, known))
        for where, words in [*told, *said]:
            yield from (f"the {where} speaks as a viewer: {one!r}" for one in _new(_OWN, words, known))

    def _tastes(self, value: Any, where: str) -> Iterator[str]:
        """Lists of numbers that look like a vector of likes."""
        if isinstance(value, Mapping):
            for key, part in value.items():
                yield from self._tastes(part, str(key))
        elif isinstance(value, list | tuple):
            if len(value) >= self.config.numbers and all(isinstance(one, int | float) for one in value):
                numbers = np.asarray(value, np.float64)
                unit = abs(float(np.linalg.norm(numbers)) - 1.0) < 0.02
                look = where in ("style", "look") and len(value) <= _LOOK
                if unit or (not look and 0.2 < float((numbers < 0).mean()) < 0.8):
                    yield f"{where!r} holds {len(value)} numbers like those of a taste"
            else:
                for part in value:
                    yield from self._tastes(part, where)


def _said(draft: Draft) -> Iterator[tuple[str, str]]:
    """The draft's own fields."""
    yield from (("title", draft.title), ("description", draft.description), ("text", draft.text or ""))
    for where, several in (("topics", draft.topics), ("changes", draft.changes), ("asked", draft.asked)):
        yield from ((where, words) for words in several)


def _named(told: Sequence[tuple[str, str]], viewers: Collection[str], known: str) -> Iterator[str]:
    """Viewers' ids, as they are or by a usual hash."""
    if not viewers:
        return
    plainly = {plain(id): id for id in viewers}
    spaced = [id for id in plainly if " " in id and len(id) > 4]
    hashes: dict[str, str] | None = None
    for where, words in told:
        flat = plain(words)
        own = flat in plainly and flat not in known
        own = own or any(id in flat and id not in known for id in spaced)
        for one in _IDS.findall(flat):
            bare = one.strip(".-_/")
            own = own or (bare in plainly and _telling(bare) and bare not in known)
            own = own or any(part in plainly and _telling(part) for part in bare.split("/")[1:])
        if own:
            yield f"a viewer's id stands in {where!r}"
        if _HASH.search(flat) or _LETTERS.search(words) or "%" in words or where in _FREE:
            hashes = hashes if hashes is not None else _hashes(viewers)
            if any(one in hashes for one in [*_HASH.findall(flat), *words.split()]):
                yield f"a viewer's id, encoded, stands in {where!r}"


_FREE: Final = frozenset(("id", "by", "ref", "key", "tag", "note", "comment", "title", "description", "text"))


def _telling(id: str) -> bool:
    """Whether an id cannot well be a word or a year of a text."""
    if id.isdigit():
        return len(id) > 6
    return len(id) > 7 or any(not sign.isalpha() for sign in id)


def _hashes(viewers: Collection[str]) -> dict[str, str]:
    """Ids by the ways in which they are usually hidden."""
    out = {}
    for id in viewers:
        data = id.encode()
        for way in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            out[way(data).hexdigest()] = id
        for coded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
            out[coded.decode()] = out[coded.decode().rstrip("=")] = id
        out[data.hex()] = out[id[::-1]] = id
        if quote(id) != id:
            out[quote(id)] = id
    return out


def _history(draft: Draft, sources: Sequence[Item], records: Records) -> Iterator[str]:
    """Items that are named in parameters and are no sources: what somebody has seen."""
    ours = {source.item for source in draft.recipe.sources}
    told = [(key, words) for step in draft.recipe.steps for key, words in strings(step.params)]
    asked = {words: key for key, words in told if words not in ours and key != "id" and len(words) <= 512}
    found = records.items(list(asked)) if asked else {}
    others = [id for id in found if id not in {item.work for item in sources}]
    if len(others) > 1 or any(_telling(id) and not id.isalpha() for id in others):
        yield f"{asked[others[0]]!r} names {len(others)} items that are no sources of it"


def _kept(value: Any, known: str, where: str) -> Iterator[str]:
    """Parameters whose names tell of a viewer, and phrases where makers write none."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            name = str(key)
            if _KEYS.search(name.casefold()):
                yield f"the parameter {name!r} tells of a viewer"
            yield from _kept(part, known, name)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _kept(part, known, where)
    elif isinstance(value, str):
        if where not in _WORDY and len(value.split()) > 2 and plain(value) not in known:
            yield f"the parameter {where!r} holds a phrase that no source says: {value[:60]!r}"
        if _LETTERS.search(value) and not _SHA.fullmatch(value) and where not in ("address", "against"):
            yield f"the parameter {where!r} holds {len(value)} signs that are no words"


def _new(pattern: re.Pattern[str], words: str, known: str) -> Iterator[str]:
    """What a pattern finds in words and no source says."""
    for found in pattern.finditer(plain(words).replace("’", "'")):
        if found[0] not in known:
            yield found[0]


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> ViewerCheck:
    """The check with its settings."""
    return ViewerCheck(ViewerConfig(**settings))
