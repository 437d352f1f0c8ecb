"""The one tree of errors. Each says what is wrong, where, and how to mend it."""

from __future__ import annotations


class GenerecError(Exception):
    """Base of every error that GeneRec raises on purpose.

    `code` is stable and machine-readable; `field` names the offending field, if one does.
    """

    code = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def record(self) -> dict[str, dict[str, str | None]]:
        """The one JSON shape of an error, as the CLI and the HTTP API print it."""
        return {"error": {"code": self.code, "message": self.message, "field": self.field}}


class ConfigError(GenerecError):
    """A setting, an option or the installation is wrong."""

    code = "config"


class MissingModel(ConfigError):
    """A model file is absent or altered; the message names the command that brings it."""

    code = "missing_model"


class MissingExtra(ConfigError):
    """An optional dependency is not installed; the message names the `pip install` that brings it."""

    code = "missing_extra"

    def __init__(self, extra: str, *, what: str) -> None:
        super().__init__(f"{what} needs an extra that is not installed: pip install 'generec[{extra}]'")
        self.extra = extra


class DataError(GenerecError):
    """A file, row or field of the caller's data is wrong."""

    code = "data"

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        where = ", ".join(
            part
            for part in (
                file or "",
                f"row {row}" if row is not None else "",
                f"field {field!r}" if field else "",
            )
            if part
        )
        super().__init__(f"{where}: {message}" if where else message, field=field)
        self.file = file
        self.row = row
        self.reason = message


class NotFound(DataError):
    """No such item, user, job or request; `row` and `field` say where it was named."""

    code = "not_found"

    def __init__(self, message: str, *, row: int | None = None, field: str | None = None) -> None:
        super().__init__(message, row=row)
        self.field = field


class Gone(NotFound):
    """It existed and was withdrawn; its media is not served any more."""

    code = "gone"


class NotAllowed(GenerecError):
    """Rights, a switch or a budget forbid it."""

    code = "not_allowed"


class MediaError(GenerecError):
    """A media file cannot be decoded, or is not what it says it is."""

    code = "media"


class ServiceError(GenerecError):
    """A service outside, which the operator named, does not answer or not usably."""

    code = "service"
