"""Files that lost their manifest are led back to what was published: by their mark, or by their looks."""

import stat
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.drafts import Draft
from generec.domain.errors import ConfigError
from generec.domain.items import Item
from generec.fidelity import Verification, marking, verify_here
from generec.fidelity.readback import LABEL
from generec.fidelity.seal import SealConfig, Sealer
from generec.media import pictures
from generec.media.render import Look, render
from generec.media.watermark.place import on_picture

Change = Callable[[np.ndarray], np.ndarray]
SIZE = 320, 180


def scene(path: Path, *, seed: int, seconds: float = 5.0, change: Change = lambda image: image) -> Path:
    """Hills that pass by, some rough and some smooth."""
    rng = np.random.default_rng(seed)
    frames = round(seconds * 10)
    wide, high = SIZE[0] + 3 * frames, SIZE[1]
    rough = cv2.GaussianBlur(rng.normal(0, 60, (high, wide, 1)).astype(np.float32), (0, 0), 2)[..., None]
    hills = cv2.GaussianBlur(rng.normal(0, 900, (high, wide, 3)).astype(np.float32), (0, 0), 24)
    whole = np.clip(128 + hills + rough * (hills[..., :1] > 0), 0, 255).astype(np.uint8)
    return written(path, (change(whole[:, 3 * at : 3 * at + SIZE[0]]) for at in range(frames)))


def written(path: Path, images, *, crf: int = 18) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"preset": "fast", "crf": str(crf)})
        for image in images:
            high, wide = (side // 2 * 2 for side in image.shape[:2])
            if not stream.codec_context.is_open:
                stream.width, stream.height, stream.pix_fmt = wide, high, "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image[:high, :wide]), "rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def again(source: Path, target: Path, change: Change = lambda image: image, *, crf: int = 28) -> Path:
    """Decoded, changed and encoded anew: nothing is left but pictures."""
    with av.open(str(source)) as film:
        images = [change(frame.to_ndarray(format="rgb24")) for frame in film.decode(video=0)]
    return written(target, images, crf=crf)


def made(
    home, item: Item, source: Path, *, marked: bool = True, op: str = "style", late: bool = False
) -> Item:
    draft: Draft = home.draft(item, op=op)
    mark = home.sealer.watermark(draft.recipe) if marked else None
    media = home.folder / f"{op}.mp4"
    done = render(source, media, look=Look(watermark=mark), lossless=not marked)
    if late:
        home.sealer.rotate_watermark()
    told = {"media": media, "duration_s": done.duration_s, "has_audio": False}
    told |= {"width": done.width, "height": done.height}
    passage = home.gate(draft=draft.model_copy(update=told), sources=[item], at=home.at)
    assert passage.item is not None, passage.verdicts
    return passage.item


@pytest.fixture
def film(home) -> tuple[Item, Path]:
    return home.source(), scene(home.folder / "scene.mp4", seed=1)


def verify(home, path: Path) -> Verification:
    return verify_here(path, at=home.at, sealer=home.sealer, rows=home.rows)


def cropped(image: np.ndarray) -> np.ndarray:
    return image[5:-4, 16:]


def test_the_invisible_mark_leads_back_to_the_recipe(home, film, tmp_path: Path) -> None:
    item = made(home, *film)
    told = home.rows.making.verdicts(item.recipe)[-1]
    assert (told.check, told.detail["invisible_mark"]) == (LABEL, True)
    mark = home.rows.making.seal(item.seal).mark
    attacks: dict[str, Change] = {
        "anew": lambda image: image,
        "cropped": cropped,
        "small": lambda image: cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA),
        "mirrored": lambda image: image[:, ::-1],
    }
    with home.blobs.path(item.media) as media:
        for name, change in attacks.items():
            found = verify(home, again(media, tmp_path / f"{name}.mp4", change))
            assert (found.signed, found.tampered, found.by, found.recipe) == (
                False,
                True,
                "watermark",
                item.recipe,
            ), (name, found)
            assert (found.mark.found, found.mark.id, found.parents) == (True, mark, ("a",))
            assert ("mirrored" in found.findings[-1]) == (name == "mirrored")


def test_another_homes_mark_is_not_ours(home, film, open_home_at, tmp_path: Path) -> None:
    item = made(home, *film)
    other = open_home_at(tmp_path / "other")
    made(other, other.source(), scene(tmp_path / "else.mp4", seed=9))
    with home.blobs.path(item.media) as media:
        found = verify(other, again(media, tmp_path / "anew.mp4"))
    assert (found.mark.found, found.mark.id, found.by) == (False, None, None)


def test_a_mark_of_which_there_is_no_record_is_said(home, film, tmp_path: Path) -> None:
    draft = home.draft(film[0])
    render(
        film[1], tmp_path / "a.mp4", look=Look(watermark=home.sealer.watermark(draft.recipe)), lossless=False
    )
    found = verify(home, tmp_path / "a.mp4")
    assert found.by is None
    assert "no record of" in found.findings[-1]


