import itertools

import numpy as np
import pytest
from pydantic import ValidationError

from generec.domain.errors import DataError
from generec.media.music import RATE, Piece, moods
from generec.media.music.drumkit import DRUMS, stroke
from generec.media.music.form import fitted
from generec.media.music.kernels import limit
from generec.media.music.melody import motif, sing
from generec.media.music.moods import Mood
from generec.media.music.theory import SCALES, chord, voiced
from generec.media.music.voices import VOICES, note

SECONDS = (0.5, 1.0, 3.2, 6.0, 10.0, 30.0, 97.3)


@pytest.mark.parametrize(
    ("name", "root", "classes"),
    [
        ("I", 0, {0, 4, 7}),
        ("ii7", 2, {2, 5, 9, 0}),
        ("V7sus", 7, {7, 0, 2, 5}),
        ("bVImaj7", 8, {8, 0, 3, 7}),
        ("iv6", 5, {5, 8, 0, 2}),
        ("#idim7", 1, {1, 4, 7, 10}),
    ],
)
def test_a_numeral_is_a_chord(name, root, classes):
    assert chord(name).root == root
    assert chord(name).classes == classes


@pytest.mark.parametrize("name", ["", "VIII", "Iabc", "H7", "iII"])
def test_what_is_no_numeral_is_refused(name):
    with pytest.raises(ValueError, match="no chord"):
        chord(name)


def test_voices_hold_the_chord_and_hardly_move():
    before, moved = (), []
    for name in ["I", "vi", "IV", "V", "I", "iii", "IV", "V7"]:
        notes = voiced(chord(name), key=48, low=55, high=74, voices=4, before=before)
        assert {n % 12 for n in notes} <= chord(name).classes
        assert len({n % 12 for n in notes}) >= 3
        assert list(notes) == sorted(set(notes))
        moved += [abs(a - b) for a, b in zip(notes, before, strict=False)]
        before = notes
    assert np.mean(moved) < 2.5


def test_a_melody_keeps_its_rhythm_and_lands_on_the_chord():
    rng = np.random.default_rng(0)
    idea = motif("x-x-x---..x-x---", rng)
    for name in ("I", "IV", "V7", "vi"):
        sung = sing(
            idea,
            lambda step, name=name: chord(name),
            key=48,
            scale="major",
            start=70,
            low=64,
            high=84,
            strong=8,
        )
        assert [one.at for one in sung] == [0, 2, 4, 10, 12]
        assert all(64 - 6 <= one.midi <= 84 + 6 for one in sung)
        assert (sung[0].midi - 48) % 12 in chord(name).classes
        clash = {(c + 1) % 12 for c in chord(name).classes} - chord(name).classes
        assert not any((one.midi - 48) % 12 in clash for one in sung)


@pytest.mark.parametrize("voice", sorted(VOICES))
def test_a_voice_is_in_tune_and_starts_and_ends_softly(voice):
    midi = 40 if voice in ("upright", "bass", "deep", "growl") else 64
    wave = note(voice, midi, 1.5, 0.7).mean(axis=1)
    hz = 440 * 2 ** ((midi - 69) / 12)
    size = 1 << 19
    power = np.abs(np.fft.rfft(wave[4800:] * np.hanning(len(wave) - 4800), size))
    f = np.fft.rfftfreq(size, 1 / RATE)
    near = (f > hz * 0.94) & (f < hz * 1.06)
    assert abs(1200 * np.log2(f[near][power[near].argmax()] / hz)) < 18
    assert abs(wave[0]) < 0.01
    assert abs(wave[-1]) < 1e-6
    assert np.isfinite(wave).all()


@pytest.mark.parametrize("kind", sorted(DRUMS))
def test_a_stroke_starts_at_once_and_ends_in_silence(kind):
    wave = stroke(kind)
    assert np.abs(wave).max() == pytest.approx(0.5)
    assert np.abs(wave[0]).max() < 0.02
    assert np.abs(wave[-1]).max() < 1e-6


