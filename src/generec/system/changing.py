"""What a viewer wants changed: the item on screen, and the items of the feed, now or for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generec.domain.feed import OPEN_STATES
from generec.domain.guidance import Clause, Edit, Guidance, Limits, Route, Target
from generec.domain.items import Item
from generec.instructor.decide import RouteChoice
from generec.policy.rights import public
from generec.system.another import made_before
from generec.system.assembly import Parts
from generec.system.call import Call, rng_of
from generec.system.making import Asked
from generec.system.showing import Shown
from generec.system.telling import of_another_try, of_asked, of_created, of_edits

FEED_EDITS = 3
"""How many items of one feed are given to the editor, where a viewer wants all of them changed."""

LOOKED_AT = 12
"""How many of the first items are looked at for variants that are there already."""

OPEN_JOBS = 6
"""With so many jobs waiting for a viewer, a feed asks for no more."""

PRESENTED = frozenset(("clip", "thumbnail"))
"""Wishes about the whole feed that choosing windows and covers fulfils, without making anything."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of changing the feed: by item shown, what was asked for. `now`: it was just said."""

    edits: tuple[Edit, ...] = ()
    asked: tuple[tuple[Item, Asked], ...] = ()
    now: bool = False
    why_not: str = ""


def aimed(guidance: Guidance, target: Target) -> Guidance:
    """The guidance with those edits alone that are meant for `target`."""
    clauses = tuple(c if c.target == target else c.model_copy(update={"edits": ()}) for c in guidance.clauses)
    return guidance.model_copy(update={"clauses": clauses})


def presented(guidance: Guidance) -> bool:
    """Whether choosing covers and windows fulfils the wish, so that nothing has to be made."""
    return guidance.target == "feed" and {edit.op for edit in guidance.edits} <= PRESENTED


