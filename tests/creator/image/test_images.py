"""Posters, covers, pictures and collages out of photos and footage."""

import time
from contextlib import nullcontext
from itertools import pairwise

import cv2
import numpy as np
import pytest

from generec.creator.footage.stills import Still, StillsConfig, stills
from generec.creator.footage.stock import Studio
from generec.creator.image.collage import CollageCreator, CollageCreatorConfig
from generec.creator.image.framing import crop, edges, filled, holds, seen, wordless
from generec.creator.image.poster import PosterCreator, PosterCreatorConfig
from generec.creator.image.posters import Sheet, Words, poster
from generec.domain.errors import NotAllowed
from generec.domain.guidance import (
    BlurFaces,
    Caption,
    Clause,
    Create,
    Guidance,
    Limits,
    Music,
    Reframe,
    Style,
)
from generec.domain.items import PERMISSIONS, Item
from generec.domain.profiles import FrameFeatures, Profile, Viewer
from generec.editor.looks import styled
from generec.editor.tools import Tools
from generec.encoders.reading import Reading
from generec.fidelity.facts import FactsCheck
from generec.media import pictures
from generec.models import path
from generec.retriever.catalogue import Catalogue

pytestmark = pytest.mark.usefixtures("models")

WORDS = {"dogs": 0, "dog": 0, "boats": 1, "boat": 1, "shoes": 2, "shoe": 2, "people": 3}
POSTER = PosterCreatorConfig(side=320)
COLLAGE = CollageCreatorConfig(side=480)


def vector(text):
    out = np.full(8, 0.05, np.float32)
    for word in str(text).casefold().split():
        out[WORDS.get(word, 5)] += 1.0
    return out / np.linalg.norm(out)


def drawn(seed, width, height):
    """A soft ground of one colour with a disc of another."""
    rng = np.random.default_rng(seed)
    ground, disc = rng.integers(30, 220, (2, 3))
    y, x = np.mgrid[0:height, 0:width]
    image = np.broadcast_to(ground, (height, width, 3)) * (0.7 + 0.3 * (y / height))[..., None]
    place = rng.uniform(0.3, 0.7, 2)
    inside = np.hypot(x - place[0] * width, y - place[1] * height) < 0.22 * min(width, height)
    image = np.where(inside[..., None], disc, image) + rng.normal(0, 6, (height, width, 3))
    return np.clip(image, 0, 255).astype(np.uint8)


def frames(subject, seed, times):
    rng = np.random.default_rng(seed)
    rows = 0.25 * rng.standard_normal((len(times), 8)).astype(np.float32)
    rows[:, subject] += 1.0
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    n = len(times)
    return FrameFeatures(
        times=np.asarray(times, np.float32),
        pictures=rows,
        concepts=rows,
        sharpness=np.full(n, 200.0, np.float32),
        brightness=np.full(n, 0.45, np.float32),
        shots=np.array([[0.0, 8.0]], np.float32),
        keyframes=np.zeros(1, np.float32),
        duration_s=8.0,
    )


class Rows:
    def __init__(self, items):
        self.items, self._items = self, items

    def seq(self):
        return 1

    def changed(self, *, since=0):
        return iter([(1, item) for item in self._items] if since < 1 else [])

    def get(self, ids):
        return {item.id: item for item in self._items if item.id in set(ids)}


@pytest.fixture(scope="module")
def studio(make, tmp_path_factory):
    """Five photos of dogs, a film and a photo of boats, four photos of shoes that are for sale."""
    folder = tmp_path_factory.mktemp("pictures")
    told = [(f"d{i}", f"Dog number {i}", 0, PERMISSIONS) for i in range(5)]
    told += [("b0", "Boat at noon", 1, PERMISSIONS)]
    told += [(f"s{i}", f"Shoe {i}", 2, PERMISSIONS - {"edit"}) for i in range(4)]
    items, known, files = [], {}, {}
    for seed, (id, title, subject, allow) in enumerate(told):
        size = [(420, 300), (300, 420), (360, 360)][seed % 3]
        file = folder / f"{id}.png"
        file.write_bytes(pictures.png(drawn(seed, *size)))
        items.append(item(id, title, "image", size, allow))
        known[f"sha256:{id}"], files[f"sha256:{id}"] = frames(subject, seed, [0.0]), file
    film = folder / "b1.mp4"
    make.clip(film, seconds=8.0, size=(320, 180), fps=12, scenes=(4,), audio=False)
    items.append(item("b1", "Boats in the wind", "video", (320, 180), PERMISSIONS))
    known["sha256:b1"], files["sha256:b1"] = frames(1, 99, np.arange(0.25, 8, 0.5)), film
    rows = Rows(items)
    tools = Tools(
        features=known.get,
        media=lambda key: nullcontext(files[key]),
        words=lambda texts: np.stack([vector(text) for text in texts]),
        folder=folder / "drafts",
        items=rows.get,
    )
    return Studio(tools=tools, shelf=Catalogue(rows=rows).snapshot, clock=time.time)


