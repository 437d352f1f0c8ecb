"""What an outcome of a check does: a small table, by check, kind and audience.

Of the rows that fit a verdict the last one counts. Rows for minors only ever make it stricter: what does
not reach everybody does not reach a minor either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Outcome, Verdict
from generec.domain.items import Kind
from generec.fidelity.readback import LABEL

LICENCE: Final = "fidelity.legal.licence.v1"
MEDIA: Final = "fidelity.authenticity.media.v1"
FOUND: Final = "found"
"""In a verdict's detail: the outcome that the check itself gave, where the table made another of it."""
MINORS: Final = "minors"
"""In a verdict's detail: what it does where a minor is to see it, where that is stricter."""
NEVER_LOOSER: Final = frozenset((LICENCE, MEDIA, LABEL))
"""Neither the table nor a person lets pass what these keep out."""
KEPT_OUT: Final = frozenset(("hold", "block"))


class Rule(BaseModel):
    """One row of the table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str = Field(description="a check's name, or a pattern such as fidelity.safety.*")
    outcome: Outcome = Field(description="what the check says")
    kind: Kind | Literal["any"] = Field(default="any", description="video, image, text or any")
    audience: Literal["all", "minor"] = Field(default="all", description="all, or minor: for minors alone")
    does: Outcome = Field(description="what follows: pass, warn, hold or block")

    def fits(self, verdict: Verdict, kind: Kind) -> bool:
        """Whether the row is about this verdict over a draft of that kind."""
        return (
            self.outcome == verdict.outcome
            and self.kind in ("any", kind)
            and fnmatchcase(verdict.check, self.check)
        )

    def loosens(self) -> bool:
        """Whether it lets through more than the check would."""
        return SEVERITY[self.does] < SEVERITY[self.outcome]


DEFAULT: Final = tuple(
    Rule(check=check, outcome="warn", audience="minor", does="hold")
    for check in ("fidelity.safety.*", "fidelity.privacy.*", "fidelity.webhook.*")
)
"""What a viewer is only warned of, a minor does not see before a person has looked."""


def rows_of(given: object) -> object:
    """The rows of a table as settings give it, after the default ones.

    The older form, {check: {outcome: what it does}}, is read too.
    """
    if isinstance(given, dict):
        given = [
            {"check": check, "outcome": outcome, "does": does}
            for check, row in given.items()
            for outcome, does in (row.items() if isinstance(row, dict) else ())
        ]
    if not isinstance(given, list | tuple):
        return given
    own = [row if isinstance(row, Rule) else Rule.model_validate(row) for row in given]
    return (*DEFAULT, *(row for row in own if row not in DEFAULT))


def refuse_loose(rows: Iterable[Rule]) -> None:
    """Raises `ValueError` for a row by which the law's own checks would let more pass."""
    for row in rows:
        for check in sorted(NEVER_LOOSER):
            if row.loosens() and fnmatchcase(check, row.check):
                raise ValueError(f"{check} cannot be made less strict ({row.outcome} = {row.does!r})")


def ruled(verdict: Verdict, rows: Sequence[Rule], *, kind: Kind, minor: bool) -> Verdict:
    """The verdict as the table has it; `minor`: the only one who will see the draft is a minor."""
    everybody = _last(verdict, [row for row in rows if row.audience == "all"], kind)
    strict = max(everybody, _last(verdict, rows, kind), key=SEVERITY.__getitem__)
    detail = {name: value for name, value in verdict.detail.items() if name not in (FOUND, MINORS)}
    outcome = strict if minor else everybody
    if outcome != verdict.outcome:
        detail[FOUND] = verdict.outcome
    if strict != outcome:
        detail[MINORS] = strict
    return verdict.model_copy(update={"outcome": outcome, "detail": detail})


def adults_only(verdicts: Iterable[Verdict]) -> bool:
    """Whether one of the verdicts would keep it from a minor."""
    return any(verdict.detail.get(MINORS, verdict.outcome) in KEPT_OUT for verdict in verdicts)


def _last(verdict: Verdict, rows: Sequence[Rule], kind: Kind) -> Outcome:
    return next((row.does for row in reversed(rows) if row.fits(verdict, kind)), verdict.outcome)
