"""The loop: words and behaviour to guidance, found and made items to one feed, feedback back in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from generec.domain.errors import DataError, NotFound
from generec.domain.feed import OPEN_STATES, Decision, Feed, FeedItem, Pending, Request
from generec.domain.guidance import Guidance, Reply
from generec.domain.items import Item
from generec.instructor.amending import Amendment, amended
from generec.instructor.decide import RouteChoice, decide
from generec.instructor.offers import offer
from generec.instructor.standing import in_force
from generec.policy.exposure import Allowance
from generec.policy.rights import public
from generec.retriever.ranking import Ranking
from generec.system import bounding, examples
from generec.system.assembly import Parts
from generec.system.call import Call, rng_of
from generec.system.changing import Changer, Changes, aimed
from generec.system.keeping import kept
from generec.system.making import Asked
from generec.system.showing import Links, Shown
from generec.system.telling import (
    adding,
    of_choice,
    of_clauses,
    of_gate,
    of_guidance,
    of_profile,
    of_ranking,
    seen_all,
)
from generec.system.texts import whole
from generec.system.trace import Trace

LONGEST_WAIT_S = 86_400.0


class Loop:
    """Answers requests. What it needs is passed in; it holds no viewer."""

    def __init__(
        self, parts: Parts, assigned: Callable[[str, str, float], list[Decision]] = lambda *_: []
    ) -> None:
        self.parts, self.assigned = parts, assigned
        self.changer = Changer(parts)

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
        image: examples.Source | None,
        amend: Amendment | None,
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
        trace, request = Trace(), f"q_{self.parts.home.ids()}"
        with trace.step("profile") as note:
            profile = self.parts.reading.profile(user, at=at)
            note.did, note.because = of_profile(profile)
        former = self._former(cursor or after, user=user)
        if amend is not None and (former is None or say is not None):
            raise DataError("amended is the wish of the request 'after', without new words", field="amend")
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
            amend=amend,
            decisions=self.assigned(request, user, at),
        )
        call = replace(call, example=self._example(call, say, image))
        guidance = self._understand(call, say)
        viewer = kept(call, guidance, said=say is not None, parts=self.parts)
        return self._answer(replace(call, profile=replace(profile, viewer=viewer)), guidance)

    def _answer(self, call: Call, guidance: Guidance) -> Feed:
        """`guidance` is what was said: it is logged, for dialogue; what is in force steers the parts."""
        route = self._decide(call, guidance)
        guidance = self._offered(call, guidance, route)
        wanted = self._in_force(call, guidance)
        asked = self.changer.screen(call, guidance, wanted, route)
        ranking, bound, shown = self._rank(call, wanted, asked)
        changes = self.changer.feed(call, guidance, wanted, shown)
        self._wait(call, asked, changes)
        made, pending, reply = self._outcome(call, guidance, asked)
        shown, changed = self.changer.placed(call, shown.behind(made, k=call.k), changes)
        if changes.now and reply.kind == "done":
            pending += _pending(changed)
            reply = adding(reply, self.changer.reply(changes, changed))
        if reply.kind == "done" and not call.paging:
            reply = seen_all(reply, guidance, ranking, creates="create" in self.parts.routes)
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
        request = bounding.logged(
            request,
            wanted=wanted,
            ranking=ranking,
            bound=bound,
            shown=items,
            asked=[item.id for item in made] + [one.item.id for one in changed if one.item is not None],
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
        found = self.parts.home.rows.decisions.request(whole(id, field="after"))
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
            if call.amend is not None and previous is not None:
                guidance = amended(previous, call.amend)
            elif call.paging and say is None and previous is not None:
                guidance = previous
            else:
                guidance = self._heard(call, say, previous)
            note.did, note.because = of_guidance(guidance)
        return guidance

    def _heard(self, call: Call, say: str | None, previous: Guidance | None) -> Guidance:
        def parse(words: str | None) -> Guidance:
            return self.parts.reading.guidance(
                words, item=call.screen, profile=call.profile, previous=previous
            )

        return call.example.guided(say, parse=parse) if call.example is not None else parse(say)

    def _example(self, call: Call, say: str | None, image: examples.Source | None) -> examples.Example | None:
        """What a picture beside the words is for."""
        if image is None:
            return None
        with call.trace.step("picture") as note:
            found = examples.read(image, say=say, screen=call.screen is not None, home=self.parts.home)
            note.did, note.because = found.told()
        return found

    def _decide(self, call: Call, guidance: Guidance) -> RouteChoice:
        route = decide(
            guidance=guidance,
            profile=call.profile,
            rng=call.rng,
            at=call.at,
            config=self.parts.home.settings.decide,
            allowed=self.parts.routes,
        )
        did = {"retrieve": "find", "edit": "edit", "create": "create"}[route.route]
        call.trace.add("decide", f"offer to {did}" if route.offer else did, because=route.because)
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

    def _offered(self, call: Call, guidance: Guidance, route: RouteChoice) -> Guidance:
        """The guidance, with an offer as its reply where one is made."""
        if not route.offer or call.paging:
            return guidance
        self.parts.people.offered(call.user, at=call.at)
        return guidance.model_copy(update={"reply": offer(call.profile, route=route.route)})

    def _in_force(self, call: Call, guidance: Guidance) -> Guidance:
        """What was said together with what stands; the trace tells what stands."""
        wanted = in_force(call.profile.viewer, guidance)
        told = of_clauses([clause for clause in wanted.clauses if clause.lasting])
        if told:
            call.trace.add("wishes", f"still in force: {told}", because="you said so, for good")
        return wanted

    def _rank(
        self, call: Call, guidance: Guidance, asked: Sequence[Asked]
    ) -> tuple[Ranking, Allowance | None, Shown]:
        rows, config = self.parts.home.rows, self.parts.home.settings.exposure
        before = bounding.pages(call, rows)
        bound = bounding.most_ai(call, guidance, asked=asked, before=before, rows=rows, config=config)
        with call.trace.step("retriever") as note:
            ranking = self.parts.corpus.retriever()(
                profiles=[call.profile],
                guidance=[guidance],
                k=call.k,
                at=call.at,
                rng=call.rng,
                wish_vectors=self.parts.home.said,
                like=[call.example.like] if call.example is not None else None,
                candidates=[call.candidates] if call.candidates else None,
                exclude=[_shown_before(call, before)],
                only_topics=call.categories,
                most_ai=[bound],
            )[0]
            note.did = of_choice(ranking)
            note.because = of_ranking(call.profile, call.candidates)
        with call.trace.step("presentation") as note:
            shown = self.parts.shower(
                ranking=ranking,
                profile=call.profile,
                guidance=aimed(guidance, "feed"),
                request=call.id,
                at=call.at,
                rng=call.rng,
                links=call.links,
            )
            note.did = shown.told
            note.because = (
                "they suit you best"
                if call.profile.pictures is not None
                else "nothing that you liked is known, so the clearest and most typical"
            )
        return ranking, bound, shown

    def _wait(self, call: Call, asked: Sequence[Asked], changes: Changes) -> None:
        """Wait for what was asked for now; for what stands only where nothing was, and `wait` allows."""
        feed = [one for _, one in changes.asked]
        jobs = [job.job for job in _pending([*asked, *feed] if changes.now else asked or feed)]
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
        pending = _pending(settled)
        for one in settled:
            if told := of_gate(one):
                call.trace.add("gate", told[0], because=told[1])
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
        first = [one.item for one in asked if made and one.item is not None and one.item.id == made[0].id]
        done = [change for one in first[:1] for change in one.changes if change not in notes]
        told = f" ({', '.join(done)})" if done and first[0].origin == "edited" else ""
        text = [f"Here it is: {made[0].title}{told}."] if first else []
        text += ["It is being made and will appear here."] if pending else []
        text += [f"{note[:1].upper()}{note[1:]}." for note in notes]
        return Reply(text=" ".join(text))


def _shown_before(call: Call, before: Sequence[Request]) -> set[str]:
    """What the former pages of this feed held, and the item on screen."""
    out = {call.screen.work} if call.screen else set()
    return out.union(*(page.items for page in before))


def _pending(asked: Sequence[Asked]) -> tuple[Pending, ...]:
    """What of it is still being made."""
    return tuple(
        Pending(job=one.job.id, recipe=one.job.recipe, state=one.job.state)
        for one in asked
        if one.job is not None and one.item is None and one.job.state in OPEN_STATES
    )