def item(id, title, kind, size, allow):
    return Item(
        id=id, work=id, kind=kind, title=title, media=f"sha256:{id}", licence="CC BY 4.0", rights="own",
        creator=f"Maker {id}", allow=allow, width=size[0], height=size[1],
        duration_s=8.0 if kind == "video" else 0.0,
    )  # fmt: skip


def wish(about, form=None, *, edits=(), less=(), mood=None, **more):
    create = Create(about=((about,),), kind="image", form=form, **more)
    limits = Limits(mood=mood)
    clause = Clause(route="create", target=None, create=create, edits=edits, less=less, limits=limits)
    return Guidance(clauses=(clause,))


def made(creator, guidance):
    recipe = creator.plan(
        guidance=guidance, profile=Profile(viewer=Viewer(id="u")), rng=np.random.default_rng(0)
    )
    sources = list(creator.studio.tools.items([source.item for source in recipe.sources]).values())
    told = []
    draft = creator.render(recipe, sources, progress=told.append)
    image = pictures.read(draft.media)
    assert image.shape[:2] == (draft.height, draft.width)
    assert FactsCheck()(draft=draft, sources=sources).outcome == "pass"
    return recipe, draft, image, told


def test_a_poster_is_one_picture_with_its_title_and_credit(studio):
    recipe, draft, _, told = made(PosterCreator(POSTER, studio=studio), wish("dogs", "poster"))
    assert (draft.kind, draft.origin, draft.ai, draft.title) == ("image", "created", True, "Dogs")
    assert draft.width / draft.height == pytest.approx(2 / 3, abs=0.01)
    assert len(recipe.sources) == 1
    assert recipe.sources[0].item.startswith("d")
    assert draft.description.startswith("Made from: “Dog number")
    assert "CC BY 4.0" in draft.description
    assert told == ["picture 1 of 1"]
    assert any("contrast" in change for change in draft.changes)
    draft.media.unlink()


def test_the_same_recipe_gives_the_same_bytes(studio):
    creator = PosterCreator(POSTER, studio=studio)
    first, again = (made(creator, wish("dogs", "poster")) for _ in range(2))
    assert first[0].key() == again[0].key()
    assert first[1].media.read_bytes() == again[1].media.read_bytes()


@pytest.mark.parametrize(("form", "aspect"), [("poster", "9:16"), ("poster", "1:1"), ("cover", None)])
def test_the_shape_asked_for(studio, form, aspect):
    edits = (Reframe(aspect=aspect),) if aspect else ()
    _, draft, _, _ = made(PosterCreator(POSTER, studio=studio), wish("boats", form, edits=edits))
    wanted = {"9:16": 9 / 16, "1:1": 1.0, None: 16 / 9}[aspect]
    assert draft.width / draft.height == pytest.approx(wanted, abs=0.01)


def test_a_plain_picture_has_no_words_on_it(studio):
    recipe, draft, _, _ = made(PosterCreator(POSTER, studio=studio), wish("boats", "picture"))
    assert recipe.steps[-1].models == {}
    assert not any("poster" in change for change in draft.changes)


def test_dictated_words_stand_on_it_and_make_it_the_viewers_own(studio):
    creator = PosterCreator(POSTER, studio=studio)
    recipe, draft, _, _ = made(creator, wish("dogs", "poster", edits=(Caption(text="Good boys only"),)))
    assert (draft.title, recipe.scope) == ("Good boys only", "private")
    assert made(creator, wish("dogs", "poster"))[0].scope == "shared"


