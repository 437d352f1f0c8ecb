"""What files are, and that broken ones say so in one line, at once."""

import io
import time
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from generec.domain.errors import MediaError
from generec.media.probe import keyframes, probe


def test_a_video(tmp_path, make):
    found = probe(make.clip(tmp_path / "clip.mp4", seconds=2, fps=10, audio=True))
    assert (found.kind, found.mime, found.codec) == ("video", "video/mp4", "h264")
    assert found.duration_s == pytest.approx(2.0, abs=0.1)
    assert (found.width, found.height, found.fps, found.n_frames) == (96, 64, 10.0, 20)
    assert found.has_audio
    assert not found.variable_fps


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rotation_metadata_turns_the_size(tmp_path, make, rotation):
    found = probe(make.clip(tmp_path / "r.mp4", rotation=rotation))
    assert found.rotation == rotation
    assert (found.width, found.height) == ((96, 64) if rotation == 180 else (64, 96))


def test_a_video_without_sound(tmp_path, make):
    assert not probe(make.clip(tmp_path / "quiet.mp4")).has_audio


def test_variable_frame_rate_is_seen(tmp_path, make):
    assert probe(make.clip(tmp_path / "vfr.mp4", vfr=True)).variable_fps


@pytest.mark.parametrize(
    ("name", "codec", "mime"),
    [
        ("a.webm", "libvpx-vp9", "video/webm"),
        ("a.mkv", "libx264", "video/x-matroska"),
        ("a.avi", "mpeg4", "video/x-msvideo"),
        ("a.ts", "libx264", "video/mp2t"),
    ],
)
def test_other_containers(tmp_path, make, name, codec, mime):
    found = probe(make.clip(tmp_path / name, codec=codec))
    assert (found.kind, found.mime) == ("video", mime)
    assert found.duration_s == pytest.approx(2.0, abs=0.2)


def test_an_animated_gif_is_a_video_and_a_still_one_a_picture(tmp_path, make):
    moving = probe(make.clip(tmp_path / "moving.gif", codec="gif"))
    assert (moving.kind, moving.mime) == ("video", "image/gif")
    assert moving.duration_s == pytest.approx(2.0, abs=0.2)
    Image.fromarray(make.scene(1, 20, 10)).save(tmp_path / "still.gif")
    assert probe(tmp_path / "still.gif").kind == "image"


def test_the_name_is_not_believed(tmp_path, make):
    make.clip(tmp_path / "a.mp4").rename(tmp_path / "a.jpg")
    assert probe(tmp_path / "a.jpg").kind == "video"


def test_pictures_and_texts(tmp_path, make):
    Image.fromarray(make.scene(1, 1, 1)).save(tmp_path / "dot.png")
    (tmp_path / "note.md").write_text("# Größe\n", encoding="utf-8")
    assert (probe(tmp_path / "dot.png").width, probe(tmp_path / "dot.png").kind) == (1, "image")
    assert probe(tmp_path / "note.md").mime == "text/markdown"


def test_keyframes_ascend_from_zero(tmp_path, make):
    assert keyframes(make.clip(tmp_path / "k.mp4", seconds=3, fps=10)) == pytest.approx([0.0, 1.0, 2.0])


def _zero(path, make):
    path.write_bytes(b"")


def _truncated(path, make):
    make.clip(path, seconds=4)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _text(path, make):
    path.write_text("This is not a video at all.\n" * 20)


def _playlist(path, make):
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/secret.ts\n")


def _sparse(path, make):
    with path.open("wb") as file:
        file.truncate(4 << 30)


def _sparse_with_head(path, make):
    head = make.clip(path, seconds=1).read_bytes()[:48]
    with path.open("wb") as file:
        file.write(head)
        file.truncate(4 << 30)


def _no_frames(path, make):
    make.clip(path, images=[])
    assert path.stat().st_size > 0


def _spoilt_frames(path, make):
    raw = bytearray(make.clip(path, seconds=1).read_bytes())
    begin = raw.index(b"mdat") + 4
    end = raw.index(b"moov") - 4
    raw[begin:end] = bytes(end - begin)
    path.write_bytes(raw)


def _sound_alone(path, make):
    make.sound_only(path)


def _noise(path, make):
    path.write_bytes(np.random.default_rng(0).bytes(10_000))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_zero, "empty"),
        (_truncated, "cannot be opened"),
        (_text, "holds text"),
        (_playlist, "holds text"),
        (_sparse, "no known format"),
        (_sparse_with_head, "cannot be opened"),
        (_no_frames, "no pictures"),
        (_spoilt_frames, "no frame can be decoded"),
        (_sound_alone, "no pictures"),
        (_noise, "no known format"),
    ],
)
def test_what_is_broken_says_so_in_one_line_at_once(tmp_path, make, spoil, says):
    path = tmp_path / "bad.mp4"
    spoil(path, make)
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(MediaError, match=says) as caught:
        probe(path)
    assert time.perf_counter() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert caught.value.message.startswith("bad.mp4: ")
    assert "\n" not in caught.value.message


def test_a_decompression_bomb_is_refused(tmp_path):
    head = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(head, "PNG")
    (tmp_path / "bomb.png").write_bytes(head.getvalue())
    with pytest.raises(MediaError, match="too large"):
        probe(tmp_path / "bomb.png")


def test_an_absent_file(tmp_path):
    with pytest.raises(MediaError, match="cannot be read"):
        probe(tmp_path / "none.mp4")
