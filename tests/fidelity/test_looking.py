"""One look for all checks, and what stands unchanged in a source."""

import threading
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.drafts import Verdict
from generec.domain.recipes import Recipe, Step
from generec.fidelity.checking import open_checks
from generec.fidelity.gate import FACES, FLASHING, LICENCE, MEDIA, NUDITY, WORDS, GateConfig
from generec.fidelity.judging import judge
from generec.fidelity.looking import COVER, Exhibit, Look, exhibit, opened
from generec.fidelity.safety import NudityCheck, NudityConfig
from generec.media.decode import Reader
from generec.media.flashes import Flashes


def scene(n: int, *, marked: bool = False) -> np.ndarray:
    values = np.random.default_rng(n).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    image = np.kron(values, np.ones((20, 20, 1), np.uint8))
    if marked:
        image[100:124, 150:174] = 255
    return image


def film(path: Path, *numbers: int, crf: int = 20, marked: bool = False) -> Path:
    """A second of each scene."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": str(crf)})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in numbers:
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(scene(number, marked=marked), "rgb24")
                out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


def shown(home, media: Path, source, standing: Callable[..., str] = lambda *_: "pass"):
    draft = home.draft(source, media=media)
    return opened(draft, [source], files=home.blobs.path, standing=standing)


def source_of(home, *numbers: int):
    media = home.blobs.put(film(home.folder / "s.mp4", *numbers))
    return home.source(kind="text").model_copy(update={"kind": "video", "media": media})


def count_decodings(monkeypatch: pytest.MonkeyPatch, media: Path) -> list[Path]:
    """The times that a file's frames are read to their end."""
    calls: list[Path] = []
    frames = Reader.frames

    def counted(self: Reader):
        yield from frames(self)
        calls.extend([self.path] if self.path == media else [])

    monkeypatch.setattr(Reader, "frames", counted)
    return calls


class Looks:
    """A check that wants the looks, and says nothing of it before."""

    def __init__(self, name: str, seen: list, barrier: threading.Barrier) -> None:
        self.name, self._seen, self._barrier = name, seen, barrier

    def __call__(self, *, draft, sources) -> Verdict:
        self._barrier.wait(10)
        self._seen.append(exhibit(draft, sources).looks())
        return Verdict(check=self.name, outcome="pass")


def test_all_checks_of_a_pass_share_their_looks(home, monkeypatch: pytest.MonkeyPatch) -> None:
    seen, barrier = [], threading.Barrier(2)
    config = GateConfig(checks=(LICENCE, MEDIA, "a.v1", "b.v1"))
    source = home.source()
    draft = home.draft(source)
    calls = count_decodings(monkeypatch, draft.media)
    others = [Looks(name, seen, barrier) for name in ("a.v1", "b.v1")]
    gate = home.shut(*home.gate.checks, *others, config=config)
    assert gate(draft=draft, sources=[source], at=home.at).outcome == "pass"
    assert seen[0] is seen[1]
    assert len(calls) <= 2, "once for these two, and once for the check of media if it asked first"
    assert exhibit(draft, [source]) is not exhibit(draft, [source]), "outside of a pass, nothing is kept"


WATCHING = (MEDIA, NUDITY, WORDS, FLASHING, FACES)


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize("op", ["clip", "blur_faces"])
def test_checks_that_watch_share_one_decoding_and_judge_as_each_alone(
    home, monkeypatch: pytest.MonkeyPatch, op: str
) -> None:
    source = home.source()
    draft = home.draft(source, op=op, media=film(home.folder / "d.mp4", 1, 2, 1, 3))
    checks = open_checks(WATCHING)
    calls = count_decodings(monkeypatch, draft.media)
    alone = [check(draft=draft, sources=[source]) for check in checks]
    assert len(calls) == (5 if op == "blur_faces" else 4)
    calls.clear()
    with opened(draft, [source], checks=checks):
        together = judge(checks, draft=draft, sources=[source], timeout_s=60)
    assert len(calls) == 1
    assert list(together) == alone


def test_a_watcher_that_crashes_fails_alone(home) -> None:
    class Crashes:
        def __init__(self, reader: Reader) -> None:
            pass

        def see(self, time: float, frame: av.VideoFrame) -> None:
            raise RuntimeError(f"at {time:.1f} s")

        def done(self) -> None:
            return None

    draft = home.draft(home.source(), media=film(home.folder / "d.mp4", 1, 2))
    one = Exhibit(draft, watchers={"bad": Crashes, "good": Flashes})
    assert [int(look.time) for look in one.looks(every_s=60)] == [0, 1]
    assert one.watched({"good": Flashes}).most <= 1
    with pytest.raises(RuntimeError, match=r"at 0\.0 s"):
        one.watched({"bad": Crashes})


