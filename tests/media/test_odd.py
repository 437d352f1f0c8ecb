"""Odd sources: the right result, or one line that says what is wrong, and nothing left behind."""

import av
import numpy as np
import pytest

from generec.domain.errors import GenerecError, MediaError
from generec.media.crop import Crop
from generec.media.probe import probe
from generec.media.render import Look, render

SOURCES = {
    "hevc": ("a.mp4", {"codec": "libx265", "options": {"x265-params": "log-level=none"}}),
    "av1": ("a.mkv", {"codec": "libsvtav1", "options": {"preset": "12"}}),
    "vp9": ("a.webm", {"codec": "libvpx-vp9", "sound": "libopus", "options": {"cpu-used": "8"}}),
    "prores": (
        "a.mov",
        {"codec": "prores_ks", "pix_fmt": "yuv422p10le", "sound": "pcm_s16le", "options": {}},
    ),
    "yuv444p": ("a.mp4", {"pix_fmt": "yuv444p"}),
    "mono": ("a.mp4", {"layout": "mono"}),
    "5.1": ("a.mkv", {"sound": "ac3", "layout": "5.1"}),
    "mp3": ("a.avi", {"codec": "mpeg4", "sound": "libmp3lame", "options": {}}),
    "sound longer": ("a.mp4", {"sound_s": 5.0}),
    "sound shorter": ("a.mp4", {"sound_s": 1.7}),
}
SLOW = Look(filters=(Crop((1, 1), (0.0, 3.0), (0.0, 1.0), (0.5, 0.5)),), speed=0.5)


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_other_codecs_pixels_and_channels(kind, tmp_path, make):
    name, how = SOURCES[kind]
    source = make.film(tmp_path / name, seconds=3.0, **how)
    own = make.flashes(source)[:3]
    for look in (Look(), SLOW):
        made = render(source, out := tmp_path / "out.mp4", look=look)
        facts = probe(out)
        assert (facts.codec, facts.pixel_format, facts.mime) == ("h264", "yuv420p", "video/mp4")
        assert made.duration_s == pytest.approx(3.0 / look.speed, abs=0.1)
        assert facts.duration_s == pytest.approx(made.duration_s, abs=0.05)
        times = np.array([0.5, 1.0, 1.5]) / look.speed
        seen = make.flashes(out)[:3]
        # An AVI with MP3 begins 27 ms before its first picture.
        np.testing.assert_allclose(seen, times, atol=0.03 / look.speed)
        loud = 0.4 * np.abs(make.wave(out)).max()
        lag = (make.heard(source, loud=0.4 * np.abs(make.wave(source)).max())[:3] - own) / look.speed
        np.testing.assert_allclose(make.heard(out, loud=loud)[:3] - seen, lag, atol=0.04)


def test_the_default_track_of_several_is_heard(tmp_path, make):
    film = make.film(tmp_path / "film.mp4", seconds=3.0)
    beeps = make.clip(tmp_path / "beeps.mp4", seconds=3.0, audio=True)
    for default in (0, 1):
        with (
            av.open(str(film)) as a,
            av.open(str(beeps)) as b,
            av.open(str(tmp_path / "two.mkv"), "w") as out,
        ):
            sources = (a.streams.video[0], a.streams.audio[0], b.streams.audio[0])
            copies = [out.add_stream_from_template(source) for source in sources]
            for number, copy in enumerate(copies[1:]):
                copy.disposition = av.stream.Disposition.default if number == default else 0
            packets = []
            for file, source, copy in zip((a, a, b), sources, copies, strict=True):
                file.seek(0)
                for packet in file.demux(source):
                    if packet.dts is not None:
                        packets.append((float(packet.dts * packet.time_base), packet, copy))
            for _, packet, copy in sorted(packets, key=lambda row: row[0]):
                packet.stream = copy
                out.mux(packet)
        render(tmp_path / "two.mkv", out := tmp_path / "out.mp4", lossless=False)
        steady = np.abs(make.wave(out)[20_000:40_000]) > 0.05
        assert (steady.mean() > 0.5) == (default == 1)


def test_a_damaged_middle_is_passed_over(tmp_path, make):
    source = make.film(tmp_path / "in.mp4", seconds=4.0)
    raw = bytearray(source.read_bytes())
    begin = raw.index(b"mdat") + 8
    middle = begin + (len(raw) - begin) // 3
    raw[middle : middle + 6_000] = np.random.default_rng(0).bytes(6_000)
    source.write_bytes(raw)
    made = render(source, out := tmp_path / "out.mp4", lossless=False)
    assert made.duration_s == pytest.approx(4.0, abs=0.1)
    assert made.frames > 60
    assert {3.0, 3.5} <= {round(float(t), 2) for t in make.flashes(out)}


def test_a_cut_off_file_gives_what_there_is(tmp_path, make):
    whole = make.film(tmp_path / "whole.ts", seconds=6.0, container="mpegts")
    short = tmp_path / "short.ts"
    short.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    made = render(short, out := tmp_path / "out.mp4")
    assert 1.5 < made.duration_s < 4.5
    assert probe(out).duration_s == pytest.approx(made.duration_s, abs=0.1)
    fast = tmp_path / "fast.mp4"
    render(make.film(tmp_path / "film.mp4", seconds=6.0), fast)
    (tmp_path / "half.mp4").write_bytes(fast.read_bytes()[: fast.stat().st_size * 6 // 10])
    half = render(tmp_path / "half.mp4", out, lossless=False)
    assert 1.5 < half.duration_s < 5.5
    np.testing.assert_allclose(make.flashes(out)[:3], [0.5, 1.0, 1.5], atol=0.01)
    with pytest.raises(GenerecError, match=r"half\.mp4: (shows nothing|no frame)"):
        render(tmp_path / "half.mp4", out, spans=[(5.8, 5.9)], look=Look(speed=2.0))


def test_one_frame(tmp_path, make):
    one = make.clip(tmp_path / "one.mp4", size=(65, 49), images=[make.scene(2, 65, 49)])
    for look in (Look(), Look(speed=4.0), Look(filters=(Crop((9, 16)),))):
        made = render(one, tmp_path / "out.mp4", look=look)
        assert made.frames == probe(tmp_path / "out.mp4").n_frames == 1


class Stopped:
    """A painter that is interrupted at its third frame."""

    left = 3

    def __init__(self):
        self.left = 3

    def __call__(self, image, *, at_s):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return image


def test_an_interrupted_pass_leaves_what_was_there(tmp_path, make):
    source = make.film(tmp_path / "in.mp4", seconds=1.0)
    (target := tmp_path / "out.mp4").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        render(source, target, look=Look(filters=(Stopped,)))
    with pytest.raises(MediaError, match=r"in\.mp4: cannot be rendered"):
        render(source, target, look=Look(filters=(("scale", "w=nonsense"),)))
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]
