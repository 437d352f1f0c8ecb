"""The clean side of the checks, on a few items of each kind."""

from pathlib import Path

import pytest

from generec.evaluation import bench_swapped
from generec.evaluation.bench_fidelity import bench_fidelity


@pytest.mark.data
def test_each_check_and_each_kind_has_its_row(data: Path, models) -> None:
    rows = {row.name.partition(",")[0]: row for row in bench_fidelity(data, each=2)}
    kinds = {"clips", "posters", "photos", "clothes", "articles"}
    assert {f"all checks: {kind}" for kind in kinds} <= set(rows)
    assert rows["fidelity.safety.nudity.v1"].figure.startswith("held 0 of 10 (0.0-30.8 %)")
    assert rows["fidelity.safety.nudity.v1"].ratio == 0


@pytest.mark.data
def test_an_edit_is_told_from_what_it_is_said_to_be_an_edit_of(data: Path, models, monkeypatch) -> None:
    monkeypatch.setattr(bench_swapped, "OPERATIONS", {"image": ("style:warm", "caption:Look at this")})
    rows = {row.name: row for row in bench_swapped.bench_swapped(data, each=2)}
    assert set(rows) == {
        f"swapped, {operation}: held beside {which}"
        for operation in ("style:warm", "caption:Look at this")
        for which in ("another", "its own")
    }
    assert rows["swapped, style:warm: held beside another"].figure.startswith("held 4 of 4")
    assert rows["swapped, style:warm: held beside its own"].figure.startswith("held 0 of 4")
