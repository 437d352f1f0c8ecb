"""Blur faces: hidden in every frame of the result, or nothing is made."""

from contextlib import nullcontext

import cv2
import numpy as np
import pytest

from generec.demo import pack
from generec.domain.errors import NotAllowed
from generec.domain.guidance import BlurFaces, Clause, Guidance, Reframe
from generec.domain.items import Item
from generec.editor.picture import PictureEditor
from generec.editor.tools import Tools
from generec.editor.video import VideoEditor
from generec.encoders import face_looks
from generec.encoders.faces import Faces, FacesConfig, sha256
from generec.fidelity.faces import FacesCheck
from generec.media import pictures
from generec.media.frames import frame_at, sample

SIZE = (320, 240)
AT = (60, 30, 200)


@pytest.fixture(scope="module")
def portrait(models):
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
    return cv2.resize(pictures.read(pack.path("astronaut")), (AT[2], AT[2]), interpolation=cv2.INTER_AREA)


def scene_with(portrait, left):
    image = np.full((SIZE[1], SIZE[0], 3), (70, 110, 120), np.uint8)
    image[AT[1] : AT[1] + AT[2], left : left + AT[2]] = portrait
    return image


@pytest.fixture(scope="module")
def film(portrait, make, tmp_path_factory):
    """Two seconds of a portrait that drifts to the right."""
    images = [scene_with(portrait, AT[0] + index) for index in range(40)]
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return make.clip(path, seconds=2, size=SIZE, fps=20, images=images)


def edited(path, folder, make_viewer, *edits, kind="video"):
    """The recipe and the draft of edits of one file."""
    length = 2.0 if kind == "video" else 0.0
    item = Item(id="i", work="i", kind=kind, title="Film", media="m", mime="video/mp4", duration_s=length)
    item = item.model_copy(update={"width": SIZE[0], "height": SIZE[1]})
    tools = Tools(features=lambda key: None, media=lambda key: nullcontext(path), folder=folder)
    editor = VideoEditor(tools=tools) if kind == "video" else PictureEditor(tools=tools)
    recipe = editor.plan(
        item=item,
        guidance=Guidance(clauses=(Clause(route="edit", target="current", edits=edits),)),
        profile=make_viewer(),
        rng=np.random.default_rng(0),
    )
    return recipe, editor.render(recipe, [item])


def faces_in(path):
    find = Faces(FacesConfig(score=0.6))
    return [len(find(image=frame.image)) for frame in sample(path, every_s=0.1)]


def test_no_face_is_left_in_any_frame(film, tmp_path, make_viewer):
    assert min(faces_in(film)) == 1
    recipe, draft = edited(film, tmp_path, make_viewer, BlurFaces())
    assert max(faces_in(draft.media)) == 0
    assert draft.changes == ("faces made unrecognisable",)
    assert recipe.steps[0].models == {"yunet": sha256(), face_looks.MODEL: face_looks.sha256()}
    assert FacesCheck()(draft=draft, sources=()).outcome == "pass"
    corner = np.s_[210:, :40]
    assert np.abs(frame_at(draft.media, 1.0)[corner].astype(int) - frame_at(film, 1.0)[corner]).mean() < 4


def test_the_same_recipe_gives_the_same_bytes(film, tmp_path, make_viewer):
    (first, one), (second, other) = (edited(film, tmp_path, make_viewer, BlurFaces()) for _ in range(2))
    assert first.key() == second.key()
    assert one.media.read_bytes() == other.media.read_bytes()


def test_faces_are_hidden_before_the_frame_is_cropped(film, tmp_path, make_viewer):
    recipe, draft = edited(film, tmp_path, make_viewer, Reframe(aspect="9:16"), BlurFaces())
    assert [step.op for step in recipe.steps] == ["blur_faces", "reframe"]
    assert max(faces_in(draft.media)) == 0
    assert draft.width < draft.height


def test_faces_of_a_photo(portrait, tmp_path, make_viewer):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(pictures.jpeg(scene_with(portrait, AT[0])))
    _, draft = edited(photo, tmp_path, make_viewer, BlurFaces(), kind="image")
    assert len(Faces(FacesConfig(score=0.6))(image=pictures.read(draft.media))) == 0
    assert FacesCheck()(draft=draft, sources=()).outcome == "pass"


def test_without_a_face_nothing_is_made(models, make, tmp_path, make_viewer):
    path = make.clip(tmp_path / "v.mp4", seconds=2, size=SIZE)
    with pytest.raises(NotAllowed, match="no face was found in 'Film': nothing was hidden"):
        edited(path, tmp_path, make_viewer, BlurFaces())
    with pytest.raises(NotAllowed, match="no face was found"):
        edited(path, tmp_path, make_viewer, BlurFaces(), Reframe(aspect="1:1"))
