"""Ways round the gate."""

from .. import ways as w
from ..cases import bad, clean


def shut(id, walk, n):
    return bad(f"routes.{id}", "routes", w.way(walk, n=n), {"shut"})


CASES = [
    shut("asked", w.asked, 0),
    shut("asked-again", w.asked_again, 1),
    shut("job-again", w.job_again, 2),
    shut("restarted", w.restarted, 3),
    shut("library", w.by_library, 4),
    shut("shadow", w.shadowed, 5),
    shut("late", w.late, 6),
    shut("past-the-seal", w.written_past, 7),
    clean("routes.fine-allowed", "routes", w.way(w.allowed, n=8), {"shown"}),
]
