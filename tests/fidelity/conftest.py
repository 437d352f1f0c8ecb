"""Real media made by code, a real home, real keys."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity.authenticity import MediaCheck
from generec.fidelity.gate import LICENCE, MEDIA, Gate, GateConfig
from generec.fidelity.legal import LicenceCheck
from generec.fidelity.seal import SealConfig, Sealer
from generec.store import open_blobs, open_rows
from generec.store.interface import Blobs, Rows

AT = 1_790_000_000.0
FREE = GateConfig(checks=(LICENCE, MEDIA))


def picture(path: Path, *, size: tuple[int, int] = (96, 64), seed: int = 0) -> Path:
    values = np.random.default_rng(seed).integers(0, 255, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    Pillow.fromarray(values).resize(size, Pillow.Resampling.BICUBIC).save(path)
    return path


def video(
    path: Path, *, seconds: float = 1.0, faststart: bool = False, seed: int = 0, audio: bool = True
) -> Path:
    rng = np.random.default_rng(seed)
    options = {"movflags": "faststart"} if faststart else {}
    with av.open(str(path), "w", options=options) as out:
        pictures = out.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        pictures.width, pictures.height, pictures.pix_fmt = 96, 64, "yuv420p"
        sound = out.add_stream("aac", rate=16_000, layout="mono") if audio else None
        for n in range(round(seconds * 10)):
            image = np.full((64, 96, 3), 40, np.uint8)
            image[10:50, 5 + 5 * (n % 10) : 35 + 5 * (n % 10)] = rng.integers(60, 255, 3)
            out.mux(pictures.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
        out.mux(pictures.encode())
        if sound is not None:
            samples = (rng.normal(size=(1, round(seconds * 16_000))) * 0.05).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(samples, "fltp", "mono")
            frame.sample_rate = 16_000
            out.mux(sound.encode(frame))
            out.mux(sound.encode())
    return path


@dataclass(frozen=True)
class Home:
    """A home's stores, sealer and gate, with helpers that make sources and drafts."""

    folder: Path
    rows: Rows
    blobs: Blobs
    sealer: Sealer
    gate: Gate
    at: float = AT

    def source(self, id: str = "a", *, kind: str = "video", **fields: object) -> Item:
        file, mime = None, None
        if kind == "video":
            file, mime = video(self.folder / f"{id}.mp4"), "video/mp4"
        elif kind == "image":
            file, mime = picture(self.folder / f"{id}.jpg"), "image/jpeg"
        told = {"title": f"Source {id}", "licence": "CC BY 4.0", "rights": "own", "allow": PERMISSIONS}
        media = self.blobs.put(file) if file else None
        item = Item(id=id, work=id, kind=kind, media=media, mime=mime, **(told | fields))
        self.rows.items.put([item])
        return item

    def draft(self, *sources: Item, kind: str = "video", op: str = "clip", **fields: object) -> Draft:
        recipe = Recipe(
            kind=kind,
            sources=tuple(Source(item=item.id, media=item.media) for item in sources),
            steps=(Step(component="editor.clip.v1", op=op, params={"start_s": 0.2, "end_s": 0.8}),),
            scope="private" if fields.get("owner") else "shared",
        )
        told: dict[str, object] = {"recipe": recipe, "kind": kind, "changes": ("cut to 0.2-0.8 s",)}
        if kind == "video":
            media = video(self.folder / "draft.mp4", seconds=0.6, seed=7)
            told |= {"media": media, "mime": "video/mp4", "duration_s": 0.6, "has_audio": True, "fps": 10.0}
            told |= {"width": 96, "height": 64}
        elif kind == "image":
            media = picture(self.folder / "draft.jpg", seed=7)
            told |= {"media": media, "mime": "image/jpeg", "width": 96, "height": 64}
        else:
            told |= {"text": "A short text."}
        return Draft(**(told | fields))

    def shut(self, *checks: object, config: GateConfig = FREE) -> Gate:
        """A gate with other checks than the home's own."""
        return Gate(config, checks=checks, sealer=self.sealer, rows=self.rows, blobs=self.blobs)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


@pytest.fixture
def open_home_at() -> Callable[[Path], Home]:
    return open_home


@pytest.fixture
def says() -> type["Says"]:
    return Says


@pytest.fixture(name="picture")
def picture_maker() -> Callable[..., Path]:
    return picture


@pytest.fixture(name="video")
def video_maker() -> Callable[..., Path]:
    return video


def open_home(folder: Path) -> Home:
    folder.mkdir(exist_ok=True, parents=True)
    rows = open_rows(f"sqlite:///{folder}/generec.db")
    blobs = open_blobs(f"file://{folder}/blobs")
    sealer = Sealer(SealConfig(), folder / "keys")
    gate = Gate(FREE, checks=[LicenceCheck(), MediaCheck()], sealer=sealer, rows=rows, blobs=blobs)
    return Home(folder, rows, blobs, sealer, gate)


class Says:
    """A check that says what it is told to."""

    def __init__(self, name: str, outcome: str | Callable[[], object]) -> None:
        self.name = name
        self.outcome = outcome

    def __call__(self, *, draft: Draft, sources: object) -> Verdict:
        if callable(self.outcome):
            return self.outcome()
        return Verdict(check=self.name, outcome=self.outcome, evidence="as told")
