"""Captions: how they are set, and what cannot be."""

from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import ImageFont

from generec.media.chain import Chain
from generec.media.lettering import LINES, Lettering, Line, drawn, face_of, fitted, missing, wrapped
from generec.media.subtitles import subtitles

LONG = "The quick brown fox jumps over the lazy dog and runs along the river until the sun goes down"


@pytest.fixture(scope="module")
def font(models):
    from generec.models import path

    return path("font-bold")


@pytest.mark.parametrize("size", [(480, 270), (270, 480), (1280, 720), (96, 54)])
@pytest.mark.parametrize("text", ["Hi", LONG, "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 2])
def test_words_stay_between_the_margins(size, text, font):
    width, height = size
    ink, band = drawn(text, width=width, height=height, font=font)
    rows, columns = np.nonzero(ink > 0.3)
    assert len(rows)
    assert columns.min() >= 0.05 * width
    assert columns.max() <= 0.95 * width
    assert rows.min() >= 0.4 * height
    assert rows.max() <= 0.95 * height
    assert (band[ink > 0.3] > 0.5).all()
    assert len(fitted(text, width=width, height=height, font=font)[0]) <= LINES


def test_rows_are_balanced_and_lose_no_word(font):
    rows, size = fitted(LONG, width=480, height=270, font=font)
    assert " ".join(rows) == LONG
    widths = [ImageFont.truetype(str(font), size).getlength(row) for row in rows]
    assert len(rows) > 1
    assert min(widths) > 0.5 * max(widths)


def test_no_word_is_broken_for_the_sake_of_balance(font):
    face = face_of(font, 40)
    most = face.getlength("Black-and-white dog") - 1
    assert wrapped("Black-and-white dog indoors", most=most, face=face) == ["Black-and-white", "dog indoors"]


def test_what_is_too_long_ends_in_an_ellipsis(font):
    rows, _ = fitted(LONG * 9, width=270, height=480, font=font)
    assert len(rows) == LINES
    assert rows[-1].endswith("…")


def laid(lines, image, *, at_s, font):
    """The picture with the words over it, as a chain lays them."""
    frame = av.VideoFrame.from_ndarray(image, format="rgb24")
    chain = Chain(frame, ratio=None, changes=[lambda: Lettering(lines, font=font)])
    out = chain(frame, pts=round(at_s * 1000), tick=Fraction(1, 1000))
    return out.reformat(format="rgb24", src_colorspace="ITU709").to_ndarray()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_words_stand_out_on_any_ground_and_fade_in(ground, font):
    image = np.full((270, 480, 3), ground, np.uint8)
    first, late = (laid([Line("HELLO")], image, at_s=t, font=font) for t in (0.0, 1.0))
    ink, _ = drawn("HELLO", width=480, height=270, font=font)
    letters = late[ink > 0.95].mean()
    around = np.percentile(late[200:260].min(axis=2), 1)
    assert letters > 240
    # WCAG contrast of large type is 3; sRGB taken as a power of 2.2.
    assert (1.05) / ((max(around, late[ink == 0].min()) / 255) ** 2.2 + 0.05) > 3
    assert np.abs(first.astype(int) - image).sum() < np.abs(late.astype(int) - image).sum()
    plain = laid([], image, at_s=1.0, font=font)
    assert np.array_equal(late[:100], plain[:100])


def test_lines_come_and_go(font):
    image = np.full((96, 160, 3), 90, np.uint8)
    lines = [Line("one", 1.0, 2.0), Line("two", 3.0, 4.0)]
    plain = laid([], image, at_s=0.0, font=font)
    changed = [
        bool((laid(lines, image, at_s=t, font=font) != plain).any()) for t in (0.5, 1.5, 2.5, 3.5, 4.5)
    ]
    assert changed == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Grüße, Ελλάδα, Привет — “ça va?” 100 % {x} \\ ' : ;", ""),
        ("two\nrows", ""),
        ("日本", "日"),
        ("so 😀", "😀"),
        ("a\u202eb", "\u202e"),
        ("a\u200bb", "\u200b"),
        ("bell\x07", "\x07"),
        ("x\u0301", "\u0301"),
    ],
)
def test_characters_without_a_sign_are_found(text, lacks, font):
    assert missing(text, font) == lacks


def test_a_videos_own_subtitles_are_read(make, tmp_path):
    video = make.clip(tmp_path / "plain.mp4")
    assert subtitles(video) == []
    target = make.subtitled(video, tmp_path / "said.mkv", ["Hello <i>there</i>,\nagain", "Bye"])
    first, second = subtitles(target)
    assert (first.text, first.start_s) == ("Hello there,\nagain", 0.2)
    assert first.end_s == pytest.approx(0.9)
    assert (second.text, second.start_s) == ("Bye", 1.2)
