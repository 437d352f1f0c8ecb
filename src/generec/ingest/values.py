"""What stands in a table's cell: topics, numbers, yes and no, moments."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

_EMPTY = frozenset(("", "nan", "none", "null", "na", "n/a", "\\n", "nat"))
_YES = frozenset(("1", "true", "yes", "y", "t", "1.0"))
_NO = frozenset(("0", "false", "no", "n", "f", "0.0"))
_UNITS = ((1e11, 1.0), (1e14, 1e-3), (1e17, 1e-6), (math.inf, 1e-9))


def text(value: Any) -> str:
    """The cell as text; empty where it holds nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def absent(value: Any) -> bool:
    """Whether the cell holds nothing, in any of the ways that tables say so."""
    return text(value).casefold() in _EMPTY


def topics(value: Any, *, blanks: bool = False) -> tuple[str, ...]:
    """Topics, each once: a list, JSON list, or text divided by `;` or `|`, else by `,`.

    With `blanks` (RecBole's token_seq) they are divided by blanks.
    """
    if isinstance(value, list | tuple):
        parts: Iterable[Any] = value
    else:
        parts = _divided(text(value), blanks=blanks)
    return tuple(dict.fromkeys(part for part in map(text, parts) if part))


def _divided(words: str, *, blanks: bool) -> Iterable[Any]:
    if blanks:
        return words.split()
    if words.startswith("[") and words.endswith("]"):
        try:
            listed = json.loads(words)
        except ValueError:
            return re.split(r"[,;|]", re.sub(r"[\[\]'\"]", "", words))
        return listed if isinstance(listed, list) else [listed]
    return re.split(r"[;|]", words) if re.search(r"[;|]", words) else words.split(",")


def number(value: Any) -> float | None:
    """A finite number, or None where the cell is empty. Raises `ValueError`."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("is not a number (NaN or infinite)")
    words = text(value)
    if not words:
        return None
    try:
        out = float(words)
    except ValueError:
        raise ValueError(f"{words[:40]!r} is not a number") from None
    if not math.isfinite(out):
        raise ValueError("is not a number (NaN or infinite)")
    return out


def flag(value: Any) -> bool | None:
    """Yes or no, or None where the cell is empty. Raises `ValueError`."""
    if isinstance(value, bool):
        return value
    words = text(value).casefold()
    if words in _EMPTY:
        return None
    if words in _YES or words in _NO:
        return words in _YES
    raise ValueError(f"{words[:40]!r} is neither yes (1, true) nor no (0, false)")


class Moments:
    """Reads one column of times. Numbers are seconds, ms, µs or ns, as the column's size tells."""

    def __init__(self, sample: Iterable[Any]) -> None:
        """`sample`: some cells of the column; their median decides the unit of the whole."""
        sizes = []
        for value in sample:
            try:
                sizes.append(abs(float(text(value))))
            except ValueError:
                continue
        size = median([s for s in sizes if math.isfinite(s)] or [0.0])
        self.scale = next(scale for limit, scale in _UNITS if size < limit)

    def __call__(self, value: Any) -> float | None:
        """Epoch seconds (UTC), or None where the cell is empty. Raises `ValueError`.

        Text is ISO 8601; without a zone it is taken as UTC.
        """
        if isinstance(value, datetime | date):
            return _epoch(value)
        if absent(value):
            return None
        words = text(value)
        try:
            return number(words) * self.scale  # type: ignore[operator]
        except ValueError:
            pass
        try:
            return _epoch(datetime.fromisoformat(words))
        except ValueError:
            raise ValueError(f"{words[:40]!r} is neither a number nor an ISO 8601 time") from None


def _epoch(moment: datetime | date) -> float:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
