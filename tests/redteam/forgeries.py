"""Sealed files that somebody laid hands on."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import c2pa
import cv2
import numpy as np
from PIL import Image as Pillow

from generec.domain.errors import MediaError
from generec.domain.items import Item
from generec.fidelity import SealConfig, Sealer, boxes, sidecar
from generec.fidelity.seal import context

from .cases import Attack, Found
from .media import frames_of
from .stage import AT, Stage

C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
Tamper = Callable[[Stage, Item, Path], None]
"""Changes the file of a made item in place."""
NOTICED = frozenset(("tampered",))
NOT_OURS = frozenset(("unaltered", "finding", "tampered"))
UNPROVEN = frozenset(("finding", "tampered", "traced"))


def sealed(tamper: Tamper, kind: str = "image", *, name: str = "", traces: bool = False) -> Attack:
    """A made item's file after `tamper`; with `traces` it has to lead back to the item's recipe."""

    def attack(stage: Stage) -> Found:
        item = stage.published(kind, name)
        path = file_of(stage, item, kind)
        tamper(stage, item, path)
        try:
            found = stage.system.verify(path)
        except MediaError as error:
            return Found("finding", ("verify",), error.message)
        told = "; ".join(found.findings)
        if traces and found.recipe == item.recipe and found.state != "clean":
            return Found("traced", ("verify",), told)
        return Found("tampered" if found.tampered else found.state, ("verify",), told)

    return attack


def file_of(stage: Stage, item: Item, kind: str) -> Path:
    """The item's media as a file of its own; a text's with its seal beside it."""
    suffix = {"image": ".jpg", "video": ".mp4", "text": ".txt"}[kind]
    path = stage.folder / f"file-{stage.seed}{suffix}"
    if kind == "text":
        path.write_text(item.text or "", encoding="utf-8")
        beside(path).write_bytes(stage.blobs.get(_seal(stage, item).manifest))
    else:
        assert item.media
        path.write_bytes(stage.blobs.get(item.media))
    return path


def _seal(stage: Stage, item: Item) -> Any:
    return stage.rows.making.seal(item.seal or "")


def beside(path: Path) -> Path:
    """A text's sidecar."""
    return path.with_name(path.name + sidecar.SUFFIX)


# what is done to files


def untouched(stage: Stage, item: Item, path: Path) -> None:
    """Nothing."""


def renamed(stage: Stage, item: Item, path: Path) -> None:
    """Copied there and back: the same bytes."""
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


def unsealed(data: bytes) -> bytes:
    """A JPEG or MP4 without its manifest, as a tool leaves it that drops manifests."""
    if data[:2] == b"\xff\xd8":
        out, at = [data[:2]], 2
        while data[at + 1] != 0xDA:
            size = struct.unpack_from(">H", data, at + 2)[0] + 2
            out += [] if data[at + 1] == 0xEB else [data[at : at + size]]
            at += size
        return b"".join(out) + data[at:]
    return b"".join(
        data[box.start : box.start + box.size]
        for box in boxes.top(io.BytesIO(data), "x")
        if data[box.start + 8 : box.start + 24] != C2PA_BOX
    )


def stripped(stage: Stage, item: Item, path: Path) -> None:
    """The manifest goes, the label stays."""
    path.write_bytes(unsealed(path.read_bytes()))


def grafted(stage: Stage, item: Item, path: Path) -> None:
    """The manifest of another made item in the place of its own."""
    other = stage.blobs.get(stage.published("image", "other").media or "")
    begin = other.index(b"\xff\xeb")
    segments = other[begin : begin + len(other) - len(unsealed(other))]
    bare = unsealed(path.read_bytes())
    path.write_bytes(bare[:2] + segments + bare[2:])


def flipped(share: float) -> Tamper:
    """One byte changed, at that share of the file."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(share * (len(data) - 1))] ^= 0x21
        path.write_bytes(bytes(data))

    return tamper


def cut_short(stage: Stage, item: Item, path: Path) -> None:
    """The end is missing."""
    path.write_bytes(path.read_bytes()[:-300])


def longer(stage: Stage, item: Item, path: Path) -> None:
    """Something hangs on behind."""
    path.write_bytes(path.read_bytes() + b"\x00\x00\x00\x10free" + b"hidden!!")


def relabelled(old: bytes, new: bytes) -> Tamper:
    """The label's words are changed, the length stays."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new.ljust(len(old))[: len(old)]))

    return tamper


def mark_of_another(stage: Stage, item: Item, path: Path) -> None:
    """The label's mark becomes that of another item, the manifest stays."""
    mine, theirs = _seal(stage, item).mark, _seal(stage, stage.published("image", "other")).mark
    data = path.read_bytes()
    begin = data.index(b"<x:xmpmeta") if b"<x:xmpmeta" in data else 0
    path.write_bytes(data[:begin] + data[begin:].replace(mine.encode(), theirs.encode()))


