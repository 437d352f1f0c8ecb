import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from retriever_shop import FAST, NOW, open_shop

from generec.domain.errors import DataError
from generec.domain.events import Event
from generec.domain.items import Item
from generec.retriever.choice import latest
from generec.retriever.model import load
from generec.retriever.signals import Signals
from generec.retriever.train import train


def fit(shop, name: str = "fit", at: float = NOW):
    return train(
        config=FAST,
        rows=shop.rows,
        catalogue=shop.catalogue,
        out=shop.folder / name,
        rng=np.random.default_rng(0),
        at=at,
    )


def test_a_fit_learns_and_its_report_says_what(shop) -> None:
    report = fit(shop)
    assert report.works == 120
    assert report.viewers == 40
    assert report.quality["fused"] >= report.quality["popularity"]
    assert report.quality["fused"] > 0.05, "chance is about 0.02"
    model = load(shop.folder / "fit")
    assert model.terms == report.terms
    assert model.parts.keys() <= report.parts.keys()
    assert model.terms.calibration[0] > 0


def test_the_same_seed_gives_the_same_fit(shop) -> None:
    one, two = fit(shop, "one"), fit(shop, "two")
    assert one == two
    assert (shop.folder / "one/model.json").read_text() == (shop.folder / "two/model.json").read_text()


def test_a_fit_holds_no_viewer_no_pickle_and_nothing_withdrawn(shop) -> None:
    shop.rows.items.withdraw("i004", reason="taken down", at=NOW)
    fit(shop)
    for file in (shop.folder / "fit").iterdir():
        assert file.suffix in (".npz", ".json")
        assert b"u07" not in file.read_bytes()
        if file.suffix == ".npz":
            with np.load(file, allow_pickle=False) as arrays:
                assert all(array.shape[0] != 40 for array in arrays.values())
    assert "i004" not in json.loads((shop.folder / "fit/model.json").read_text())["works"]


def test_a_log_without_likes_or_events_still_gives_a_fit(tmp_path) -> None:
    from generec.retriever.catalogue import Catalogue
    from generec.store import open_rows

    rows = open_rows(f"sqlite:///{tmp_path}/x.db")
    rng = np.random.default_rng(0)
    for name, events in (("empty", []), ("seen", [Event(user="u", item="a", kind="impression", at=1.0)])):
        rows.items.put([Item(id="a", work="a", kind="text", title="A")])
        rows.events.put(events)
        catalogue = Catalogue(rows=rows)
        report = train(config=FAST, rows=rows, catalogue=catalogue, out=tmp_path / name, rng=rng, at=NOW)
        assert report.likes == 0
        assert load(tmp_path / name).parts == {}
    rows.close()


def test_holding_out_takes_the_last_of_each_viewer() -> None:
    user = np.array([0, 1, 0, 0, 0, 0, 1], np.int32)
    rows = Signals(("a", "b"), ("w",), user, np.zeros(7, np.int32), np.ones(7, np.float32), np.arange(7.0))
    assert np.flatnonzero(latest(rows, share=0.2)).tolist() == [5]
    assert np.flatnonzero(latest(rows, share=0.5)).tolist() == [4, 5, 6]


def test_a_broken_fit_is_a_clear_error(shop) -> None:
    fit(shop)
    (shop.folder / "fit/model.json").write_text("{")
    with pytest.raises(DataError, match="generec fit"):
        load(shop.folder / "fit")
    with pytest.raises(DataError, match="generec fit"):
        load(shop.folder / "nowhere")


_KILLED = """
import sys
import numpy as np
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from retriever_shop import FAST, NOW
from generec.retriever.catalogue import Catalogue
from generec.retriever.train import train
from generec.store import open_rows
folder = Path(sys.argv[1])
rows = open_rows(f"sqlite:///{folder}/generec.db")
print("begins", flush=True)
for n in range(1000):
    train(config=FAST, rows=rows, catalogue=Catalogue(rows=rows), out=folder / f"fits/{n}",
          rng=np.random.default_rng(0), at=NOW)
"""


def test_kill_in_the_middle_of_a_fit_leaves_whole_fits_only(tmp_path: Path) -> None:
    shop = open_shop(tmp_path)
    shop.rows.close()
    (tmp_path / "fits").mkdir()
    command = [sys.executable, "-c", _KILLED, str(tmp_path), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + 60
        while not (tmp_path / "fits/0").is_dir() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        os.kill(process.pid, signal.SIGKILL)
    done = [path for path in (tmp_path / "fits").iterdir() if not path.name.startswith(".")]
    assert done
    assert all(load(path).works for path in done)


def test_where_a_log_tells_what_was_shown_taste_counts_and_not_whom_it_was_shown(tmp_path) -> None:
    """A site that shows i000 to i007 to all, liked by nearly nobody, and else what viewers like or not."""
    from generec.retriever.choice import popularity
    from generec.retriever.signals import read

    shop = open_shop(tmp_path)
    shelf = shop.catalogue.snapshot()
    log = [
        Event(user=f"u{u:02}", item=f"i{n:03}", kind=kind, value=value, at=NOW + u)
        for u in range(30)
        for n in (*range(8), 20 + u, 60 + u)
        for kind, value in (
            [("view", 4.0), ("like", None)] if n >= 60 or (n < 8 and u < 3) else [("skip", None)]
        )
    ]
    works = {work: n for n, work in enumerate(sorted(shelf.works.names))}
    signals = read(log, shelf=shelf, works=works)
    assert signals.shown
    rate = popularity(signals, half_life=10_000.0)
    assert rate[works["i060"]] > rate[works["i119"]] > rate[works["i000"]], "never met: the usual"
    count = popularity(replace(signals, shown=False), half_life=10_000.0)
    assert count[works["i000"]] > count[works["i060"]]
    shop.rows.close()
