"""What operators ask about fairness: an audit of what was shown, over a time and for groups of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from generec.domain.errors import DataError
from generec.fidelity.fairness import Audit, audited
from generec.ingest.tables import open_table
from generec.policy.budget import DAY_S
from generec.system.home import Home

LONGEST: Final = 3660.0
_SEED: Final = 6
_IDS: Final = ("id", "user_id", "user", "viewer", "viewer_id", "creator", "creator_id")


class Auditing:
    """The part of `GeneRec` about fairness."""

    home: Home

    def audit(
        self,
        *,
        days: float = 28.0,
        window_days: int = 7,
        viewers: Mapping[str, str] | None = None,
        creators: Mapping[str, str] | None = None,
    ) -> Audit:
        """Who was shown how much and served how well in the last `days`, what is alarming first.

        `viewers` gives the group of each viewer (a language, an age band), `creators` that of each creator;
        neither is kept. Whether AI crowds people out is asked for windows of `window_days`. Raises
        `DataError` for days out of bounds.
        """
        if not 0 < days <= LONGEST:
            raise DataError(f"days is above 0 and at most {LONGEST:g}, not {days:g}", field="days")
        if not 1 <= window_days <= LONGEST:
            raise DataError(f"window_days is 1 to {LONGEST:g}, not {window_days}", field="window_days")
        now = self.home.clock()
        return audited(
            self.home.rows,
            since=now - days * DAY_S,
            until=now,
            window_days=window_days,
            viewers=viewers or {},
            creators=creators or {},
            rng=np.random.default_rng(_SEED),
        )


def groups_of(table: Path, column: str) -> dict[str, str]:
    """Groups from a column of a table whose first column, or one named as an id, says of whom.

    Raises `DataError` for an unknown column or a row that cannot be read.
    """
    opened = open_table(table)
    if column not in opened.columns:
        known = ", ".join(opened.columns)
        raise DataError(f"{table.name} has no column {column!r}: there are {known}", field=column)
    named = [name for name in opened.columns if name.split(":")[0].casefold() in _IDS and name != column]
    key = named[0] if named else opened.columns[0]
    out: dict[str, str] = {}
    for row in opened.rows():
        if row.problem:
            raise DataError(f"{table.name}, row {row.number}: {row.problem}", field=column)
        if row.cells.get(key) not in (None, "") and row.cells.get(column) not in (None, ""):
            out[str(row.cells[key])] = str(row.cells[column])
    return out
