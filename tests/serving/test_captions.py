"""Captions: what a video brings with it as WebVTT, never as markup."""

import pytest

from generec.media.lettering import Line
from generec.serving.captions import NONE, webvtt


def test_lines_become_cues():
    text = webvtt([Line("Good morning", 0.5, 2.0), Line("Two\nrows", 3661.25, None)])
    assert text.startswith("WEBVTT\n\n")
    assert "00:00:00.500 --> 00:00:02.000\nGood morning\n" in text
    assert "01:01:01.250 --> 01:01:04.250\nTwo\nrows\n" in text


def test_words_are_never_markup_and_never_end_a_cue():
    text = webvtt([Line("<i>a</i> & b -->\n\n00:00.000 --> 00:09.000", 0.0, 1.0)])
    assert text.count("-->") == 1
    assert "<i>" not in text
    assert "&lt;i&gt;a&lt;/i&gt; &amp; b --&gt;\n00:00.000 --&gt; 00:09.000\n" in text


@pytest.fixture
def spoken(system, make, tmp_path):
    """An item with a subtitle track."""
    plain = make.clip(tmp_path / "plain.mp4", seconds=3.0, size=(96, 96), fps=12)
    make.subtitled(plain, tmp_path / "said.mkv", ["Hello there", "and <b>goodbye</b>"])
    system.ingest(tmp_path / "said.mkv", rights="own")
    return "said"


def test_a_video_answers_with_what_is_said_in_it(local, spoken, system):
    found = local.get(f"/v1/items/{spoken}/captions")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/vtt")
    assert found.text.count("-->") == 2
    assert "\nHello there\n" in found.text
    assert "<b>" not in found.text


def test_without_subtitles_there_are_no_cues(local):
    for id in ("boats", "photo", "words"):
        assert local.get(f"/v1/items/{id}/captions").text == NONE
    assert local.get("/v1/items/nowhere/captions").status_code == 404
