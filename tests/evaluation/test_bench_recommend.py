from generec.evaluation.bench_recommend import bench_recommend


def test_a_small_run_gives_both_quantiles_with_their_limits() -> None:
    rows = bench_recommend(items=300, viewers=30, requests=10)
    assert [row.name.split(", ")[2][:3] for row in rows] == ["p50", "p99"]
    for row in rows:
        figure, limit = (float(text.split(" ms")[0]) for text in (row.figure, row.against))
        assert figure > 0
        assert row.ratio is not None
        assert abs(row.ratio - figure / limit) < 0.05
