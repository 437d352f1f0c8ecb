"""The loop: words and behaviour to guidance, found and made items to one feed, feedback back in."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.random import Generator

from generec.domain.errors import DataError, NotFound
from generec.domain.feed import Decision, Feed, FeedItem, Pending, Request
from generec.domain.guidance import Guidance, Reply
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.instructor.decide import RouteChoice, decide
from generec.instructor.standing import in_force, undone
from generec.policy.rights import public
from generec.system.assembly import Parts
from generec.system.making import Asked
from generec.system.showing import Links, Shown
from generec.system.telling import of_asked, of_clauses, of_edits, of_guidance, of_profile, of_ranking
from generec.system.trace import Trace

PAGES = 50
"""How many former pages of a feed are looked at, so that none repeats another."""

LONGEST_WAIT_S = 86_400.0

FEED_EDITS = 3
"""How many of the first items are edited when a viewer asks for the whole feed to be changed."""

PRESENTED = frozenset(("clip", "thumbnail"))
"""Wishes about the whole feed that choosing windows and covers fulfils, without making anything."""


def rng_of(request: str) -> Generator:
    """The random generator of a request: from its id, a logged decision can be drawn again."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(request.encode()).digest()[:8], "big"))


@dataclass(frozen=True, slots=True)
class Call:
    """One request on its way: who asks, when, what is on screen, and what it follows."""

    id: str
    at: float
    rng: Generator
    trace: Trace
    profile: Profile
    screen: Item | None
    former: Request | None
    paging: bool
    k: int
    links: Links
    candidates: Sequence[tuple[str, float]] | None = None
    categories: Sequence[str] = ()
    wait: float = 0.0
    decisions: list[Decision] = field(default_factory=list)

    @property
    def user(self) -> str:
        """The viewer."""
        return self.profile.user


