"""What viewers may ask of the system about themselves: to be told, to switch, to forget, to leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generec.domain.guidance import Guidance
from generec.domain.profiles import Profile, Viewer, Wish
from generec.instructor import standing
from generec.system.home import Home

TOPICS = 12
"""How many topics are named where a profile is told in words."""


class People:
    """Viewers' own records. What is erased here is gone from every store."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def get(self, user: str) -> Viewer:
        """The viewer's record; defaults where nothing was set."""
        return self.home.rows.viewers.get(user)

    def set(
        self,
        user: str,
        *,
        ai: bool | None = None,
        profiling: bool | None = None,
        minor: bool | None = None,
        forget: Sequence[str] = (),
    ) -> Viewer:
        """Set switches (None leaves one as it is) and forget standing wishes by id."""
        viewer = self.get(user)
        switches = {"ai": ai, "profiling": profiling, "minor": minor}
        update: dict[str, Any] = {name: value for name, value in switches.items() if value is not None}
        update["wishes"] = tuple(wish for wish in viewer.wishes if wish.id not in forget)
        viewer = viewer.model_copy(update=update)
        self.home.rows.viewers.put(viewer)
        return viewer

    def keep(self, user: str, guidance: Guidance, *, at: float) -> list[Wish]:
        """Keep the lasting clauses of a guidance as standing wishes; returns those that are new.

        Older wishes lose what a new one takes back (see `generec.instructor.standing`).
        """
        viewer = self.get(user)
        kept = standing.keep(viewer, guidance, at=at)
        known = {wish.id for wish in viewer.wishes}
        if kept != viewer:
            self.home.rows.viewers.put(kept)
        return [wish for wish in kept.wishes if wish.id not in known]

    def about(self, profile: Profile) -> dict[str, Any]:
        """What the system believes of a viewer and what it rests on, in plain data."""
        viewer = profile.viewer
        topics = sorted(profile.topics.items(), key=lambda pair: -abs(pair[1]))[:TOPICS]
        return {
            "user": viewer.id,
            "ai": viewer.ai,
            "profiling": viewer.profiling,
            "minor": viewer.minor,
            "wishes": [wish.model_dump(mode="json") for wish in viewer.wishes],
            "topics": [{"topic": name, "weight": round(weight, 3)} for name, weight in topics],
            "length_s": profile.length_s,
            "likes_of_ai": round(profile.ai_affinity, 3),
            "dissatisfaction": round(profile.dissatisfaction, 3),
            "events": profile.n_events,
            "because": f"your last {profile.n_events} acts here, the recent ones counting most"
            if profile.n_events
            else "nothing is known of what you did here",
        }

    def export(self, user: str) -> dict[str, Any]:
        """Everything kept about a viewer, by table."""
        return {"user": user, **self.home.rows.viewers.export(user)}

    def erase(self, user: str) -> dict[str, int]:
        """Erase a viewer from rows, blobs, vectors and features; returns what went, by kind."""
        private = [row["id"] for row in self.home.rows.viewers.export(user).get("items", [])]
        counts, blobs = self.home.rows.viewers.erase(user)
        for key in blobs:
            self.home.features.delete(key)
        counts["blobs"] = sum(self.home.blobs.delete(key) for key in blobs)
        counts["vectors"] = self.home.forget([str(id) for id in private])
        self.home.rows.log.put(at=self.home.clock(), action="erase", subject="viewer")
        return counts
