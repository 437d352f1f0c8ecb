"""Texts of callers that can be stored."""

from __future__ import annotations

from generec.domain.errors import DataError


def whole(text: str, *, field: str, row: int | None = None) -> str:
    """The text itself. Raises `DataError` for one with half a surrogate pair, which is no UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        told = "the text holds half a character (a lone surrogate)"
        raise DataError(told, row=row, field=field) from error
    return text
