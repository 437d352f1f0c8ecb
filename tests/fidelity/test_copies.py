"""A file that is called one's own and is a copy of a work that may not be changed is known at ingest."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from generec.media import pictures
from generec.system import GeneRec

CROPPED = (slice(24, 276), slice(30, 394))


def scene(seed: int) -> np.ndarray:
    """(300, 420, 3) a picture with many things in it."""
    rng = np.random.default_rng(seed)
    image = cv2.resize(rng.integers(0, 255, (5, 7, 3), np.uint8), (420, 300), interpolation=cv2.INTER_CUBIC)
    for _ in range(90):
        x, y, r = (int(v) for v in (rng.integers(0, 420), rng.integers(0, 300), rng.integers(4, 26)))
        cv2.rectangle(image, (x, y), (x + r, y + 2 * r), tuple(int(v) for v in rng.integers(0, 255, 3)), -1)
    return image


def film(path: Path, seeds: tuple[int, ...], *, crf: int = 18, cropped: bool = False) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": str(crf)})
        stream.width, stream.height, stream.pix_fmt = (
            (364, 252, "yuv420p") if cropped else (420, 300, "yuv420p")
        )
        for seed in seeds:
            image = scene(seed)[CROPPED] if cropped else scene(seed)
            for _ in range(10):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), "rgb24")))
        out.mux(stream.encode())
    return path


@pytest.fixture
def uploads(tmp_path: Path, models: Path) -> Path:
    """Copies, cut at the edges and encoded anew, and two files that are like nothing."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    (folder / "copy.jpg").write_bytes(pictures.jpeg(np.ascontiguousarray(scene(1)[CROPPED]), quality=70))
    film(folder / "copied.mp4", (2, 3), crf=30, cropped=True)
    (folder / "mine.jpg").write_bytes(pictures.jpeg(scene(11)))
    film(folder / "filmed.mp4", (12, 13))
    return folder


def home(folder: Path, copies: str) -> GeneRec:
    """A home with a picture and a film that may only be shown."""
    kept = folder / "kept"
    kept.mkdir()
    (kept / "picture.jpg").write_bytes(pictures.jpeg(scene(1)))
    film(kept / "film.mp4", (2, 3))
    system = GeneRec.open(folder / "home", options={"ingest": {"copies": copies}})
    system.ingest(kept, rights="unknown")
    return system


def test_copies_of_works_that_may_not_be_changed_are_rejected_with_the_reason(
    tmp_path: Path, uploads: Path
) -> None:
    with home(tmp_path, "reject") as system:
        report = system.ingest(uploads, rights="own")
        assert (report.items["new"], report.items["rejected"]) == (2, 2)
        told = report.rejects.read_text(encoding="utf-8")
        assert "copy.jpg" in told
        assert "copied.mp4" in told
        assert told.count("which may not be changed") == 2


@pytest.mark.parametrize(("copies", "notes"), [("note", 2), ("take", 0)])
def test_they_can_be_noted_or_taken(tmp_path: Path, uploads: Path, copies: str, notes: int) -> None:
    with home(tmp_path, copies) as system:
        report = system.ingest(uploads, rights="own")
        assert (report.items["new"], report.items["rejected"]) == (4, 0)
        assert sum("which may not be changed" in note for note in report.notes) == notes
