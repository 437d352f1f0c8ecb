"""Benchmarks by name. Each prints a figure beside a limit or a peer measured in the same run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generec.domain.errors import NotFound
from generec.domain.record import Record

if TYPE_CHECKING:
    from generec.evaluation.bench_editor import BenchRow


class Row(Record):
    """One line of a benchmark: the figure, what it is held against, and figure / limit or peer."""

    bench: str
    name: str
    figure: str
    against: str = ""
    ratio: float | None = None

    def record(self) -> dict[str, Any]:
        """Plain JSON data."""
        return self.model_dump()


def run(
    name: str | None,
    *,
    only: str | None = None,
    keep: Path | None = None,
    progress: Callable[[str], None],
) -> Iterator[Row]:
    """The rows of one benchmark, or of all; each benchmark is announced through `progress`.

    `only` is one of the benchmark's `PARTS`; those that are `KEPT` leave what they make in the folder `keep`,
    and go on there. Raises `NotFound` for an unknown name or part. One that
    needs local data says so in a row without it.
    """
    if name is not None and name not in BENCHES:
        raise NotFound(f"there is no benchmark {name!r}: choose from {', '.join(BENCHES)}")
    if only is not None and only not in PARTS.get(name or "", ()):
        parts = "; ".join(f"{each}: {', '.join(PARTS[each])}" for each in PARTS if name in (None, each))
        raise NotFound(f"{name or 'all'} has no part {only!r}" + (f" ({parts})" if parts else ""))
    for each in [name] if name is not None else BENCHES:
        progress(f"{each} ...")
        given = {"only": only} if only is not None else {}
        yield from BENCHES[each](**given, **({"keep": keep} if each in KEPT else {}))


def data() -> Path | None:
    """The folder of local data (`GENEREC_DATA`), if there is one."""
    folder = Path(os.environ.get("GENEREC_DATA", "../shared/data"))
    return folder if folder.is_dir() else None


def absent(bench: str) -> list[Row]:
    """The row of a benchmark whose data are not here."""
    return [
        Row(bench=bench, name="not run", figure="-", against="set GENEREC_DATA to the folder of local data")
    ]


def _rows(bench: str, found: Sequence[BenchRow]) -> list[Row]:
    return [
        Row(bench=bench, name=r.name, figure=f"{r.figure:.4g}", against=f"{r.limit:.4g}", ratio=r.ratio)
        for r in found
    ]


def _selection() -> list[Row]:
    from generec.evaluation.bench_editor import bench_selection

    return _rows("selection", bench_selection())


def _ingest() -> list[Row]:
    from generec.encoders import open_encoder
    from generec.evaluation.bench_ingest import bench_ingest

    folder = data()
    if folder is None:
        return absent("ingest")
    videos = sorted((folder / "microvideo" / "videos").glob("*.mp4"))[:40]
    return _rows("ingest", bench_ingest(videos, encoder=open_encoder()))


def _ranking(only: str | None = None) -> list[Row]:
    from generec.encoders import open_encoder
    from generec.evaluation.ranking import DATASETS, bench_ranking

    folder, some = data(), DATASETS if only is None else (only,)
    if folder is None:
        return absent("ranking")
    return bench_ranking(folder, texts=open_encoder().texts, datasets=some)


def _recommend() -> list[Row]:
    from generec.evaluation.bench_recommend import bench_recommend

    return bench_recommend()


def _render(only: str | None = None) -> list[Row]:
    from generec.evaluation.bench_render import bench_render

    return list(bench_render(only=only))


def _flicker(only: str | None = None) -> list[Row]:
    from generec.evaluation.bench_flicker import bench_flicker

    folder = data()
    if folder is None:
        return absent("flicker")
    videos = sorted((folder / "microvideo" / "videos").glob("*.mp4"))
    return _rows("flicker", bench_flicker(videos, only=only))


def _faces() -> list[Row]:
    from generec.evaluation.bench_faces import bench_faces

    return bench_faces()


def _taste(only: str | None = None) -> list[Row]:
    from generec.evaluation.bench_taste import bench_taste
    from generec.evaluation.splits import clips, posters

    folder = data()
    if folder is None:
        return absent("taste")
    found = [] if only == "clips" else bench_taste(*posters(folder))
    return found if only == "posters" else [*found, *bench_taste(*clips(folder), fewest=14)]


def _diffusion(keep: Path | None = None) -> list[Row]:
    from generec.evaluation.bench_diffusion import bench_diffusion

    folder = data()
    return absent("diffusion") if folder is None else bench_diffusion(folder, keep=keep)


def _understand() -> list[Row]:
    from generec.evaluation.bench_understand import bench_understand

    folder = data()
    return absent("understand") if folder is None else bench_understand(folder)


def _summaries() -> list[Row]:
    from generec.encoders import open_encoder
    from generec.evaluation.bench_text import bench_text

    folder = data()
    return absent("summaries") if folder is None else bench_text(folder, texts=open_encoder().texts)


def _digests() -> list[Row]:
    from generec.evaluation.bench_digests import bench_digests

    folder = data()
    return absent("digests") if folder is None else bench_digests(folder)


def _storyboard() -> list[Row]:
    from generec.evaluation.bench_storyboard import bench_storyboard

    folder = data()
    return absent("storyboard") if folder is None else bench_storyboard(folder / "microvideo")


def _watermark(only: str | None = None) -> list[Row]:
    from generec.evaluation.bench_watermark import bench_watermark

    folder = data()
    if folder is None:
        return absent("watermark")
    return bench_watermark(sorted((folder / "microvideo" / "videos").glob("*.mp4")), only=only)


def _fidelity(only: str | None = None) -> list[Row]:
    from generec.evaluation.bench_fidelity import bench_fidelity
    from generec.evaluation.bench_redteam import bench_redteam
    from generec.evaluation.bench_swapped import bench_swapped

    folder = data()
    rows = bench_redteam() if only in (None, "redteam") else []
    if only == "redteam":
        return rows
    if folder is None:
        return [*rows, *absent("fidelity")]
    rows += bench_swapped(folder) if only in (None, "swapped") else []
    return rows if only == "swapped" else [*rows, *bench_fidelity(folder, only=only)]


def _offpolicy() -> list[Row]:
    from generec.evaluation.bench_offpolicy import bench_offpolicy

    return bench_offpolicy()


def _fairness() -> list[Row]:
    from generec.evaluation.bench_fairness import bench_fairness

    return bench_fairness(data())


def _experiments() -> list[Row]:
    from generec.evaluation.bench_experiments import bench_experiments

    return bench_experiments()


def _paper() -> list[Row]:
    from generec.encoders import open_encoder
    from generec.evaluation.bench_paper import bench_paper

    folder = data()
    return absent("paper") if folder is None else bench_paper(folder / "microvideo", encoder=open_encoder())


PARTS: dict[str, tuple[str, ...]] = {
    "ranking": ("ml-100k", "movielens-posters"),
    "render": ("filters", "copies", "painted", "network", "memory"),
    "flicker": ("cartoon", "sketch", "watercolor", "oil", "pixel", "like"),
    "taste": ("posters", "clips"),
    "watermark": ("named", "others", "false"),
    "fidelity": ("redteam", "clips", "posters", "photos", "clothes", "articles", "edits", "swapped"),
}
"""What long benchmarks can be run by, one part at a time."""

KEPT = frozenset(("diffusion",))
"""Those that can go on with what they made before they were cut."""

BENCHES: dict[str, Callable[..., list[Row]]] = {
    "selection": _selection,
    "ingest": _ingest,
    "ranking": _ranking,
    "understand": _understand,
    "summaries": _summaries,
    "digests": _digests,
    "recommend": _recommend,
    "faces": _faces,
    "render": _render,
    "flicker": _flicker,
    "taste": _taste,
    "diffusion": _diffusion,
    "storyboard": _storyboard,
    "watermark": _watermark,
    "fidelity": _fidelity,
    "fairness": _fairness,
    "offpolicy": _offpolicy,
    "experiments": _experiments,
    "paper": _paper,
}
