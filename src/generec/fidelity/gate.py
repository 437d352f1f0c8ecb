"""The gate: the one door through which a draft becomes an item.

Checks run side by side, each with a time limit; one that crashes, answers nonsense or is late
counts as `hold`, never as `pass`. What passes is sealed, its seal is read back from the very bytes
that are stored, and item, seal, verdicts and recipe are published in one transaction: whatever
stops the process before that leaves nothing that can be seen.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from generec.domain.drafts import Draft, Outcome, Seal, Verdict, worst
from generec.domain.errors import GenerecError, MediaError, NotAllowed
from generec.domain.items import Item
from generec.domain.made import Made
from generec.domain.parts import Check
from generec.domain.record import Record
from generec.domain.reviews import Review
from generec.fidelity.becoming import item_of
from generec.fidelity.judging import judge
from generec.fidelity.looking import opened
from generec.fidelity.queue import Queue, approved, rejected
from generec.fidelity.readback import LABEL, read_back
from generec.fidelity.records import Records
from generec.fidelity.seal import Sealed, Sealer
from generec.fidelity.table import (
    DEFAULT,
    KEPT_OUT,
    LICENCE,
    MEDIA,
    NEVER_LOOSER,
    Rule,
    adults_only,
    refuse_loose,
    rows_of,
    ruled,
)
from generec.store.interface import Blobs, Rows

NUDITY: Final = "fidelity.safety.nudity.v1"
WORDS: Final = "fidelity.safety.words.v1"
FLASHING: Final = "fidelity.safety.flashing.v1"
LOUDNESS: Final = "fidelity.safety.loudness.v1"
FACTS: Final = "fidelity.authenticity.facts.v1"
TRACED: Final = "fidelity.authenticity.traced.v1"
RESTS: Final = "fidelity.authenticity.rests.v1"
FACES: Final = "fidelity.privacy.faces.v1"
RECIPE: Final = "fidelity.authenticity.recipe.v1"
VIEWER: Final = "fidelity.privacy.viewer.v1"
PERSONAL: Final = "fidelity.privacy.personal.v1"
LIKENESS: Final = "fidelity.legal.likeness.v1"
DRIFT: Final = "fidelity.authenticity.drift.v1"
BLOCKED: Final = "fidelity.legal.blocked.v1"
PROMISE: Final = "fidelity.authenticity.promise.v1"


class GateConfig(BaseModel):
    """Which checks a draft must pass, and what follows from their outcomes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[str, ...] = Field(
        default=(
            LICENCE,
            MEDIA,
            FACTS,
            TRACED,
            RESTS,
            NUDITY,
            WORDS,
            FLASHING,
            LOUDNESS,
            FACES,
            RECIPE,
            VIEWER,
            PERSONAL,
            LIKENESS,
            DRIFT,
            PROMISE,
            BLOCKED,
        ),
        description="the checks that every draft goes through",
    )
    timeout_s: float = Field(default=120.0, gt=0, description="a check that takes longer counts as hold, s")
    retries: int = Field(
        default=1, ge=0, le=5, description="how often what was kept out is made again with less that can fail"
    )
    table: tuple[Rule, ...] = Field(
        default=DEFAULT,
        description="what follows from a check's outcome, where it is not the outcome itself; the last row"
        " that fits counts, and rows of your own come after these:"
        ' [{ check = "fidelity.safety.nudity.v1", outcome = "warn", does = "hold" }]',
    )

    @field_validator("table", mode="before")
    @classmethod
    def _after_the_default(cls, given: object) -> object:
        return rows_of(given)

    @model_validator(mode="after")
    def _law_is_not_loosened(self) -> GateConfig:
        for required in (LICENCE, MEDIA):
            if required not in self.checks:
                raise ValueError(f"the check {required} cannot be left out")
        refuse_loose(self.table)
        return self


class Passage(Record):
    """What became of a draft: an item, or the verdicts that kept it from becoming one."""

    outcome: Outcome
    verdicts: tuple[Verdict, ...]
    item: Item | None = None


