"""Odd files through the whole way of an edit: ingested, planned, made, checked, sealed; or refused."""

from fractions import Fraction

import av
import numpy as np
import pytest

import generec
from generec.domain.errors import GenerecError, MediaError
from generec.media.probe import probe
from generec.media.tone import PQ
from generec.system.single import alone

OPERATIONS = ["reframe:1:1", "style:warm", "speed:0.5"]


def bright(path):
    """Half a second of bars that move (PQ, BT.2020, 10 bits): black, and reference white, 203 cd/m2."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx265", rate=10, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p10le"
        context = stream.codec_context
        context.color_trc, context.color_primaries, context.colorspace, context.color_range = PQ, 9, 9, 1
        planes = np.full((96, 96), 512, np.uint16)
        for number in range(5):
            bars = (np.arange(96) + 2 * number) // 12 % 2 + (np.arange(64) // 8 % 2)[:, None]
            planes[:64] = np.where(bars == 1, 64 + round(876 * 0.5807), 64)  # the PQ signal of 203 cd/m2
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p10le")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            frame.color_trc, frame.color_primaries, frame.colorspace, frame.color_range = PQ, 9, 9, 1
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def uneven(path, make):
    """Frames of 0.1 and 0.3 s; the last of them comes at 2 s and stays for 0.1 s."""
    times = np.cumsum([0.0, *([0.1, 0.1, 0.3] * 4)])
    return make.film(path, times=list(times), seconds=float(times[-1]) + 0.1)


MAKERS = {
    "silent": lambda path, make: make.clip(path, seconds=1.5),
    "one frame": lambda path, make: make.clip(path, images=[make.scene(3, 96, 64)]),
    "rotated": lambda path, make: make.clip(path, seconds=1.5, size=(64, 96), rotation=90, audio=True),
    "uneven": uneven,
    "hdr": lambda path, _: bright(path),
    "4k": lambda path, make: make.clip(path, seconds=0.2, size=(3840, 2160), audio=True),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory, make, models):
    folder = tmp_path_factory.mktemp("odd")
    (folder / "files").mkdir()
    for name, maker in MAKERS.items():
        maker(folder / "files" / f"{name}.mp4", make)
    with generec.open(folder / "home") as system:
        system.ingest(folder / "files", rights="own")
        yield system, folder / "files"


def edited(home, name, operations, folder):
    """The file of an edited item, and the file it was made from."""
    system, files = home
    item = next(one for _, one in system.home.rows.items.changed() if one.id == name)
    made = system.edit(item.id, operations=operations)
    (out := folder / "out.mp4").write_bytes(system.home.blobs.get(made.media))
    return out, files / f"{name}.mp4"


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_odd_sources_are_edited_right(home, tmp_path, make, name):
    out, source = edited(home, name, OPERATIONS, tmp_path)
    facts, found = probe(out), probe(source)
    assert (facts.codec, facts.pixel_format, facts.has_audio) == ("h264", "yuv420p", found.has_audio)
    side = min(found.width, found.height)
    assert facts.width == facts.height >= side
    assert facts.rotation == 0
    # The header of the uneven one adds up the steps of decoding, which is less than is shown.
    length = 2.1 if name == "uneven" else found.duration_s
    assert facts.duration_s == pytest.approx(2 * length, abs=0.05)
    with av.open(str(out)) as reader:
        count = sum(1 for _ in reader.decode(video=0))
    assert count == found.n_frames
    if name == "hdr":
        # Shown as it is, reference white would be a grey of 148.
        assert np.quantile(make.images(out)[0], 0.9) > 225


def test_a_broken_file_is_told_in_one_line(tmp_path, make):
    whole = make.clip(tmp_path / "whole.mp4", seconds=1.0).read_bytes()
    for name, data in (("cut.mp4", whole[:900]), ("text.mp4", b"no video at all"), ("none.mp4", b"")):
        (broken := tmp_path / name).write_bytes(data)
        with pytest.raises(MediaError, match=name) as error, alone(broken):
            pass
        assert "\n" not in str(error.value)
        assert isinstance(error.value, GenerecError)
