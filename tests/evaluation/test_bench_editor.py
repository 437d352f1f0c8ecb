"""The benchmark of bulk selection runs at a small size and keeps its shape."""

import pytest

from generec.evaluation.bench_editor import bench_selection


def test_rows_name_figure_limit_and_ratio():
    rows = bench_selection(scale=0.001, dim=64, pairs=1)
    assert len(rows) == 4
    for row in rows:
        assert row.figure > 0
        assert row.ratio == pytest.approx(row.figure / row.limit)
    assert rows[-1].figure < 1000
