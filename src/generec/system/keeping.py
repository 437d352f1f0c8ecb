"""What stays of what a viewer said, beyond the feed that it was said for."""

from __future__ import annotations

from generec.domain.guidance import Guidance
from generec.domain.profiles import Viewer
from generec.instructor.standing import undone
from generec.system.assembly import Parts
from generec.system.call import Call
from generec.system.telling import of_clauses


def kept(call: Call, guidance: Guidance, *, said: bool, parts: Parts) -> Viewer:
    """The viewer after a request: wishes for good are kept or taken back, topics asked for remembered.

    As before on a further page, and where nothing was said (not `said`) or put right.
    """
    if call.amend is None and (call.paging or not said):
        return call.profile.viewer
    viewer = _standing(call, guidance, parts)
    if guidance.refuse or guidance.ask:
        return viewer
    return parts.people.heard(
        viewer.id,
        guidance,
        before=call.former.guidance if call.former is not None else None,
        names=parts.reading.vocabulary().names,
        at=call.at,
        amended=call.amend is not None,
    )


def _standing(call: Call, guidance: Guidance, parts: Parts) -> Viewer:
    """The viewer after what was said for good is kept, or taken back."""
    if call.amend is not None and call.former is not None:
        return _amended(call, call.former.guidance, guidance, parts)
    if call.former is not None and undone(call.former.guidance, guidance):
        gone = call.former.guidance.clauses[-1]
        call.trace.add("wishes", f"took back: {of_clauses([gone])}", because="you said so")
        return parts.people.undo(call.user, gone)
    if guidance.lasting:
        told = of_clauses([clause for clause in guidance.clauses if clause.lasting])
        call.trace.add("wishes", f"kept for good: {told}", because="you said so")
        return parts.people.keep(call.user, guidance, at=call.at)
    return call.profile.viewer


def _amended(call: Call, before: Guidance, guidance: Guidance, parts: Parts) -> Viewer:
    """The viewer with what stood for good of the wish before taken back, and what is left of it kept."""
    viewer = call.profile.viewer
    for clause in reversed([clause for clause in before.clauses if clause.lasting]):
        viewer = parts.people.undo(call.user, clause)
    viewer = parts.people.keep(call.user, guidance, at=call.at) if guidance.lasting else viewer
    call.trace.add("wishes", "put right by hand what was understood", because="you said so")
    return viewer