def test_the_cover_is_looked_at_first_and_every_scene_once(home, picture) -> None:
    media = film(home.folder / "d.mp4", 1, 2, 1)
    draft = home.draft(home.source(), media=media, thumbnail=picture(home.folder / "t.jpg"))
    looks = exhibit(draft).looks(every_s=60)
    assert looks[0].time == COVER
    assert [int(look.time) for look in looks[1:]] == [0, 1, 2]
    assert exhibit(home.draft(home.source(kind="text"), kind="text")).looks() == ()


def test_a_frame_that_was_only_encoded_anew_stands_in_its_source(home) -> None:
    source = source_of(home, 1, 2, 3)
    with shown(home, film(home.folder / "d.mp4", 3, 2, crf=28), source) as one:
        assert [one.stands(look, check="c.v1") for look in one.looks()] == [(source.id, "pass")] * 2


@pytest.mark.parametrize("change", ["another scene", "a small mark", "a crop", "darker"])
def test_what_was_changed_does_not(home, change: str) -> None:
    source = source_of(home, 1, 2)
    if change == "another scene":
        media = film(home.folder / "d.mp4", 9)
    else:
        media = film(home.folder / "d.mp4", 1, marked=change == "a small mark")
    with shown(home, media, source) as one:
        image = one.looks()[0].image
        if change == "a crop":
            image = np.asarray(Pillow.fromarray(image[10:-10, 10:-10]).resize((320, 240)))
        if change == "darker":
            image = (image * 0.8).astype(np.uint8)
        assert one.stands(Look(0.0, image), check="c.v1") is None


def test_a_source_hands_down_what_the_same_check_found_of_it(home) -> None:
    source = source_of(home, 1)
    with shown(home, film(home.folder / "d.mp4", 1), source, lambda item, check: "warn") as one:
        assert one.stands(one.looks()[0], check="c.v1") == (source.id, "warn")


def test_without_the_sources_files_nothing_counts_as_unchanged(home) -> None:
    source = source_of(home, 1)
    one = exhibit(home.draft(source, media=film(home.folder / "d.mp4", 1)), [source])
    assert one.stands(one.looks()[0], check="c.v1") is None


def test_many_looks_are_kept_compressed_and_still_shown(home) -> None:
    media = film(home.folder / "d.mp4", *range(60))
    looks = exhibit(home.draft(home.source(), media=media)).looks()
    assert len(looks) >= 60
    assert isinstance(looks[-1]._kept, bytes)
    assert np.abs(looks[-1].image.astype(int) - scene(59)).mean() < 12


def test_words_are_those_of_the_draft_and_those_written_into_it(home) -> None:
    steps = (
        Step(component="editor.x.v1", op="caption", params={"text": "Hello", "font": "Inter"}),
        Step(
            component="editor.x.v1",
            op="story",
            params={"shots": [{"title": "One", "s": 2}, {"lines": ["a b", "c"]}]},
        ),
    )
    draft = home.draft(home.source(), title="T").model_copy(
        update={"recipe": Recipe(kind="video", steps=steps, origin="created")}
    )
    told = [
        ("title", "T"),
        ("caption.text", "Hello"),
        ("story.title", "One"),
        ("story.lines", "a b"),
        ("story.lines", "c"),
    ]
    assert list(exhibit(draft).texts()) == told


def test_nudity_of_a_source_is_not_held_against_an_edit_that_leaves_it_as_it_is(home) -> None:
    config = GateConfig(checks=(LICENCE, MEDIA, NUDITY))
    strict = NudityCheck(NudityConfig(warn=0, hold=0))
    gate = home.shut(*home.gate.checks, strict, config=config)
    source = source_of(home, 1, 2)
    home.rows.items.put([source])
    told = {"width": 320, "height": 240, "duration_s": 1.0, "has_audio": False}
    same = home.draft(source, media=film(home.folder / "d.mp4", 2, crf=28), **told)
    assert gate(draft=same, sources=[source], at=home.at).outcome == "pass"
    new = home.draft(source, op="style", media=film(home.folder / "e.mp4", 5), **told)
    assert gate(draft=new, sources=[source], at=home.at).outcome == "hold"