@pytest.mark.parametrize("mood", sorted(moods()))
@pytest.mark.parametrize("seconds", SECONDS)
def test_the_form_fills_any_length_at_a_tempo_of_the_mood(mood, seconds):
    form = fitted(moods()[mood], seconds, np.random.default_rng(1))
    slow, fast = moods()[mood].bpm
    assert slow <= form.bpm <= fast
    assert form.bars * form.bar_s + form.ring_s == pytest.approx(seconds)
    assert form.ring_s > 0.15 * min(seconds, 6)
    assert form.ring_s < max(2.2 * form.bar_s, seconds if form.bars == 0 else 0)
    sections = list(form.sections())
    assert sum(section.bars for section in sections) == form.bars
    ends = [section.begin + section.bars for section in sections]
    assert [section.begin for section in sections] == [0, *ends][: len(sections)]


@pytest.mark.parametrize("seconds", [0.5, 2.345, 11.0])
def test_it_is_as_long_as_asked_to_the_sample_and_ends_in_silence(seconds):
    sound = Piece("happy", seconds=seconds, seed=3).sound()
    assert sound.shape == (round(seconds * RATE), 2)
    assert sound.dtype == np.float32
    assert np.abs(sound[-10:]).max() < 1e-3
    assert np.abs(sound).max() > 0.05


def test_the_same_seed_gives_the_same_music_and_another_other_music():
    one, same, other = (Piece("calm", seconds=8, seed=seed).sound() for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_beats_and_bars_lie_where_notes_begin():
    piece = Piece("exciting", seconds=20, seed=4)
    assert np.allclose(np.diff(piece.beats), 60 / piece.form.bpm)
    assert np.allclose(piece.bars, piece.beats[:: piece.form.meter])
    assert piece.beats[-1] + piece.form.ring_s == pytest.approx(20)
    begins = [note.at_s for bar in piece.score() for note in bar.notes if note.part.voice == "kick"]
    grid = np.arange(0, 20, 15 / piece.form.bpm)
    off = [np.abs(grid - at).min() for at in begins]
    assert np.mean(off) < 0.01


def test_a_long_piece_varies_and_is_written_as_it_goes():
    piece = Piece("lofi", seconds=3 * 3600.0, seed=1)
    bars = list(itertools.islice(piece.score(), 120))
    tunes = {
        tuple((round(n.at_s - b.begin_s, 1), n.midi) for n in b.notes if n.part.does == "lead") for b in bars
    }
    assert len(tunes) > 20
    assert len({tuple(c.name for c in b.chords) for b in bars}) > 6
    first = next(piece.play())
    assert first.shape[0] < 5 * RATE


def test_the_limiter_holds_its_ceiling():
    rng = np.random.default_rng(0)
    loud = (rng.standard_normal((20_000, 2)) * np.linspace(0.1, 1.5, 20_000)[:, None]).astype(np.float32)
    state = np.array([0.0, 1.0, 0.0, 240.0])
    out = limit(loud, np.zeros((240, 2), np.float32), np.ones(240), state, 0.8, 0.9998)
    assert np.abs(out).max() <= 0.8 + 1e-6
    assert np.allclose(out[240:2000], loud[:1760], atol=1e-6)


def test_wrong_asks_are_refused_by_name():
    with pytest.raises(DataError, match="no music is called 'polka'"):
        Piece("polka", seconds=5)
    for seconds in (0.1, float("nan"), 1e9):
        with pytest.raises(DataError, match="cannot be made"):
            Piece("calm", seconds=seconds)


def test_a_mood_that_cannot_be_played_is_refused():
    good = moods()["calm"].model_dump()
    for wrong in ({"a": ("Q",)}, {"scale": "none"}, {"meter": 3}):
        with pytest.raises(ValidationError):
            Mood(**{**good, **wrong})
    assert set(good) >= {"bpm", "parts"}
    assert all(mood.scale in SCALES for mood in moods().values())