def test_a_look_is_given_and_a_mood_has_one_of_its_own(studio):
    creator = PosterCreator(POSTER, studio=studio)
    recipe, _, image, _ = made(creator, wish("dogs", "picture", edits=(Style(name="noir"),)))
    assert [step.params["name"] for step in recipe.steps if step.op == "style"] == ["noir"]
    assert float(np.abs(np.diff(image.astype(int), axis=2)).mean()) < 3
    moody = made(creator, wish("dogs", "picture", mood="romantic"))[0]
    assert [step.params["name"] for step in moody.steps if step.op == "style"] == ["warm"]


def test_what_is_for_sale_is_shown_whole_and_its_colours_stay(studio):
    recipe, _, image, _ = made(PosterCreator(POSTER, studio=studio), wish("shoes", "poster"))
    still, sheet = recipe.steps[0].params, recipe.steps[-1].params
    assert (still["grade"], still["box"], sheet["design"]) == (False, [0.0, 0.0, 1.0, 1.0], "paper")
    fonts = [path("font-regular"), path("font-bold")]
    spot = Sheet(sheet["width"], sheet["height"], "paper", "bottom", *fonts, whole=sheet["whole"]).window()
    shown = image[spot[1] : spot[1] + spot[3], spot[0] : spot[0] + spot[2]]
    seed = 6 + int(recipe.sources[0].item[1])
    source = drawn(seed, *[(420, 300), (300, 420), (360, 360)][seed % 3])
    plain = cv2.resize(source, (spot[2], spot[3]), interpolation=cv2.INTER_AREA)
    assert np.abs(shown.mean(axis=(0, 1)) - plain.mean(axis=(0, 1))).max() < 3


def test_what_may_not_be_changed_gets_no_look(studio):
    with pytest.raises(NotAllowed, match="do not allow another look"):
        made(PosterCreator(POSTER, studio=studio), wish("shoes", "poster", edits=(Style(name="noir"),)))


@pytest.mark.parametrize(
    ("guidance", "told"),
    [
        (wish("volcanoes", "poster"), "nothing here shows volcanoes"),
        (wish("dogs", "poster", seconds=30.0), "a picture lasts no seconds"),
        (wish("dogs", "poster", edits=(Music(),)), "music is not available for a picture"),
        (wish("dogs", "poster", edits=(BlurFaces(),)), "blur faces is not available"),
        (wish("dogs", "poster", edits=(Caption(),)), "a picture has no subtitles"),
        (wish("dogs", "poster", edits=(Caption(text="帆船"),)), "the type has no sign"),
    ],
)
def test_what_cannot_be_made_is_said(studio, guidance, told):
    with pytest.raises(NotAllowed, match=told):
        made(PosterCreator(POSTER, studio=studio), guidance)


def test_a_collage_is_of_several_pictures_none_twice(studio):
    recipe, draft, _, told = made(CollageCreator(COLLAGE, studio=studio), wish("dogs", "collage"))
    assert (draft.title, draft.width, draft.height) == ("Dogs", 480, 480)
    assert 3 <= len(recipe.sources) <= 5
    assert len(told) == len(recipe.sources)
    assert all(source.item.startswith("d") for source in recipe.sources)
    for source in recipe.sources:
        assert f"“Dog number {source.item[1]}”" in draft.description


def test_too_few_pictures_make_no_collage(studio):
    with pytest.raises(NotAllowed, match="a collage needs 3 pictures"):
        made(
            CollageCreator(CollageCreatorConfig(side=480, alike=0.1), studio=studio), wish("dogs", "collage")
        )


def test_a_collage_of_things_for_sale_leaves_their_colours(studio):
    recipe, _, image, _ = made(CollageCreator(COLLAGE, studio=studio), wish("shoes", "collage"))
    for step in recipe.steps:
        if step.op == "still":
            assert step.params["grade"] is False
            x, y, _, _ = step.params["cell"]
            id = recipe.sources[step.params["source"]].item
            seed = 6 + int(id[1])
            source = drawn(seed, *[(420, 300), (300, 420), (360, 360)][seed % 3]).astype(float)
            corner = image[y + 4 : y + 12, x + 4 : x + 12].mean(axis=(0, 1))
            left, top = step.params["box"][0] * source.shape[1], step.params["box"][1] * source.shape[0]
            near = source[int(top) : int(top) + 24, int(left) : int(left) + 24].mean(axis=(0, 1))
            assert np.abs(corner - near).max() < 12


