from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from generec.domain.drafts import Draft, Verdict
from generec.fidelity.authenticity import MediaCheck

Make = Callable[..., Path]


def judge(draft: Draft) -> Verdict:
    return MediaCheck()(draft=draft, sources=())


def test_media_that_is_what_it_claims_passes(home) -> None:
    verdict = judge(home.draft(home.source()))
    assert (verdict.outcome, verdict.score) == ("pass", 0.0)


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ({"duration_s": 5.0}, "hold"),
        ({"width": 100}, "hold"),
        ({"has_audio": False}, "hold"),
        ({"mime": "video/webm"}, "block"),
    ],
)
def test_a_wrong_claim_is_found(home, claim: dict[str, object], outcome: str) -> None:
    assert judge(home.draft(home.source(), **claim)).outcome == outcome


def test_a_picture_that_claims_to_be_a_video_blocks(home, picture: Make) -> None:
    draft = home.draft(home.source(), media=picture(home.folder / "x.jpg"), mime="image/jpeg")
    assert judge(draft).outcome == "block"


def test_a_damaged_file_blocks(home) -> None:
    draft = home.draft(home.source())
    draft.media.write_bytes(draft.media.read_bytes()[:2000])
    verdict = judge(draft)
    assert verdict.outcome == "block"
    assert "draft.mp4" in verdict.evidence


def test_a_damaged_thumbnail_blocks(home, tmp_path: Path) -> None:
    (tmp_path / "t.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    assert judge(home.draft(home.source(), thumbnail=tmp_path / "t.jpg")).outcome == "block"


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_blank_picture_waits_for_a_person(home, tmp_path: Path, value: int) -> None:
    Pillow.fromarray(np.full((64, 96, 3), value, np.uint8)).save(tmp_path / "b.jpg")
    draft = home.draft(home.source(kind="image"), kind="image", media=tmp_path / "b.jpg")
    verdict = judge(draft)
    assert (verdict.outcome, verdict.score) == ("hold", 1.0)


def test_an_empty_text_blocks(home) -> None:
    source = home.source(kind="text", text="Something.")
    assert judge(home.draft(source, kind="text", text="  ")).outcome == "block"
    assert judge(home.draft(source, kind="text")).outcome == "pass"