class Changer:
    """Asks the editor for changes. It holds no viewer."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def screen(self, call: Call, said: Guidance, wanted: Guidance, route: RouteChoice) -> list[Asked]:
        """Ask for what was said to be changed on screen; on a further page it was asked already.

        `wanted` is the guidance in force.
        """
        if call.paging or said.refuse or said.ask or not said.clauses:
            return []
        if said.route == "create":
            return [self._create(call, said, wanted)]
        if route.route != said.route and not presented(said):
            return [self._told(call, "making is switched off here")]
        here = tuple(c for c in said.clauses if c.route == "edit" and c.target == "current")
        if route.route != "edit" or not here:
            return []
        if call.screen is None:
            for_good = all(clause.lasting for clause in here)
            return [] if for_good else [self._told(call, "nothing is on screen that could be changed")]
        if not call.profile.viewer.ai:
            return [self._told(call, "content made by AI is switched off for you")]
        standing = tuple(clause for clause in wanted.clauses if clause.lasting)
        guidance = said.model_copy(update={"clauses": (*standing, *said.clauses)})
        with call.trace.step("editor") as note:
            asked = self.parts.maker.ask(
                item=call.screen,
                guidance=aimed(guidance, "current"),
                profile=call.profile,
                request=call.id,
                rng=call.rng,
            )
            note.did, note.because = of_asked(asked, call.screen)
        return asked

    def _create(self, call: Call, said: Guidance, wanted: Guidance) -> Asked:
        """Ask for something new; what the viewer does not want for good keeps out of it."""
        if why_not := self._never(call, "create"):
            return self._told(call, why_not, by="creator")
        standing = tuple(
            clause.model_copy(update={"more": (), "edits": (), "limits": Limits()})
            for clause in wanted.clauses
            if clause.lasting
        )
        guidance = said.model_copy(update={"clauses": (*standing, *said.clauses)})
        with call.trace.step("creator") as note:
            asked = self.parts.maker.create(
                guidance=guidance,
                profile=call.profile,
                request=call.id,
                rng=call.rng,
                skip=made_before(self.parts, call.former, said),
            )
            note.did, note.because = of_created(asked)
        return asked

    def _told(self, call: Call, why_not: str, *, by: str = "editor") -> Asked:
        call.trace.add(by, "made nothing", because=why_not)
        return Asked(why_not=why_not)

    def feed(self, call: Call, said: Guidance, wanted: Guidance, shown: Shown) -> Changes:
        """Ask for the first items of the feed as the viewer wants all of them, now or for good.

        What is there already is found for the first `LOOKED_AT`; at most `FEED_EDITS` are asked for
        anew, and none while `OPEN_JOBS` of the viewer's wait.
        """
        guidance = aimed(wanted, "feed")
        edits = tuple(edit for edit in guidance.edits if edit.op not in PRESENTED)
        if not edits:
            return Changes()
        now = not call.paging and any(_for_feed(clause) for clause in said.clauses)
        if why_not := self._never(call):
            call.trace.add("editor", f"left the feed without {of_edits(edits)}", because=why_not)
            return Changes(edits=edits, now=now, why_not=why_not)
        with call.trace.step("editor") as note:
            changes = replace(self._asked(call, guidance, shown), edits=edits, now=now)
            note.did, note.because = _told(changes)
        return changes

    def _never(self, call: Call, route: Route = "edit") -> str:
        if route not in self.parts.routes:
            return "making is switched off here"
        return "" if call.profile.viewer.ai else "content made by AI is switched off for you"

    def _asked(self, call: Call, guidance: Guidance, shown: Shown) -> Changes:
        works = [item.work for item in shown.items[:LOOKED_AT]]
        found = self.parts.home.rows.items.get(works)
        waiting = self.parts.maker.waiting(call.user)
        left = min(FEED_EDITS, max(OPEN_JOBS - waiting, 0))
        asked: list[tuple[Item, Asked]] = []
        for item in (found[work] for work in works if work in found):
            one = self._change(call, guidance, item, enqueue=left > 0)
            asked.append((item, one))
            left -= one.fresh
        full = f"{waiting} changes are still being made for you" if waiting >= OPEN_JOBS else ""
        return Changes(asked=tuple(asked), why_not=full)

    def _change(self, call: Call, guidance: Guidance, item: Item, *, enqueue: bool) -> Asked:
        """One item changed by all edits that can be done to it, and by the rest not at all."""
        edits = tuple(edit for edit in guidance.edits if edit.op not in PRESENTED)
        wish = Guidance(clauses=(Clause(route="edit", target="feed", edits=edits),))
        asked = self.parts.maker.ask(
            item=item,
            guidance=wish,
            profile=call.profile,
            request=call.id,
            rng=rng_of(f"{item.id}{wish.model_dump_json()}"),
            enqueue=enqueue,
        )
        notes = tuple(note for one in asked for note in one.notes)
        planned = next((one for one in asked if one.recipe), None)
        if planned is not None:
            return replace(planned, notes=notes)
        whys = [one.why_not for one in asked if one.why_not]
        return Asked(why_not="; ".join(dict.fromkeys([*whys, *notes])))

    def placed(self, call: Call, shown: Shown, changes: Changes) -> tuple[Shown, list[Asked]]:
        """The feed with what is made in the place of its source, and what became of every change."""
        settled = [(item, self.parts.maker.settled(asked, user=call.user)) for item, asked in changes.asked]
        ready = {
            one.item.work: one.item
            for _, one in settled
            if one.item is not None and (public(one.item) or call.links.local)
        }
        if not ready:
            return shown, [one for _, one in settled]
        made = self.parts.shower.made(list(ready.values()), profile=call.profile, links=call.links)
        return shown.instead(made, because="changed as you asked"), [one for _, one in settled]

    def reply(self, changes: Changes, settled: Sequence[Asked]) -> str:
        """What is said back where the feed was asked to be changed now; empty where that was before."""
        if not changes.now:
            return ""
        there = sum(one.item is not None for one in settled)
        coming = sum(_open(one) for one in settled)
        parts = [f"changed {there} of these: {of_edits(changes.edits)}"] if there else []
        parts += [f"{coming} {'is' if coming == 1 else 'are'} being made"] if coming else []
        parts += dict.fromkeys(why for one in settled for why in of_another_try(one))
        if not parts:
            whys = Counter(one.why_not for one in settled if one.why_not)
            found = whys.most_common(1)
            parts = [changes.why_not or (found[0][0] if found else "nothing here can be changed")]
        text = "; ".join(parts)
        return f"{text[:1].upper()}{text[1:]}."


def _for_feed(clause: Clause) -> bool:
    return clause.route == "edit" and (clause.target == "feed" or clause.lasting)


def _open(asked: Asked) -> bool:
    return asked.item is None and asked.job is not None and asked.job.state in OPEN_STATES


def _told(changes: Changes) -> tuple[str, str]:
    ones = [one for _, one in changes.asked]
    there, coming = sum(one.item is not None for one in ones), sum(_open(one) for one in ones)
    whys = Counter(one.why_not for one in ones if one.why_not)
    did = f"{of_edits(changes.edits)} for the feed: {there} there already, {coming} being made"
    because = "you asked for it now" if changes.now else "you asked for it for good"
    because += f"; {changes.why_not}" if changes.why_not else ""
    because += "".join(f"; {n} not: {why}" for why, n in whys.most_common(2))
    return did, because
