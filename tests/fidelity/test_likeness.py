"""What was taken from a work that may only be shown is found again, however it was changed."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import Recipe, Source, Step
from generec.encoders import open_encoder
from generec.fidelity.guarded import Guarded, agreeing, guarded, points
from generec.fidelity.likeness import LikenessCheck, LikenessConfig
from generec.media import pictures
from generec.store import open_features, open_vectors


def scene(seed: int) -> np.ndarray:
    """A picture with many things in it."""
    rng = np.random.default_rng(seed)
    image = cv2.resize(rng.integers(0, 255, (5, 7, 3), np.uint8), (420, 300), interpolation=cv2.INTER_CUBIC)
    for _ in range(90):
        x, y, r = (int(v) for v in (rng.integers(0, 420), rng.integers(0, 300), rng.integers(4, 26)))
        colour = tuple(int(v) for v in rng.integers(0, 255, 3))
        if rng.random() < 0.5:
            cv2.circle(image, (x, y), r, colour, -1)
        else:
            cv2.rectangle(image, (x, y), (x + r, y + 2 * r), colour, -1)
    return image


def bordered(image: np.ndarray) -> np.ndarray:
    out = np.full_like(image, 20)
    out[30:270, 42:378] = cv2.resize(image, (336, 240), interpolation=cv2.INTER_AREA)
    return out


CHANGES = {
    "same": lambda image: image,
    "crop": lambda image: image[30:270, 40:380],
    "mirror": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "grey": lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB),
    "small": lambda image: cv2.resize(image, (180, 128), interpolation=cv2.INTER_AREA),
    "border": bordered,
}


@pytest.fixture
def shelf(home: Any, tmp_path: Path, models: Path) -> Any:
    """A home with one guarded picture, as ingest leaves it, and the check over it."""
    encoder = open_encoder()
    vectors, features = open_vectors(tmp_path / "v"), open_features(tmp_path / "f")
    key = home.blobs.put(pictures.jpeg(scene(1)))
    item = Item(id="kept", work="kept", kind="image", title="Mine", media=key, licence="All rights reserved")
    home.rows.items.put([item])
    vectors.collection("pictures", dim=encoder.dims[0]).put(["kept"], encoder.images([scene(1)]))
    return Guarded(home.rows, home.blobs, vectors, features, encoder)


def judge(
    shelf: Guarded, image: np.ndarray, folder: Path, config: LikenessConfig | None = None, own: Any = None
) -> Verdict:
    path = folder / "draft.jpg"
    path.write_bytes(pictures.jpeg(image))
    own = own or Item(id="a", work="a", kind="image", title="My own", allow=PERMISSIONS)
    step = Step(component="editor.picture.v1", op="style")
    recipe = Recipe(kind="image", sources=(Source(item=own.id),), steps=(step,))
    draft = Draft(recipe=recipe, kind="image", media=path)
    return LikenessCheck(config, guarded=shelf)(draft=draft, sources=[own])


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_of_a_guarded_work_waits(shelf: Guarded, change: str, tmp_path: Path) -> None:
    verdict = judge(shelf, CHANGES[change](scene(1)), tmp_path)
    assert verdict.outcome == "hold"
    assert "taken from “Mine”" in verdict.evidence
    assert ("mirrored" in verdict.evidence) == (change == "mirror")


def test_another_picture_passes(shelf: Guarded, tmp_path: Path) -> None:
    for seed in (2, 3, 4):
        assert judge(shelf, scene(seed), tmp_path).outcome == "pass"


def test_what_is_no_longer_guarded_is_free_and_what_was_taken_down_stays_guarded(
    shelf: Guarded, home: Any, tmp_path: Path
) -> None:
    kept = home.rows.items.get(["kept"])["kept"]
    home.rows.items.put([kept.model_copy(update={"allow": PERMISSIONS, "licence": "CC0"})])
    assert judge(shelf, scene(1), tmp_path).outcome == "pass"
    named = LikenessConfig(guard=("kept",))
    assert judge(shelf, scene(1), tmp_path, named).outcome == "hold"
    home.rows.items.withdraw("kept", reason="asked", at=home.at)
    assert list(shelf.works()) == ["kept"]


def test_a_recipes_own_source_is_the_licence_checks_business(
    shelf: Guarded, home: Any, tmp_path: Path
) -> None:
    kept = home.rows.items.get(["kept"])["kept"]
    assert judge(shelf, scene(1), tmp_path, own=kept).outcome == "pass"


def test_which_works_are_guarded() -> None:
    item = Item(id="a", work="a", kind="image", media="sha256:00")
    assert guarded(item)
    assert not guarded(item.model_copy(update={"allow": frozenset(("clip", "serve"))}))
    assert not guarded(item.model_copy(update={"kind": "text"}))
    assert guarded(item.model_copy(update={"allow": PERMISSIONS}), also=("a",))


def test_pictures_without_anything_in_them_agree_with_nothing() -> None:
    flat = np.full((200, 300, 3), 90, np.uint8)
    assert agreeing(points(flat), points(scene(1))) == 0
    assert agreeing(points(scene(1)), points(scene(1))) > 100
