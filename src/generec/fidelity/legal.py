"""`fidelity.legal.licence.v1`: may this have been made from these sources at all?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.facts import cited
from generec.domain.items import Item
from generec.fidelity.looking import exhibit
from generec.plugins import register
from generec.policy.licences import derive_of, of_model, terms
from generec.policy.rights import allow, needed

NAME: Final = "fidelity.legal.licence.v1"


class LicenceConfig(BaseModel):
    """How licences are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    commercial: bool = Field(
        default=False, description="this home earns money: works under a non-commercial licence block"
    )


class LicenceCheck:
    """Looks at all sources: rights, licence, withdrawal, whose they are, and whether they are the
    very files the recipe was planned on; at all that they were made from, as it stands now; and at the
    licences of generative models and of given facts.

    block: a source is withdrawn, forbids derivatives, does not allow the operations, or is another
    viewer's own. hold: licences that exclude each other, a source that changed. warn: what is
    made may not be public, or not be used commercially. The score is the share of sources at fault.
    """

    name = NAME

    def __init__(self, config: LicenceConfig | None = None) -> None:
        self.config = config or LicenceConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """The gravest finding decides; all of them stand in the evidence."""
        faults = [(item.id, *fault) for item in sources for fault in self._source(draft, item)]
        records = exhibit(draft, sources).records
        kin = records.ancestors(sources) if records is not None else ()
        faults += [(item.id, *fault) for item in kin for fault in self._kin(draft, item)]
        faults += [("", *fault) for fault in (*self._models(draft), *self._together(draft, sources))]
        outcome: Outcome = max((fault[1] for fault in faults), key=SEVERITY.__getitem__, default="pass")
        guilty = {fault[0] for fault in faults if SEVERITY[fault[1]] > 1} - {""}
        told = list(dict.fromkeys(fault[2] for fault in faults)) or ["all sources allow it"]
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=len(guilty) / max(1, len(sources)),
            evidence="; ".join(told),
            detail={
                "sources": [*sorted(guilty)],
                "attribution": [*derive_of(draft.recipe, sources).attribution],
            },
        )

    def _source(self, draft: Draft, item: Item) -> Iterator[tuple[Outcome, str]]:
        name = item.title or item.id
        read = terms(item.licence)
        if item.state == "withdrawn":
            yield "block", f"“{name}” has been withdrawn"
        if read.no_derivatives:
            yield "block", f"“{name}” is under a licence that forbids derivatives ({item.licence})"
        # The licence is read again: `allow` may come from a table that was wrong.
        lawful = item.allow & (allow(rights="own", licence=item.licence))
        if missing := needed(draft.recipe) - lawful:
            yield "block", f"“{name}” does not allow: {', '.join(sorted(missing))}"
        if item.owner is not None and (draft.scope != "private" or item.owner != draft.owner):
            yield "block", f"“{name}” is a viewer's own and may serve that viewer alone"
        if item.rights == "research":
            yield "warn", "made from research material: not to be served publicly"
        if read.non_commercial:
            yield ("block" if self.config.commercial else "warn"), f"“{name}” is for non-commercial use only"

    def _kin(self, draft: Draft, item: Item) -> Iterator[tuple[Outcome, str]]:
        """What a parent of a source forbids, though the source was made while it did not."""
        for outcome, told in self._source(draft, item):
            yield outcome, f"{told}, of which a source was made"

    def _models(self, draft: Draft) -> Iterator[tuple[Outcome, str]]:
        for one in draft.recipe.terms:
            if of_model(one).non_commercial:
                told = f"what the model {one.model} makes is for non-commercial use only ({one.licence})"
                yield ("block" if self.config.commercial else "warn"), told

    def _together(self, draft: Draft, sources: Sequence[Item]) -> Iterator[tuple[Outcome, str]]:
        if conflict := derive_of(draft.recipe, sources).conflict:
            yield "hold", conflict
        for source in cited(draft.recipe):
            if not terms(source.licence).granted:
                banned = terms(source.licence).no_derivatives
                told = f"the licence of “{source.title}” ({source.licence}) does not let its words be used"
                yield ("block" if banned else "hold"), told
        had = {source.item: source.media for source in draft.recipe.sources}
        given = {item.id: item for item in sources}
        for id, media in had.items():
            if id not in given:
                yield "block", f"the source {id!r} is gone"
            elif media is not None and given[id].media != media:
                yield "hold", f"the source {id!r} is no longer the file that the recipe names"


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> LicenceCheck:
    """The check with its settings."""
    return LicenceCheck(LicenceConfig(**settings))
