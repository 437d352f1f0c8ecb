"""The whole of the local data goes in: videos, pictures, texts, tables and logs."""

import pytest

COUNTS = {
    "microvideo": (149, "video", 18141),
    "movielens-posters": (1500, "image", 71501),
    "ml-100k": (1682, "text", 100_000),
    "news": (2000, "text", 0),
    "images/fashion": (600, "image", 0),
    "images/everyday": (296, "image", 0),
}


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("name", COUNTS)
def test_all_of_it(data, home, name):
    items, kind, least = COUNTS[name]
    report = home(data / name, rights="research")
    assert report.items == {"new": items}
    assert dict(report.kinds) == {kind: items}
    assert report.n_rejected == 0
    assert report.events["new"] >= least
    assert home(data / name, rights="research").items == {"unchanged": items}
