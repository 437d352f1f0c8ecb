"""Benchmarks by name and by part."""

import pytest

from generec.domain.errors import NotFound
from generec.editor.looks import PAINTED
from generec.evaluation import bench


@pytest.mark.parametrize(
    ("name", "only", "told"),
    [
        ("rendering", None, "choose from selection"),
        ("render", "sketch", "filters, copies"),
        ("selection", "filters", "selection has no part 'filters'"),
        (None, "filters", "flicker: cartoon"),
    ],
)
def test_a_wrong_name_tells_the_right_ones(name, only, told):
    with pytest.raises(NotFound, match=told):
        list(bench.run(name, only=only, progress=str))


def test_a_part_is_the_whole_of_that_part(models):
    assert set(bench.PARTS) <= set(bench.BENCHES)
    assert bench.PARTS["flicker"] == (*PAINTED, "like")
    said = []
    rows = list(bench.run("render", only="network", progress=said.append))
    assert [row.name.split(":")[0] for row in rows] == [*["look of an example"] * 2, "all of these rows"]
    assert said == ["render ..."]