class Gate:
    """Checks, seals and publishes drafts. Nothing else publishes."""

    def __init__(
        self, config: GateConfig, *, checks: Sequence[Check], sealer: Sealer, rows: Rows, blobs: Blobs
    ) -> None:
        given = {check.name for check in checks}
        if missing := [name for name in config.checks if name not in given]:
            raise NotAllowed(f"the gate stays shut: the check {missing[0]} is not there")
        self.config = config
        self.checks = tuple(check for check in checks if check.name in config.checks)
        self.sealer = sealer
        self.rows = rows
        self.blobs = blobs
        self.queue = Queue(rows, blobs)
        self.records = Records(rows)

    def __call__(self, *, draft: Draft, sources: Sequence[Item], at: float, shadow: bool = False) -> Passage:
        """Bring a draft through; `sources` are the recipe's source items, `at` is epoch seconds.

        With `shadow` the item is published as unavailable: it exists, and nobody ever sees it.
        Harmless when repeated: what the recipe made before is given back. Raises `NotAllowed`
        when a source was withdrawn meanwhile, `DataError` where draft and sources do not fit.
        """
        _fit(draft, sources)
        key = self.rows.making.put_recipe(draft.recipe)
        if known := self.rows.items.by_recipe(key, owner=draft.owner):
            told = tuple(self.rows.making.verdicts(key, owner=draft.owner))
            return Passage(outcome=worst(told), verdicts=told, item=known)
        if self.rows.reviews.rejected(key):
            return self._keep_out(draft, (rejected(),), at, shadow)
        verdicts = self._judge(draft, sources, self.checks)
        if worst(verdicts) in KEPT_OUT:
            return self._keep_out(draft, verdicts, at, shadow)
        return self._publish(draft, sources, verdicts, at, shadow)

    def approve(self, id: str, *, by: str, note: str = "", at: float) -> Item:
        """Bring a held draft through on a person's word; returns the item.

        The checks that nobody may overrule judge it anew. Raises `NotFound`, `NotAllowed` where they, a
        source that is gone or an earlier decision forbid it.
        """
        review = self.queue.waiting(id)
        sources = self.queue.sources(review)
        with tempfile.TemporaryDirectory(prefix="generec-review-") as name:
            draft = self.queue.draft(review, Path(name))
            law = self._judge(draft, sources, [one for one in self.checks if one.name in NEVER_LOOSER])
            if against := [verdict for verdict in law if verdict.outcome in KEPT_OUT]:
                raise NotAllowed(f"it cannot be approved: {against[0].check}: {against[0].evidence}")
            verdicts = (*law, *approved(review, minor=self._minor(draft)))
            made = self._publish(draft, sources, verdicts, at, review.shadow)
        if made.item is None:
            raise NotAllowed(f"it cannot be approved: {made.verdicts[-1].evidence}")
        self.queue.end(id, "approved", at=at, by=by, note=note, item=made.item.id)
        return made.item

    def reject(self, id: str, *, by: str, note: str = "", at: float) -> Review:
        """Keep a held draft out for good: what its recipe makes is never brought through again.

        Raises `NotFound`, `NotAllowed` where it was decided before.
        """
        review = self.queue.end(id, "rejected", at=at, by=by, note=note, item=None)
        told = (*review.verdicts, rejected())
        self.rows.making.put_verdicts(review.recipe, told, owner=review.owner)
        return review

    def _judge(self, draft: Draft, sources: Sequence[Item], checks: Sequence[Check]) -> tuple[Verdict, ...]:
        """The verdicts of checks, with the table applied."""
        files, records = self.blobs.path, self.records
        with opened(draft, sources, files=files, standing=records.standing, records=records, checks=checks):
            found = judge(checks, draft=draft, sources=sources, timeout_s=self.config.timeout_s)
        minor = self._minor(draft)
        return tuple(self._ruled(verdict, draft, minor=minor) for verdict in found)

    def _ruled(self, verdict: Verdict, draft: Draft, *, minor: bool) -> Verdict:
        return ruled(verdict, self.config.table, kind=draft.kind, minor=minor)

    def _minor(self, draft: Draft) -> bool:
        """Whether the only one who will see the draft is a minor."""
        return draft.owner is not None and self.rows.viewers.get(draft.owner).minor

    def _keep_out(self, draft: Draft, verdicts: tuple[Verdict, ...], at: float, shadow: bool) -> Passage:
        self.rows.making.put_verdicts(draft.recipe.key(), verdicts, owner=draft.owner)
        if worst(verdicts) == "hold":
            self.queue.hold(draft, verdicts, at=at, shadow=shadow)
        return Passage(outcome=worst(verdicts), verdicts=verdicts)

    def _publish(
        self, draft: Draft, sources: Sequence[Item], verdicts: tuple[Verdict, ...], at: float, shadow: bool
    ) -> Passage:
        with tempfile.TemporaryDirectory(prefix="generec-seal-") as name, ExitStack() as stack:
            files = {
                item.id: stack.enter_context(self.blobs.path(item.media)) for item in sources if item.media
            }
            try:
                sealed = self.sealer(draft=draft, sources=sources, files=files, folder=Path(name), at=at)
            except MediaError as error:
                unsealed = Verdict(check=LABEL, outcome="hold", evidence=error.message)
                return self._keep_out(draft, (*verdicts, unsealed), at, shadow)
            label = read_back(sealed, draft, trust=self.sealer.trust(at=at), at=at)
            verdicts = (*verdicts, self._ruled(label, draft, minor=self._minor(draft)))
            if worst(verdicts) in KEPT_OUT:
                return self._keep_out(draft, verdicts, at, shadow)
            made = self._made(draft, sources, sealed, verdicts, at)
        if shadow:
            made = made.model_copy(update={"item": made.item.model_copy(update={"state": "unavailable"})})
        return self._enter(made)

    def _made(
        self,
        draft: Draft,
        sources: Sequence[Item],
        sealed: Sealed,
        verdicts: tuple[Verdict, ...],
        at: float,
    ) -> Made:
        media = self.blobs.put(sealed.media) if sealed.media else None
        seal = Seal(
            id=f"s_{sealed.mark}",
            recipe=draft.recipe.key(),
            media=media,
            mark=sealed.mark,
            issuer=sealed.issuer,
            signed_at=at,
            manifest=sealed.manifest or (self.blobs.put(sealed.sidecar) if sealed.sidecar else None),
            payload=sealed.payload,
            fingerprint=sealed.fingerprint,
        )
        thumbnail = self.blobs.put(sealed.thumbnail) if sealed.thumbnail else None
        item = item_of(draft, sources, seal, thumbnail=thumbnail, adults_only=adults_only(verdicts), at=at)
        return Made(item=item, seal=seal, verdicts=verdicts, recipe=draft.recipe)

    def _enter(self, made: Made) -> Passage:
        """Publish, and give back what stands under the recipe: another process may have been first."""
        try:
            self.rows.making.publish(made)
        except GenerecError:
            self._forget(made)
            raise
        stands = self.rows.items.by_recipe(made.seal.recipe, owner=made.item.owner)
        if stands is None or stands.seal != made.seal.id:
            self._forget(made)
        return Passage(outcome=worst(made.verdicts), verdicts=made.verdicts, item=stands)

    def _forget(self, made: Made) -> None:
        """A seal's bytes are its own, so nothing else can refer to them."""
        for key in {made.item.media, made.item.thumbnail, made.seal.manifest}:
            if key and key.startswith("sha256:"):
                self.blobs.delete(key)


def _fit(draft: Draft, sources: Sequence[Item]) -> None:
    named = list(dict.fromkeys(source.item for source in draft.recipe.sources))
    if [item.id for item in sources] != named:
        raise NotAllowed(f"the recipe names the sources {named}, not {[item.id for item in sources]}")
    if not sources and draft.origin == "edited":
        raise NotAllowed("an edited item needs a source")
    if (draft.scope == "private") != (draft.owner is not None):
        raise NotAllowed("a private draft has an owner, and a shared one has none")