def test_frames_of_one_video_lie_apart(studio):
    found = stills(
        wish("boats"),
        (("boats",),),
        profile=Profile(viewer=Viewer(id="u")),
        studio=studio,
        config=StillsConfig(),
    )
    times = sorted(still.at_s for still in found if still.item.id == "b1")
    assert len(times) <= 3
    assert all(b - a >= 1.5 for a, b in pairwise(times))


@pytest.mark.parametrize("design", ["full", "paper", "block"])
@pytest.mark.parametrize("size", [(320, 480), (480, 320), (400, 400)])
@pytest.mark.parametrize("light", [20, 128, 245])
def test_type_can_be_read_on_every_ground(design, size, light):
    sheet = Sheet(*size, design, "bottom", path("font-regular"), path("font-bold"))
    _, _, wide, high = sheet.window()
    picture = np.clip(np.random.default_rng(1).normal(light, 25, (high, wide, 3)), 0, 255).astype(np.uint8)
    words = Words("Sailing boats and gypsy jazz", "A boat at noon", "Picture: Ann Lee, CC BY 4.0")
    found = poster(picture, words, sheet)
    assert found.image.shape == (size[1], size[0], 3)
    assert found.contrast >= 4.4


def test_a_crop_moves_so_that_no_face_is_cut():
    image = np.full((100, 300, 3), 128, np.uint8)
    image[20:80, 120:160] = (250, 40, 40)
    one = seen(image)
    face = np.array([[0.62, 0.2, 0.74, 0.8]], np.float32)
    box, cuts = crop(type(one)(one.image, one.inside, face), aspect=1.0)
    assert cuts == 0
    assert box[2] <= 0.63 or (box[0] <= 0.63 and box[2] >= 0.73)


def lettered(text, place, *, size=1.4):
    image = drawn(4, 480, 320).astype(np.uint8)
    return cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (255, 255, 255), 3)


def test_the_words_of_a_frame_are_cut_away_where_they_stand_at_its_side():
    one = seen(lettered("Harbour days", (60, 300)))
    plain = wordless(one)
    assert plain.inside[3] < 0.87
    assert plain.inside[:3] == one.inside[:3]
    assert not len(plain.words)
    assert not Reading()(image=plain.image)
    assert wordless(seen(drawn(4, 480, 320).astype(np.uint8))).inside == one.inside


def test_words_in_the_middle_stay_and_a_crop_goes_beside_them():
    plain = wordless(seen(lettered("Ship", (150, 170))))
    assert len(plain.words) == 1
    box, _ = crop(plain, aspect=0.6)
    assert not holds(box, plain.words)


def test_a_poster_takes_the_picture_without_words(studio, tmp_path):
    media = {}
    for name, image in (("lettered", lettered("Sailing today", (90, 170))), ("plain", drawn(9, 480, 320))):
        media[name] = tmp_path / f"{name}.jpg"
        media[name].write_bytes(pictures.jpeg(np.asarray(image, np.uint8)))
    creator = PosterCreator(POSTER, studio=studio)
    tried = {}
    for name, path_ in media.items():
        still = Still(
            item(name, name, "image", (480, 320), PERMISSIONS), 0.0, 0, 1.0, 1.0, np.zeros(8, np.float32)
        )
        one = wordless(seen(pictures.read(path_, longest=1280)))
        tried[name] = creator._tried(still, one, wish("boats"), plain=False, seed=1).worth
    assert tried["plain"] > tried["lettered"] + 0.4


def test_dark_lines_at_one_side_are_seen():
    image = np.full((200, 200, 3), 140, np.uint8)
    image[:, -8:] = 10
    left, top, right, bottom = edges(image)
    assert (left, top, bottom) == (0.0, 0.0, 0.0)
    assert right == pytest.approx(0.05, abs=0.011)


@pytest.mark.parametrize("size", [(260, 180), (261, 179), (61, 77)])
def test_a_picture_fills_its_frame_exactly_in_any_look(size):
    for changes in ((), styled("warm", 0.5), styled("cartoon")):
        assert filled(drawn(1, 90, 60), size, changes=changes).shape == (size[1], size[0], 3)