def resealed(said: Callable[[Stage, Item], dict[str, Any]] | None, *, name: str = "GeneRec") -> Tamper:
    """Signed anew by a stranger who calls himself GeneRec."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        signing = Sealer(SealConfig(organisation=name), stage.folder / "stranger").signing(at=AT)
        info = c2pa.C2paSignerInfo(b"es256", signing.chain.encode(), signing.key.encode(), None)
        bare = path.with_name(f"bare-{path.name}")
        with Pillow.open(path) as opened:
            opened.convert("RGB").save(bare, "JPEG", quality=90)
        data = said(stage, item) if said else None
        assertions = [{"label": "org.generec.recipe", "data": data}] if data else []
        manifest = {"claim_generator_info": [{"name": name}], "assertions": assertions}
        with (
            context() as offline,
            c2pa.Builder(manifest, context=offline) as builder,
            c2pa.Signer.from_info(info) as signer,
            bare.open("rb") as source,
            path.open("w+b") as out,
        ):
            builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.DIGITAL_CAPTURE)
            builder.sign(signer, "image/jpeg", source, out)

    return tamper


def claims(**changed: Any) -> Callable[[Stage, Item], dict[str, Any]]:
    """What the item's own manifest says, with other fields."""

    def said(stage: Stage, item: Item) -> dict[str, Any]:
        true = {"mark": _seal(stage, item).mark, "recipe": item.recipe, "origin": item.origin}
        return true | {"parents": list(item.parents), "part": "media"} | changed

    return said


def encoded_anew(quality: int = 80, *, scale: float = 1.0, crop: float = 0.0, suffix: str = "JPEG") -> Tamper:
    """A picture saved by another program: neither manifest nor label are left."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        with Pillow.open(path) as opened:
            image = opened.convert("RGB")
        width, height = image.size
        box = (round(width * crop / 2), round(height * crop / 2))
        image = image.crop((*box, width - box[0], height - box[1]))
        image = image.resize((round(image.width * scale), round(image.height * scale)))
        image.save(path, suffix, quality=quality)

    return tamper


def filmed_anew(crf: int = 28, *, scale: float = 1.0, crop: float = 0.0) -> Tamper:
    """A film encoded by another program."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        frames = [_reshaped(image, scale, crop) for image in frames_of(path)]
        with av.open(str(path), "w") as out:
            stream = out.add_stream("libx264", rate=12, options={"preset": "ultrafast", "crf": str(crf)})
            stream.height, stream.width, stream.pix_fmt = *frames[0].shape[:2], "yuv420p"
            for image in frames:
                out.mux(stream.encode(av.VideoFrame.from_ndarray(image, "rgb24")))
            out.mux(stream.encode(None))

    return tamper


def _reshaped(image: Any, scale: float, crop: float) -> Any:
    height, width = image.shape[:2]
    top, left = round(height * crop / 2), round(width * crop / 2)
    image = image[top : height - top, left : width - left]
    size = (2 * round(image.shape[1] * scale / 2), 2 * round(image.shape[0] * scale / 2))
    return np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def text_changed(stage: Stage, item: Item, path: Path) -> None:
    """Another word in the text, the seal as it was."""
    path.write_text(path.read_text(encoding="utf-8").replace("Saturday", "Sunday"), encoding="utf-8")


def text_unsealed(stage: Stage, item: Item, path: Path) -> None:
    """The text alone."""
    beside(path).unlink()


def text_resealed(pretend: bool) -> Tamper:
    """Another text, sealed by a stranger; who `pretend`s adds the home's own certificate to his chain."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        path.write_text("The garden is closed for ever.", encoding="utf-8")
        stranger = Sealer(SealConfig(), stage.folder / "stranger").signing(at=AT)
        end = "-----END CERTIFICATE-----\n"
        if pretend:
            anchor = stage.gate.sealer.signing(at=AT).anchor
            stranger = stranger._replace(chain=stranger.chain.split(end)[0] + end + anchor)
        payload = {"sha256": sidecar.digest(path.read_text()), "mark": _seal(stage, item).mark}
        beside(path).write_bytes(sidecar.sign(payload, stranger))

    return tamper


def text_seal_of(other: str) -> Tamper:
    """The seal of another text."""

    def tamper(stage: Stage, item: Item, path: Path) -> None:
        theirs = _seal(stage, stage.published("text", other)).manifest
        path.write_text("Another text altogether.", encoding="utf-8")
        beside(path).write_bytes(stage.blobs.get(theirs))

    return tamper
