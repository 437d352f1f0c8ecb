"""How words steer a page: by what was asked for now and of late, without it being one thing many times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Topic
from generec.retriever.catalogue import Shelf
from generec.retriever.rerank import Breadth, Quota
from generec.retriever.wishes import Wants, quotas

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Steering:
    """What a viewer said, over the shelf's rows: how well each `matches` a wish of now, and in `late`, in
    [0, 1], how much of its topics was asked for before (None: nothing was).
    """

    wants: Wants
    matches: Mapping[Topic, Floats]
    late: Floats | None

    def scores(self, fused: Floats, rows: NDArray[np.int64], *, late: float) -> Floats:
        """The fused scores of some rows, raised by what was said.

        By how well a row matches what was asked for now, and its mood; and by `late` standard deviations
        where all its topics were asked for of late. What stands has its share and no more: said once, it
        would rule every feed.
        """
        scores, want = fused[rows], self.wants
        if not len(rows) or (not want.more and self.late is None):
            return scores
        worth = np.zeros(len(rows), np.float32)
        if want.more:
            worth += np.max([self.matches[topic][rows] for topic in want.more], axis=0)
        if want.more and want.mood is not None:
            worth += self.matches[want.mood][rows]
        if self.late is not None:
            worth += np.float32(late) * self.late[rows]
        return np.asarray(scores + worth * max(float(scores.std()), 1e-6), np.float32)

    def shares(self, rows: NDArray[np.int64], *, now: float, always: float, floor: float) -> list[Quota]:
        """The shares of a page, among some rows, for what was asked for `now` and what stands."""
        among = {topic: self.matches[topic][rows] for topic in self.wants.wanted}
        said = quotas(self.wants.more, among, share=now, floor=floor)
        return said + quotas(self.wants.always, among, share=always, floor=floor)

    def breadth(
        self, shelf: Shelf, rows: NDArray[np.int64], *, before: Collection[str], weight: float
    ) -> Breadth | None:
        """What repeating topics costs among some rows, after the items `before`; None where words steer
        nothing.
        """
        if not weight or not (self.wants.wanted or self.late is not None):
            return None
        shown = [row for row in map(shelf.find, before) if row >= 0]
        topics = shelf.topic_rows(np.concatenate((rows, np.array(shown, np.int64))))
        return Breadth(topics[: len(rows)], topics[len(rows) :], weight)