class Loop:
    """Answers requests. What it needs is passed in; it holds no viewer."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def __call__(
        self,
        user: str,
        *,
        say: str | None,
        item: str | None,
        k: int,
        wait: float,
        after: str | None,
        cursor: str | None,
        candidates: Sequence[tuple[str, float]] | None,
        categories: Sequence[str],
        links: Links,
        at: float,
    ) -> Feed:
        """One request through the loop (arguments as for `GeneRec.recommend`)."""
        if not 0 < len(user) <= 512:
            raise DataError(f"a viewer's id has 1 to 512 characters, not {len(user)}", field="user")
        if not 0 < k <= 500:
            raise DataError(f"k is between 1 and 500, not {k}", field="k")
        if not 0 <= wait <= LONGEST_WAIT_S:
            raise DataError(f"wait is between 0 and {LONGEST_WAIT_S:g} seconds, not {wait:g}", field="wait")
        trace, request = Trace(), f"q_{uuid.uuid4().hex}"
        with trace.step("profile") as note:
            profile = self.parts.reading.profile(user, at=at)
            note.did, note.because = of_profile(profile)
        former = self._former(cursor or after, user=user)
        screen = self._screen(item, former=former, user=user)
        call = Call(
            id=request,
            at=at,
            rng=rng_of(request),
            trace=trace,
            profile=profile,
            screen=screen,
            former=former,
            paging=cursor is not None,
            k=k,
            links=links,
            candidates=candidates,
            categories=categories,
            wait=wait,
        )
        guidance = self._understand(call, say)
        viewer = self._kept(call, guidance, say=say)
        return self._answer(replace(call, profile=replace(profile, viewer=viewer)), guidance)

    def _answer(self, call: Call, guidance: Guidance) -> Feed:
        route = self._decide(call, guidance)
        asked = self._make(call, guidance, route)
        shown = self._rank(call, in_force(call.profile.viewer, guidance))
        asked += self._change_feed(call, guidance, route, shown)
        self._wait(call, asked)
        made, pending, reply = self._outcome(call, guidance, asked)
        shown = shown.behind(made, k=call.k)
        items = (*made[: call.k], *shown.items)
        if not items and not reply.text:
            reply = Reply(text="Nothing here fits that.")
        request = Request(
            id=call.id,
            user=call.user,
            at=call.at,
            item=call.screen.id if call.screen else None,
            after=call.former.id if call.former else None,
            guidance=guidance,
            items=tuple(item.id for item in items),
        )
        with call.trace.step("log") as note:
            self.parts.home.rows.decisions.put(request, [*call.decisions, *shown.decisions])
            note.did = f"kept {len(call.decisions) + len(shown.decisions)} decisions with their probabilities"
        return Feed(
            request=call.id,
            user=call.user,
            guidance=guidance,
            trace=tuple(call.trace.steps),
            reply=reply,
            items=items,
            pending=pending,
            cursor=call.id if shown.items else None,
        )

    def _former(self, id: str | None, *, user: str) -> Request | None:
        if id is None:
            return None
        found = self.parts.home.rows.decisions.request(id)
        if found is None or found.user != user:
            raise NotFound(f"there is no request {id!r} of this viewer", field="after")
        return found

    def _screen(self, item: str | None, *, former: Request | None, user: str) -> Item | None:
        """The item on screen: the one named, else the one that the former request was about."""
        if item is not None:
            return self.parts.reading.item(item, user=user)
        if former is None or former.item is None:
            return None
        return self.parts.home.rows.items.get([former.item]).get(former.item)

    def _understand(self, call: Call, say: str | None) -> Guidance:
        with call.trace.step("instructor") as note:
            previous = call.former.guidance if call.former else None
            if call.paging and say is None and previous is not None:
                guidance = previous
            else:
                guidance = self.parts.reading.guidance(
                    say, item=call.screen, profile=call.profile, previous=previous
                )
            note.did, note.because = of_guidance(guidance)
        return guidance

    def _kept(self, call: Call, guidance: Guidance, *, say: str | None) -> Viewer:
        """The viewer after what was said for good is kept, or taken back; as before on a further page."""
        viewer = call.profile.viewer
        if call.paging or say is None:
            return viewer
        if call.former is not None and undone(call.former.guidance, guidance):
            told = of_clauses(call.former.guidance.clauses[-1:])
            call.trace.add("wishes", f"took back for good: {told}", because="the viewer said so")
            return self.parts.people.undo(call.user, at=call.former.at)
        if guidance.lasting:
            told = of_clauses([clause for clause in guidance.clauses if clause.lasting])
            call.trace.add("wishes", f"kept for good: {told}", because="the viewer said so")
            return self.parts.people.keep(call.user, guidance, at=call.at)
        return viewer

    def _decide(self, call: Call, guidance: Guidance) -> RouteChoice:
        route = decide(
            guidance=guidance,
            profile=call.profile,
            rng=call.rng,
            config=self.parts.home.settings.decide,
            allowed=self.parts.routes,
        )
        call.trace.add("decide", route.route, because=route.because)
        call.decisions.append(
            Decision(
                request=call.id,
                user=call.user,
                at=call.at,
                kind="route",
                policy="instructor.decide.v1",
                options=route.options,
                probabilities=route.probabilities,
                chosen=route.chosen,
            )
        )
        return route

    def _make(self, call: Call, guidance: Guidance, route: RouteChoice) -> list[Asked]:
        """Ask for what the viewer wants changed on screen; on a further page it was asked already."""
        if call.paging or guidance.refuse or guidance.ask or not guidance.clauses:
            return []
        if guidance.route == "create":
            return [self._told(call, "no creator is installed here, so this shows what there is")]
        if route.route != guidance.route and not _presented(guidance):
            return [self._told(call, "making is switched off here")]
        if route.route != "edit" or guidance.target != "current":
            return []
        if call.screen is None:
            return [self._told(call, "nothing is on screen that could be changed")]
        return self._ask(call, guidance, call.screen)

    def _change_feed(self, call: Call, guidance: Guidance, route: RouteChoice, shown: Shown) -> list[Asked]:
        """Ask for changes of the first items, where the viewer wants the whole feed changed."""
        wanted = route.route == "edit" and guidance.target == "feed" and not call.paging
        if not wanted or _presented(guidance):
            return []
        ids = [item.id for item in shown.items[:FEED_EDITS]]
        items = self.parts.home.rows.items.get(ids)
        return [one for id in ids if id in items for one in self._ask(call, guidance, items[id])]

    def _ask(self, call: Call, guidance: Guidance, item: Item) -> list[Asked]:
        if not call.profile.viewer.ai:
            return [self._told(call, "content made by AI is switched off for you")]
        with call.trace.step("editor") as note:
            asked = self.parts.maker.ask(
                item=item, guidance=guidance, profile=call.profile, request=call.id, rng=call.rng
            )
            note.did, note.because = of_asked(asked, item)
        return asked

    def _told(self, call: Call, why_not: str) -> Asked:
        call.trace.add("editor", "made nothing", because=why_not)
        return Asked(why_not=why_not)

    def _rank(self, call: Call, guidance: Guidance) -> Shown:
        with call.trace.step("retriever") as note:
            ranking = self.parts.corpus.retriever()(
                profiles=[call.profile],
                guidance=[guidance],
                k=call.k,
                at=call.at,
                rng=call.rng,
                wish_vectors=self.parts.reading.wish_vectors,
                candidates=[call.candidates] if call.candidates else None,
                exclude=[self._shown_before(call)],
                only_topics=call.categories,
            )[0]
            note.did = f"chose {len(ranking.ids)} of {ranking.eligible} that may be shown"
            note.because = of_ranking(call.profile, call.candidates)
        with call.trace.step("presentation") as note:
            shown = self.parts.shower(
                ranking=ranking,
                profile=call.profile,
                guidance=guidance,
                request=call.id,
                at=call.at,
                rng=call.rng,
                links=call.links,
            )
            note.did = shown.told
            note.because = (
                "they suit this viewer best"
                if call.profile.pictures is not None
                else "nothing is known of this viewer"
            )
        return shown

    def _shown_before(self, call: Call) -> set[str]:
        """What the former pages of this feed held, and the item on screen."""
        out = {call.screen.work} if call.screen else set()
        page = call.former if call.paging else None
        for _ in range(PAGES):
            if page is None:
                break
            out.update(page.items)
            page = self.parts.home.rows.decisions.request(page.after) if page.after else None
        return out

    def _wait(self, call: Call, asked: Sequence[Asked]) -> None:
        jobs = [one.job.id for one in asked if one.job is not None and one.job.state in ("queued", "running")]
        if jobs and call.wait > 0:
            with call.trace.step("making") as note:
                self.parts.maker.wait(jobs, seconds=call.wait)
                note.did = f"waited for {len(jobs)} of at most {call.wait:g} s"

    def _outcome(
        self, call: Call, guidance: Guidance, asked: Sequence[Asked]
    ) -> tuple[tuple[FeedItem, ...], tuple[Pending, ...], Reply]:
        """What came of everything asked for, as items, as pending jobs, and in words."""
        settled = [self.parts.maker.settled(one, user=call.user) for one in asked]
        items = [one.item for one in settled if one.item is not None and self._may_show(one.item, call)]
        pending = tuple(
            Pending(job=one.job.id, recipe=one.job.recipe, state=one.job.state)
            for one in settled
            if one.job is not None and one.item is None and one.job.state in ("queued", "running")
        )
        for one in settled:
            if one.why_not and one.job is not None:
                call.trace.add("gate", f"not shown ({one.job.state})", because=one.why_not)
        made = self.parts.shower.made(items, profile=call.profile, links=call.links)
        return made, pending, self._reply(guidance, made, pending, settled)

    def _may_show(self, item: Item, call: Call) -> bool:
        """`settled` has looked at the item's own state; this is about where it would go."""
        return public(item) or call.links.local

    def _reply(
        self, guidance: Guidance, made: Sequence[FeedItem], pending: Sequence[Pending], asked: Sequence[Asked]
    ) -> Reply:
        if guidance.reply.kind != "done":
            return guidance.reply
        notes = list(dict.fromkeys(one.why_not for one in asked if one.why_not))
        notes += [note for one in asked for note in one.notes]
        edits = [one.edits for one in asked if made and one.item is not None and one.item.id == made[0].id]
        text = [f"Here it is: {made[0].title} ({of_edits(edits[0])})."] if edits else []
        text += ["It is being made and will appear here."] if pending else []
        text += [f"{note[:1].upper()}{note[1:]}." for note in notes]
        return Reply(text=" ".join(text))


def _presented(guidance: Guidance) -> bool:
    """Whether choosing covers and windows fulfils the wish, so that nothing has to be made."""
    return guidance.target == "feed" and {edit.op for edit in guidance.edits} <= PRESENTED
