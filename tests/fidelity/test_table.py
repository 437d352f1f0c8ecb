"""What follows from an outcome: by check, kind and audience."""

import pytest
from pydantic import ValidationError

from generec.domain.drafts import Verdict
from generec.domain.profiles import Viewer
from generec.fidelity.gate import LICENCE, MEDIA, GateConfig
from generec.fidelity.readback import LABEL
from generec.fidelity.table import DEFAULT, adults_only, ruled

SAFETY = "fidelity.safety.acme.v1"


def verdict(outcome: str, check: str = SAFETY, **detail: object) -> Verdict:
    return Verdict(check=check, outcome=outcome, detail=detail)


def does(config: GateConfig, given: Verdict, *, kind: str = "video", minor: bool = False) -> str:
    return ruled(given, config.table, kind=kind, minor=minor).outcome


def table(*rows: dict[str, str]) -> GateConfig:
    return GateConfig(table=rows)


def test_a_minor_does_not_see_what_others_are_only_warned_of() -> None:
    config = GateConfig()
    assert does(config, verdict("warn")) == "warn"
    assert does(config, verdict("warn"), minor=True) == "hold"
    assert does(config, verdict("pass"), minor=True) == "pass"
    assert does(config, verdict("warn", LICENCE), minor=True) == "warn"


def test_the_last_row_that_fits_counts() -> None:
    config = table(
        {"check": "fidelity.safety.*", "outcome": "warn", "does": "block"},
        {"check": SAFETY, "outcome": "warn", "does": "pass"},
    )
    assert does(config, verdict("warn")) == "pass"
    assert does(config, verdict("warn", "fidelity.safety.other.v1")) == "block"


def test_rows_are_of_a_kind() -> None:
    config = table({"check": SAFETY, "outcome": "hold", "kind": "image", "does": "block"})
    assert does(config, verdict("hold"), kind="image") == "block"
    assert does(config, verdict("hold"), kind="text") == "hold"


def test_minors_never_get_more_than_everybody() -> None:
    config = table(
        {"check": SAFETY, "outcome": "warn", "does": "block"},
        {"check": SAFETY, "outcome": "warn", "audience": "minor", "does": "pass"},
    )
    assert does(config, verdict("warn"), minor=True) == "block"


def test_the_default_rows_stay_in_front_of_ones_own_and_can_be_beaten_by_name() -> None:
    own = {"check": SAFETY, "outcome": "warn", "audience": "minor", "does": "warn"}
    config = table(own)
    assert config.table[: len(DEFAULT)] == DEFAULT
    assert does(config, verdict("warn"), minor=True) == "warn"
    assert does(config, verdict("warn", "fidelity.safety.other.v1"), minor=True) == "hold"
    assert GateConfig(table=config.table) == config


def test_the_older_form_of_the_table_is_read() -> None:
    config = GateConfig(table={SAFETY: {"warn": "hold", "hold": "block"}})
    assert does(config, verdict("warn")) == "hold"
    assert does(config, verdict("hold")) == "block"


@pytest.mark.parametrize("check", [LICENCE, MEDIA, LABEL, "fidelity.*", "*", "fidelity.legal.*"])
def test_no_pattern_loosens_the_law(check: str) -> None:
    with pytest.raises(ValidationError, match="less strict"):
        table({"check": check, "outcome": "hold", "does": "warn"})
    table({"check": check, "outcome": "warn", "does": "hold"})


@pytest.mark.parametrize(
    "row",
    [
        {"check": SAFETY, "outcome": "warn"},
        {"check": SAFETY, "outcome": "warn", "does": "maybe"},
        {"check": SAFETY, "outcome": "warn", "does": "hold", "audience": "children"},
        {"check": SAFETY, "outcome": "warn", "does": "hold", "oops": "x"},
    ],
)
def test_a_wrong_row_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        table(row)


def test_a_verdict_says_what_it_was_and_what_minors_meet_and_a_check_cannot() -> None:
    told = ruled(
        verdict("warn", found="block", minors="pass", at=3), GateConfig().table, kind="video", minor=False
    )
    assert told.detail == {"at": 3, "minors": "hold"}
    assert adults_only([told])
    strict = ruled(verdict("warn"), GateConfig().table, kind="video", minor=True)
    assert strict.detail == {"found": "warn"}


def test_what_a_check_warns_of_is_published_and_not_for_minors(home, says) -> None:
    config = GateConfig(checks=(LICENCE, MEDIA, SAFETY))
    gate = home.shut(*home.gate.checks, says(SAFETY, "warn"), config=config)
    source = home.source()
    item = gate(draft=home.draft(source), sources=[source], at=home.at).item
    assert item.adults_only
    assert item.showable(at=home.at)
    assert not item.showable(at=home.at, minor=True)
    again = home.gate(draft=home.draft(item, op="style"), sources=[item], at=home.at).item
    assert again.adults_only, "what is made of it is not for minors either"


def test_a_minors_own_draft_waits_where_anothers_is_only_warned_of(home, says) -> None:
    config = GateConfig(checks=(LICENCE, MEDIA, SAFETY))
    gate = home.shut(*home.gate.checks, says(SAFETY, "warn"), config=config)
    home.rows.viewers.put(Viewer(id="kim", minor=True))
    source = home.source()
    young = gate(draft=home.draft(source, owner="kim"), sources=[source], at=home.at)
    assert (young.outcome, young.item) == ("hold", None)
    old = gate(draft=home.draft(source, owner="ann"), sources=[source], at=home.at)
    assert old.outcome == "warn"
    assert old.item.adults_only, "should Ann turn out to be a minor, it is hidden"
