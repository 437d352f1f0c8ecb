"""A wish put right by hand: parts of what was understood taken out, or made to hold for good or for now."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from generec.domain.errors import DataError
from generec.domain.guidance import Clause, Create, Guidance, Limits
from generec.domain.record import Record

ALL = "all"


class Amendment(Record):
    """What is to change of a wish.

    `without` names parts of its record: `more/0`, `less/1`, `edits/0`, `limits/max_seconds`,
    `create/about/0`, `create/seconds`, `create`, or `all`. `lasting` sets whether what is left is for good;
    None leaves it.
    """

    without: tuple[str, ...] = Field(default=(), max_length=100)
    lasting: bool | None = None


def amended(guidance: Guidance, amendment: Amendment) -> Guidance:
    """The guidance as if it had been said so: each named part is gone from every clause that says it.

    A clause of which nothing is left goes too. Raises `DataError` for a part that the guidance has not.
    """
    if ALL in amendment.without:
        return Guidance()
    gone = _Gone(guidance, amendment.without)
    left = [gone.from_clause(clause) for clause in guidance.clauses]
    kept = [clause for clause in left if clause is not None]
    if amendment.lasting is not None:
        kept = [clause.model_copy(update={"lasting": amendment.lasting}) for clause in kept]
    return Guidance(clauses=tuple(kept))


class _Gone:
    """The parts that go, by what they say: the record that names them joins all clauses."""

    def __init__(self, guidance: Guidance, parts: Sequence[str]) -> None:
        create = guidance.create
        self.more, self.less, self.edits = set[object](), set[object](), set[object]()
        self.about, self.seconds, self.create = set[object](), False, "create" in parts
        self.limits = set[str]()
        lists = {
            "more": (guidance.more, self.more),
            "less": (guidance.less, self.less),
            "edits": (guidance.edits, self.edits),
            "create/about": (create.about if create else (), self.about),
        }
        for part in parts:
            name, _, at = part.rpartition("/")
            if name in lists:
                there, out = lists[name]
                if not at.isascii() or not at.isdecimal() or int(at) >= len(there):
                    raise DataError(f"the wish has no part {part!r}", field="amend")
                out.add(there[int(at)])
            elif part == "create/seconds":
                self.seconds = True
            elif name == "limits" and at in Limits.model_fields:
                self.limits.add(at)
            elif part != "create":
                raise DataError(f"the wish has no part {part!r}", field="amend")

    def from_clause(self, clause: Clause) -> Clause | None:
        """What is left of a clause: itself where it has none of the parts, None where it had nothing else."""
        create = self._of_create(clause.create)
        edits = tuple(edit for edit in clause.edits if edit not in self.edits)
        left = clause.model_copy(
            update={
                "more": tuple(topic for topic in clause.more if topic not in self.more),
                "less": tuple(topic for topic in clause.less if topic not in self.less),
                "edits": edits if create or not clause.create else (),
                "create": create,
                "limits": clause.limits.model_copy(update=dict.fromkeys(self.limits)),
            }
        )
        if left == clause:
            return clause
        if not (left.more or left.less or left.edits or create or left.limits != Limits()):
            return None
        found = clause.route != "retrieve" and not left.edits and not create
        route = {"route": "retrieve", "target": "feed"} if found else {}
        # The viewer's words said more than what is left of them.
        return left.model_copy(update={**route, "words": ""})

    def _of_create(self, create: Create | None) -> Create | None:
        if create is None or self.create:
            return None
        about = tuple(topic for topic in create.about if topic not in self.about)
        if create.about and not about:
            return None
        seconds = None if self.seconds else create.seconds
        return create.model_copy(update={"about": about, "seconds": seconds})
