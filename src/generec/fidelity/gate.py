"""The gate: the one door through which a draft becomes an item.

Checks run side by side, each with a time limit; one that crashes, answers nonsense or is late
counts as `hold`, never as `pass`. What passes is sealed, its seal is read back from the very bytes
that are stored, and item, seal, verdicts and recipe are published in one transaction: whatever
stops the process before that leaves nothing that can be seen.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, TimeoutError
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from generec.domain.drafts import SEVERITY, Draft, Made, Outcome, Seal, Verdict, worst
from generec.domain.errors import GenerecError, MediaError, NotAllowed
from generec.domain.items import Item
from generec.domain.parts import Check
from generec.domain.record import Record
from generec.fidelity.readback import LABEL, failed, read_back
from generec.fidelity.seal import Sealed, Sealer
from generec.policy.licences import derive_of
from generec.policy.rights import inherited
from generec.store.interface import Blobs, Rows

NUDITY: Final = "fidelity.safety.nudity.v1"
LICENCE: Final = "fidelity.legal.licence.v1"
MEDIA: Final = "fidelity.authenticity.media.v1"
FACTS: Final = "fidelity.authenticity.facts.v1"
TRACED: Final = "fidelity.authenticity.traced.v1"
RESTS: Final = "fidelity.authenticity.rests.v1"
FACES: Final = "fidelity.privacy.faces.v1"
_NEVER_LOOSER: Final = frozenset((LICENCE, MEDIA, LABEL))


class GateConfig(BaseModel):
    """Which checks a draft must pass, and what follows from their outcomes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[str, ...] = Field(
        default=(LICENCE, MEDIA, FACTS, TRACED, RESTS, NUDITY, FACES),
        description="the checks that every draft goes through",
    )
    timeout_s: float = Field(default=120.0, gt=0, description="a check that takes longer counts as hold, s")
    table: dict[str, dict[Outcome, Outcome]] = Field(
        default_factory=dict,
        description="what an outcome of a check does (pass, warn, hold, block), where it is not itself:"
        ' {"fidelity.safety.nudity.v1" = {warn = "hold"}}',
    )

    @model_validator(mode="after")
    def _law_is_not_loosened(self) -> GateConfig:
        for required in (LICENCE, MEDIA):
            if required not in self.checks:
                raise ValueError(f"the check {required} cannot be left out")
        for check in _NEVER_LOOSER & self.table.keys():
            for outcome, action in self.table[check].items():
                if SEVERITY[action] < SEVERITY[outcome]:
                    raise ValueError(f"{check} cannot be made less strict ({outcome} = {action!r})")
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
        verdicts = self._judge(draft, sources)
        if worst(verdicts) in ("pass", "warn"):
            return self._publish(draft, sources, verdicts, at, shadow)
        return self._keep_out(draft, verdicts)

    def _judge(self, draft: Draft, sources: Sequence[Item]) -> tuple[Verdict, ...]:
        """The verdicts of all checks, with the table applied."""
        running = [(check, _start(check, draft, sources)) for check in self.checks]
        deadline = time.monotonic() + self.config.timeout_s
        return tuple(self._action(_verdict(check, future, deadline)) for check, future in running)

    def _action(self, verdict: Verdict) -> Verdict:
        action = self.config.table.get(verdict.check, {}).get(verdict.outcome, verdict.outcome)
        if action == verdict.outcome:
            return verdict
        return verdict.model_copy(
            update={"outcome": action, "detail": verdict.detail | {"found": verdict.outcome}}
        )

    def _keep_out(self, draft: Draft, verdicts: tuple[Verdict, ...]) -> Passage:
        self.rows.making.put_verdicts(draft.recipe.key(), verdicts, owner=draft.owner)
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
                return self._keep_out(draft, (*verdicts, unsealed))
            label = self._action(read_back(sealed, draft, trust=self.sealer.trust(at=at), at=at))
            verdicts = (*verdicts, label)
            if worst(verdicts) not in ("pass", "warn"):
                return self._keep_out(draft, verdicts)
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
        )
        thumbnail = self.blobs.put(sealed.thumbnail) if sealed.thumbnail else None
        item = _item(draft, sources, seal, thumbnail, at)
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


def item_id(key: str, *, owner: str | None = None) -> str:
    """The id of what a recipe makes: `g_` and 24 hex digits, for a private item the owner's own."""
    if owner is not None:
        key = hashlib.sha256(f"{key}\n{owner}".encode()).hexdigest()
    return f"g_{key[:24]}"


def _fit(draft: Draft, sources: Sequence[Item]) -> None:
    named = list(dict.fromkeys(source.item for source in draft.recipe.sources))
    if [item.id for item in sources] != named:
        raise NotAllowed(f"the recipe names the sources {named}, not {[item.id for item in sources]}")
    if not sources and draft.origin == "edited":
        raise NotAllowed("an edited item needs a source")
    if (draft.scope == "private") != (draft.owner is not None):
        raise NotAllowed("a private draft has an owner, and a shared one has none")


def _start(check: Check, draft: Draft, sources: Sequence[Item]) -> Future[Verdict]:
    """Run a check in a thread of its own, which does not keep the process alive when it hangs."""
    future: Future[Verdict] = Future()

    def run() -> None:
        try:
            future.set_result(check(draft=draft, sources=sources))
        except BaseException as error:  # noqa: BLE001 (whatever it is becomes a hold)
            future.set_exception(error)

    threading.Thread(target=run, name=check.name, daemon=True).start()
    return future


def _verdict(check: Check, future: Future[Verdict], deadline: float) -> Verdict:
    try:
        error = future.exception(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        return failed(check.name, "the check did not finish in time")
    if error is not None:
        told = error.message if isinstance(error, GenerecError) else f"{type(error).__name__}: {error}"
        return failed(check.name, f"the check failed: {told}")
    verdict = future.result()
    if not isinstance(verdict, Verdict) or verdict.check != check.name:
        return failed(check.name, "the check gave no verdict of its own")
    return verdict


def _item(draft: Draft, sources: Sequence[Item], seal: Seal, thumbnail: str | None, at: float) -> Item:
    used = draft.recipe.terms
    allow, rights = inherited(sources, used=used)
    first, id = sources[0] if sources else None, item_id(seal.recipe, owner=draft.owner)
    new = draft.origin == "created"  # a work of its own, of which no source is the original
    return Item(
        id=id,
        work=first.work if first and not new else id,
        kind=draft.kind,
        title=draft.title or (first.title if first else ""),
        description=draft.description or (first.description if first else ""),
        topics=draft.topics or (first.topics if first else ()),
        creator=first.creator if first and not new else None,
        language=draft.language or (first.language if first else None),
        origin=draft.origin,
        ai=draft.ai or any(item.ai for item in sources),
        media=seal.media,
        mime=draft.mime,
        thumbnail=thumbnail,
        text=draft.text,
        duration_s=draft.duration_s,
        width=draft.width,
        height=draft.height,
        fps=draft.fps,
        has_audio=draft.has_audio,
        licence=derive_of(draft.recipe, sources).licence,
        source=first.source if first and not new else None,
        rights=rights,
        allow=allow,
        parents=tuple(item.id for item in sources),
        changes=draft.changes,
        recipe=seal.recipe,
        seal=seal.id,
        scope=draft.scope,
        owner=draft.owner,
        published_at=at,
        expires_at=min((item.expires_at for item in sources if item.expires_at is not None), default=None),
    )
