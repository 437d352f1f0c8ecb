"""The clean side of the checks, on a few items of each kind."""

from pathlib import Path

import pytest

from generec.evaluation.bench_fidelity import bench_fidelity


@pytest.mark.data
def test_each_check_and_each_kind_has_its_row(data: Path, models) -> None:
    rows = {row.name.partition(",")[0]: row for row in bench_fidelity(data, each=2)}
    kinds = {"clips", "posters", "photos", "clothes", "articles"}
    assert {f"all checks: {kind}" for kind in kinds} <= set(rows)
    assert rows["fidelity.safety.nudity.v1"].figure.startswith("held 0 of 10 (0.0-30.8 %)")
    assert rows["fidelity.safety.nudity.v1"].ratio == 0