def test_what_was_copied_is_found_by_its_looks(home, film, tmp_path: Path) -> None:
    item = made(home, *film, marked=False)
    assert home.rows.making.verdicts(item.recipe)[-1].detail["invisible_mark"] is False
    made(home, home.source("b"), scene(tmp_path / "b.mp4", seed=2), op="speed")
    with home.blobs.path(item.media) as media:
        found = verify(home, again(media, tmp_path / "anew.mp4", cropped))
    assert (found.by, found.mark.found, found.tampered, found.recipe) == (
        "fingerprint",
        False,
        False,
        item.recipe,
    )
    stranger = verify(home, scene(tmp_path / "c.mp4", seed=3))
    assert (stranger.by, stranger.mark.id) == (None, None)


def test_a_borrowed_label_is_found_out_by_the_invisible_mark(home, film, tmp_path: Path) -> None:
    """The label of one item on the pictures of another."""
    from generec.fidelity import embed

    one = made(home, *film)
    two = made(home, home.source("b"), scene(tmp_path / "b.mp4", seed=2), op="speed")
    with home.blobs.path(one.media) as media, home.blobs.path(two.media) as other:
        bare = again(media, tmp_path / "bare.mp4")
        label = embed.read(other, mime="video/mp4")
    embed.write(bare, tmp_path / "borrowed.mp4", mime="video/mp4", label=label)
    found = verify(home, tmp_path / "borrowed.mp4")
    assert (found.by, found.tampered) == ("label", True)
    assert "not to the mark that its label names" in found.findings[-1]


def test_the_newest_of_two_marks_is_found(home, film, tmp_path: Path) -> None:
    """What was edited here and edited again carries both; the file is the later one."""
    first = made(home, *film)
    with home.blobs.path(first.media) as media:
        source = tmp_path / "first.mp4"
        source.write_bytes(media.read_bytes())
    second = made(home, first, source, op="adjust")
    with home.blobs.path(second.media) as media:
        found = verify(home, again(media, tmp_path / "anew.mp4"))
    assert found.by == "watermark"
    assert found.recipe in (first.recipe, second.recipe)


def test_a_still_with_a_mark(home, tmp_path: Path) -> None:
    source = home.source(kind="image")
    draft = home.draft(source, kind="image", op="style")
    frame = next(av.open(str(scene(tmp_path / "s.mp4", seed=4, seconds=0.2))).decode(video=0))
    image = cv2.resize(frame.to_ndarray(format="rgb24"), (960, 540), interpolation=cv2.INTER_CUBIC)
    marked = on_picture(image, home.sealer.watermark(draft.recipe))
    assert 40 < cv2.PSNR(marked, image) < 60
    media = tmp_path / "marked.jpg"
    media.write_bytes(pictures.jpeg(marked, quality=90))
    draft = draft.model_copy(update={"media": media, "width": 960, "height": 540})
    passage = home.gate(draft=draft, sources=[source], at=home.at)
    Pillow.open(media).crop((20, 10, 960, 530)).save(tmp_path / "taken.png")
    found = verify(home, tmp_path / "taken.png")
    assert (found.by, found.recipe) == ("watermark", passage.item.recipe)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    assert marking.key_in(tmp_path / "keys") is None
    key = marking.made_key(tmp_path / "keys")
    assert marking.made_key(tmp_path / "keys") == key == marking.key_in(tmp_path / "keys")
    assert stat.S_IMODE((tmp_path / "keys" / marking.FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [marking.FILE]
    assert marking.payload_of(key, "r") == marking.payload_of(key, "r") != marking.payload_of(key, "s")
    (tmp_path / "keys" / marking.FILE).write_text("nonsense")
    with pytest.raises(ConfigError, match="no watermark key"):
        marking.key_in(tmp_path / "keys")


def test_a_new_key_leaves_what_was_marked_before_findable(home, tmp_path: Path) -> None:
    source = home.source()
    first = made(home, source, scene(tmp_path / "first.mp4", seed=31))
    home.sealer.rotate_watermark()
    home.sealer.rotate_watermark()
    second = made(home, source, scene(tmp_path / "second.mp4", seed=32), op="speed")
    new, middle, old = home.sealer.watermark_keys()
    assert len({new, middle, old}) == 3
    for item, name in ((first, "one.mp4"), (second, "two.mp4")):
        with home.blobs.path(item.media) as media:
            stripped = again(media, tmp_path / name)
        found = verify(home, stripped)
        assert (found.by, found.recipe) == ("watermark", item.recipe)
    kept = sorted((home.sealer.keys / marking.FORMER).iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600, 0o600]


def test_a_draft_marked_before_the_key_was_replaced_is_still_known_as_marked(home, tmp_path: Path) -> None:
    item = made(home, home.source(), scene(tmp_path / "late.mp4", seed=33), late=True)
    told = home.rows.making.verdicts(item.recipe)[-1]
    assert (told.check, told.detail["invisible_mark"]) == (LABEL, True)
    old = home.sealer.watermark_keys()[1]
    assert home.rows.making.seal(item.seal).payload == marking.payload_of(old, item.recipe)


def test_marks_can_be_switched_off(home, tmp_path: Path) -> None:
    sealer = Sealer(SealConfig(watermark=False), tmp_path / "other")
    assert sealer.watermark(home.draft(home.source()).recipe) is None
    assert sealer.watermark_keys() == ()
