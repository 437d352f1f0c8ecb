"""More ways round the gate."""

from .. import ways as w
from ..cases import bad, clean


def shut(id, walk, n):
    return bad(f"routes.{id}", "routes", w.way(walk, n=n), {"shut"})


CASES = [
    shut("killed", w.killed, 9),
    shut("loosened", w.loosened, 10),
    shut("create", w.created, 0),
    shut("by-id", w.by_id, 11),
    shut("http", w.by_http, 12),
    shut("after-fit", w.after_fit, 13),
    shut("taken-down", w.taken_down, 14),
    shut("past-the-gate", w.published_past, 15),
    clean("routes.fine-allowed", "routes", w.way(w.allowed, n=16), {"shown"}),
]
