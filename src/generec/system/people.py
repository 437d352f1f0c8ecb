"""What viewers may ask of the system about themselves: to be told, to switch, to forget, to leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from generec.domain.guidance import Clause, Guidance
from generec.domain.profiles import Profile, Viewer, Wish
from generec.instructor import asked, standing
from generec.system.covers import forget_covers
from generec.system.home import Home
from generec.system.telling import of_clauses
from generec.system.texts import whole

TOPICS = 12
"""How many topics are named where a profile is told in words."""


class People:
    """Viewers' own records. What is erased here is gone from every store."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def get(self, user: str) -> Viewer:
        """The viewer's record; defaults where nothing was set."""
        return self.home.rows.viewers.get(whole(user, field="user"))

    def set(
        self,
        user: str,
        *,
        ai: bool | None = None,
        profiling: bool | None = None,
        minor: bool | None = None,
        forget: Sequence[str] = (),
        change: Mapping[str, Guidance] | None = None,
        at: float = 0.0,
    ) -> Viewer:
        """Set switches (None leaves one as it is), forget standing wishes by id, put others in their place.

        All of it or nothing. Raises `NotFound` for a wish that does not stand, and `DataError`
        where what is put in its place is no wish.
        """
        viewer = self.get(user)
        switches = {"ai": ai, "profiling": profiling, "minor": minor}
        update: dict[str, Any] = {name: value for name, value in switches.items() if value is not None}
        viewer = viewer.model_copy(update=update)
        for wish in dict.fromkeys(forget):
            viewer = standing.forget(viewer, wish)
        for wish, guidance in (change or {}).items():
            viewer = standing.change(viewer, wish, guidance, at=at)
        self.home.rows.viewers.put(viewer)
        return viewer

    def keep(self, user: str, guidance: Guidance, *, at: float) -> Viewer:
        """Keep the lasting clauses of a guidance as standing wishes; returns the viewer with them.

        Older wishes lose what a new one takes back (see `generec.instructor.standing`).
        """
        return self._put(self.get(user), lambda viewer: standing.keep(viewer, guidance, at=at))

    def undo(self, user: str, clause: Clause) -> Viewer:
        """Take back the wish that was kept of a clause; returns the viewer without it."""
        return self._put(self.get(user), lambda viewer: standing.undo(viewer, clause))

    def heard(
        self,
        user: str,
        guidance: Guidance,
        *,
        before: Guidance | None,
        names: Collection[str],
        at: float,
        amended: bool,
    ) -> Viewer:
        """Remember the topics asked for, or forget those taken back (see `generec.instructor.asked`)."""

        def changed(viewer: Viewer) -> Viewer:
            return asked.heard(viewer, guidance, before=before, names=names, at=at, amended=amended)

        return self._put(self.get(user), changed)

    def offered(self, user: str, *, at: float) -> Viewer:
        """Remember that something was offered unasked; returns the viewer."""
        return self._put(self.get(user), lambda viewer: viewer.model_copy(update={"offered_at": at}))

    def _put(self, viewer: Viewer, changed: Callable[[Viewer], Viewer]) -> Viewer:
        now = changed(viewer)
        if now != viewer:
            self.home.rows.viewers.put(now)
        return now

    def about(self, profile: Profile) -> dict[str, Any]:
        """What the system believes of a viewer and what it rests on, in plain data."""
        viewer = profile.viewer
        topics = sorted(profile.topics.items(), key=lambda pair: -abs(pair[1]))[:TOPICS]
        return {
            "user": viewer.id,
            "ai": viewer.ai,
            "profiling": viewer.profiling,
            "minor": viewer.minor,
            "wishes": [_wish(wish) for wish in viewer.wishes],
            "topics": [{"topic": name, "weight": round(weight, 3)} for name, weight in topics],
            "length_s": profile.length_s,
            "looks": {name: round(liking, 3) for name, liking in profile.looks.items()},
            "likes_of_ai": round(profile.ai_affinity, 3),
            "dissatisfaction": round(profile.dissatisfaction, 3),
            "events": profile.n_events,
            "because": f"your last {profile.n_events} acts here, the recent ones counting most"
            if profile.n_events
            else "nothing is known of what you did here",
        }

    def export(self, user: str) -> dict[str, Any]:
        """Everything kept about a viewer, by table."""
        return {"user": user, **self.home.rows.viewers.export(whole(user, field="user"))}

    def erase(self, user: str) -> dict[str, int]:
        """Erase a viewer from rows, blobs, vectors and features; returns what went, by kind."""
        private = [
            row["id"] for row in self.home.rows.viewers.export(whole(user, field="user")).get("items", [])
        ]
        counts, blobs = self.home.rows.viewers.erase(user)
        for key in blobs:
            self.home.features.delete(key)
        forget_covers(self.home.path / "covers", blobs)
        counts["blobs"] = sum(self.home.blobs.delete(key) for key in blobs)
        counts["vectors"] = self.home.forget([str(id) for id in private])
        self.home.rows.log.put(at=self.home.clock(), action="erase", subject="viewer")
        return counts


def _wish(wish: Wish) -> dict[str, Any]:
    """A standing wish as its viewer sees it: what it says, in our words and in theirs."""
    return {
        "id": wish.id,
        "says": of_clauses([wish.clause]),
        "words": wish.clause.words,
        "at": wish.at,
        "clause": wish.clause.model_dump(mode="json", exclude={"words"}),
    }
