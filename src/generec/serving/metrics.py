"""Counters and histograms in Prometheus' text format."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the histogram's buckets, in seconds."""

HELP = {
    "generec_requests_total": "Requests by route, method and status.",
    "generec_feed_items_total": "Items answered in feeds, by origin.",
    "generec_replies_total": "Answers to what viewers said, by kind.",
    "generec_events_total": "Feedback events taken, by kind.",
    "generec_streams": "Open streams.",
    "generec_jobs": "Jobs that wait or run, by state.",
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """What is counted. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, Labels], float] = defaultdict(float)
        self._seconds: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._sums: dict[str, float] = defaultdict(float)

    def add(self, name: str, by: float = 1.0, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += by

    def took(self, route: str, seconds: float) -> None:
        """Note how long a request of a route took."""
        with self._lock:
            self._seconds[route][bisect_left(BUCKETS, seconds)] += 1
            self._sums[route] += seconds

    def counted(self, name: str) -> dict[Labels, float]:
        """A counter's values so far, by labels."""
        with self._lock:
            return {labels: value for (known, labels), value in self._counts.items() if known == name}

    def quantiles(self, share: float) -> dict[str, float]:
        """By route, the seconds within which a `share` of its requests was answered.

        As exact as the buckets: between their bounds it is taken as even; beyond the last it is that one.
        """
        with self._lock:
            return {route: _quantile(counts, share) for route, counts in self._seconds.items()}

    def text(self, gauges: Mapping[str, Mapping[Labels, float]]) -> str:
        """Everything, with `gauges` read just now, as Prometheus reads it."""
        with self._lock:
            by_name: dict[str, dict[Labels, float]] = defaultdict(dict)
            for (name, labels), value in self._counts.items():
                by_name[name][labels] = value
            lines = [line for name in sorted(by_name) for line in _family(name, "counter", by_name[name])]
            lines += self._histogram()
        lines += [line for name, values in gauges.items() for line in _family(name, "gauge", values)]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        name = "generec_request_seconds"
        lines = (
            [f"# HELP {name} How long requests took.", f"# TYPE {name} histogram"] if self._seconds else []
        )
        for route, counts in sorted(self._seconds.items()):
            total = 0
            for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
                total += count
                lines.append(_line(f"{name}_bucket", (("route", route), ("le", str(bound))), total))
            lines.append(_line(f"{name}_sum", (("route", route),), round(self._sums[route], 6)))
            lines.append(_line(f"{name}_count", (("route", route),), total))
        return lines


def _quantile(counts: Sequence[int], share: float) -> float:
    wanted, below = share * sum(counts), 0
    for at, count in enumerate(counts[:-1]):
        if count and below + count >= wanted:
            low = BUCKETS[at - 1] if at else 0.0
            return low + (BUCKETS[at] - low) * (wanted - below) / count
        below += count
    return BUCKETS[-1]


def _family(name: str, kind: str, values: Mapping[Labels, float]) -> list[str]:
    head = [f"# HELP {name} {HELP.get(name, name)}", f"# TYPE {name} {kind}"]
    return head + [_line(name, labels, value) for labels, value in sorted(values.items())]


def _line(name: str, labels: Labels, value: float) -> str:
    inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
    number = str(int(value)) if float(value).is_integer() else repr(value)
    return f"{name}{{{inside}}} {number}" if inside else f"{name} {number}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
