import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from generec.domain.errors import MediaError
from generec.fidelity import boxes, embed
from generec.fidelity.labels import Label

LABEL = Label(
    "Edited by AI with GeneRec", "algorithmicallyEnhanced", "00ff", ("“A <b> & c” by Ünal, CC BY 4.0",)
)
PICTURES = [("image/jpeg", "jpg"), ("image/png", "png"), ("image/webp", "webp")]


def packets(path: Path) -> list[tuple[int | None, int | None, bytes]]:
    with av.open(str(path)) as file:
        return [(p.pts, p.dts, bytes(p)) for p in file.demux()]


@pytest.mark.parametrize(("mime", "suffix"), PICTURES)
def test_a_picture_carries_its_label_and_keeps_its_pixels(
    tmp_path: Path, picture: Callable[..., Path], mime: str, suffix: str
) -> None:
    source, target = picture(tmp_path / f"a.{suffix}"), tmp_path / f"b.{suffix}"
    embed.write(source, target, mime=mime, label=LABEL)
    assert embed.read(target, mime=mime) == LABEL
    assert embed.read(source, mime=mime) is None
    with Pillow.open(source) as before, Pillow.open(target) as after:
        after.load()
        assert np.array_equal(np.asarray(before), np.asarray(after))


@pytest.mark.parametrize(("mime", "suffix"), PICTURES)
def test_a_second_label_takes_the_first_ones_place(
    tmp_path: Path, picture: Callable[..., Path], mime: str, suffix: str
) -> None:
    first, second = tmp_path / f"b.{suffix}", tmp_path / f"c.{suffix}"
    embed.write(picture(tmp_path / f"a.{suffix}"), first, mime=mime, label=LABEL)
    embed.write(first, second, mime=mime, label=LABEL._replace(mark="11ee"))
    assert embed.read(second, mime=mime) == LABEL._replace(mark="11ee")
    assert second.stat().st_size == first.stat().st_size


def test_other_tools_can_read_the_label(tmp_path: Path, picture: Callable[..., Path]) -> None:
    target = tmp_path / "b.jpg"
    embed.write(picture(tmp_path / "a.jpg"), target, mime="image/jpeg", label=LABEL)
    with Pillow.open(target) as opened:
        told = opened.info["xmp"].decode()
    assert "Edited by AI with GeneRec" in told
    assert "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced" in told


def test_exif_stays_in_front_of_the_label(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.new("RGB", (8, 4)).save(tmp_path / "a.jpg", exif=exif)
    embed.write(tmp_path / "a.jpg", tmp_path / "b.jpg", mime="image/jpeg", label=LABEL)
    with Pillow.open(tmp_path / "b.jpg") as opened:
        assert opened.getexif()[0x0112] == 6


def test_a_transparent_webp_stays_transparent(tmp_path: Path) -> None:
    Pillow.new("RGBA", (8, 4), (1, 2, 3, 100)).save(tmp_path / "a.webp", lossless=True)
    embed.write(tmp_path / "a.webp", tmp_path / "b.webp", mime="image/webp", label=LABEL)
    with Pillow.open(tmp_path / "b.webp") as opened:
        assert opened.getpixel((0, 0)) == (1, 2, 3, 100)


@pytest.mark.parametrize("faststart", [False, True])
def test_a_video_carries_its_label_and_keeps_every_packet(
    tmp_path: Path, video: Callable[..., Path], faststart: bool
) -> None:
    source, target, again = (
        video(tmp_path / "a.mp4", faststart=faststart),
        tmp_path / "b.mp4",
        tmp_path / "c.mp4",
    )
    embed.write(source, target, mime="video/mp4", label=LABEL)
    embed.write(target, again, mime="video/mp4", label=LABEL._replace(mark="11ee"))
    assert packets(target) == packets(source) == packets(again)
    assert embed.read(target, mime="video/mp4") == LABEL
    assert again.stat().st_size == target.stat().st_size
    with av.open(str(target)) as file:
        assert file.metadata["comment"] == "Edited by AI with GeneRec"
        assert len(list(file.decode(video=0))) == 10


def test_a_packet_in_front_of_the_samples_is_replaced_without_losing_them(
    tmp_path: Path, video: Callable[..., Path]
) -> None:
    source = video(tmp_path / "a.mp4", faststart=True)
    data = source.read_bytes()
    with source.open("rb") as file:
        ftyp, moov = boxes.top(file, "a.mp4")[:2]
    extra = boxes._box(b"uuid", boxes.XMP + b"<x:xmpmeta/>" * 40)
    body = data[moov.start + 8 : moov.start + moov.size]
    shifted = boxes._box(b"moov", boxes._shift(body, lambda offset: offset + len(extra), "a.mp4"))
    older = tmp_path / "b.mp4"
    older.write_bytes(data[: ftyp.size] + extra + shifted + data[moov.start + moov.size :])
    embed.write(older, tmp_path / "c.mp4", mime="video/mp4", label=LABEL)
    assert packets(tmp_path / "c.mp4") == packets(older) == packets(source)
    assert (tmp_path / "c.mp4").read_bytes().count(boxes.XMP) == 1


def test_a_fragmented_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w", options={"movflags": "frag_keyframe+empty_moov"}) as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(5):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")))
        out.mux(stream.encode())
    with pytest.raises(MediaError, match="fragments"):
        embed.write(path, tmp_path / "b.mp4", mime="video/mp4", label=LABEL)


def test_a_video_that_was_cut_short_is_refused(tmp_path: Path, video: Callable[..., Path]) -> None:
    source = video(tmp_path / "a.mp4", faststart=True)
    source.write_bytes(source.read_bytes()[:-100])
    with pytest.raises(MediaError, match="cut short"):
        embed.write(source, tmp_path / "b.mp4", mime="video/mp4", label=LABEL)


def test_a_type_that_has_no_room_for_a_label_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="image/gif"):
        embed.write(tmp_path / "a.gif", tmp_path / "b.gif", mime="image/gif", label=LABEL)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=40), max_size=3))
def test_any_title_survives_as_credit(
    tmp_path_factory: pytest.TempPathFactory, text: str, credit: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("credit")
    data = io.BytesIO()
    Pillow.new("RGB", (4, 4)).save(data, "PNG")
    (folder / "a.png").write_bytes(data.getvalue())
    embed.write(
        folder / "a.png",
        folder / "b.png",
        mime="image/png",
        label=Label(text, "composite", "1f", tuple(credit)),
    )
    found = embed.read(folder / "b.png", mime="image/png")
    assert found is not None
    assert found.mark == "1f"


def test_a_packet_with_entities_is_not_read(tmp_path: Path) -> None:
    assert embed._parse(b'<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta></x:xmpmeta>') is None
