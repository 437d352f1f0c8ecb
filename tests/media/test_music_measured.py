"""What the music sounds like, as far as it can be measured; nobody listened."""

import numpy as np
import pytest

from generec.media.music import RATE, Piece, moods

pytestmark = pytest.mark.slow

SECONDS = 16.0
MOODS = sorted(moods())


class Heard:
    """A piece, and what is measured of it."""

    def __init__(self, mood, hear):
        self.piece = Piece(mood, seconds=SECONDS, seed=5)
        self.sound = self.piece.sound()
        self.level = hear.level(self.sound)
        self.balance = hear.balance(self.sound)
        self.brightness = hear.brightness(self.sound)
        self.density = hear.density(self.sound)

    def chords(self):
        """(begin s, end s, pitch classes) of every chord."""
        for bar in self.piece.score():
            steps = len(bar.chords)
            length = min(self.piece.form.bar_s, SECONDS - bar.begin_s)
            starts = [i for i in range(steps) if i == 0 or bar.chords[i] != bar.chords[i - 1]]
            for begin, end in zip(starts, [*starts[1:], steps], strict=True):
                classes = sorted((self.piece.key + c) % 12 for c in bar.chords[begin].classes)
                yield bar.begin_s + length * begin / steps, bar.begin_s + length * end / steps, classes


@pytest.fixture(scope="module")
def heard(hear):
    return {mood: Heard(mood, hear) for mood in MOODS}


def tuned(piece):
    """The sound of a piece without its drums."""

    class Tuned(Piece):
        def score(self):
            for bar in super().score():
                yield bar._replace(notes=[note for note in bar.notes if note.midi is not None])

    return Tuned(piece.name, seconds=piece.seconds, seed=piece.seed).sound()


@pytest.mark.parametrize("mood", MOODS)
def test_it_is_as_loud_as_the_others_and_never_clips(heard, mood):
    level = heard[mood].level
    assert level.lufs == pytest.approx(-16.0, abs=1.5)
    assert level.peak < -1.0
    assert 9 < level.crest < 20


@pytest.mark.parametrize("mood", MOODS)
def test_no_register_is_missing_or_drowns_the_rest(heard, mood):
    sub, low, bass, muddy, *middle, harsh, air = heard[mood].balance[:9]
    assert max(sub, low, bass, muddy) < -1.0
    assert sub < -4
    assert max(middle) > -11
    assert harsh < -7
    assert air < -10
    assert 700 < heard[mood].brightness < 6000


@pytest.mark.parametrize("mood", MOODS)
def test_its_beat_is_found_again_by_autocorrelation(heard, hear, mood):
    piece = heard[mood].piece
    found = hear.found_tempo(heard[mood].sound) / piece.form.bpm
    assert min(abs(found / ratio - 1) for ratio in (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3)) < 0.03
    assert hear.tempo_gain(heard[mood].sound, piece.form.bpm) > 1.5


@pytest.mark.parametrize("mood", MOODS)
def test_most_of_what_sounds_belongs_to_the_chord(heard, hear, mood):
    sound = tuned(heard[mood].piece)
    shares, chance = [], []
    for begin, end, classes in heard[mood].chords():
        shares.append(hear.chroma(sound, begin, end)[classes].sum())
        chance.append(len(classes) / 12)
    assert np.mean(shares) > 0.72
    assert np.mean(shares) > 1.8 * np.mean(chance)


@pytest.mark.parametrize("mood", MOODS)
def test_there_are_no_holes_and_no_clicks(heard, hear, mood):
    body = heard[mood].sound[: round(heard[mood].piece.bars[-1] * RATE)]
    assert hear.stillness(body) < 0.3
    if mood != "lofi":  # the dust of its record is meant to click
        assert hear.clicks(heard[mood].sound) == 0


@pytest.mark.parametrize("mood", MOODS)
def test_blocks_meet_without_a_seam(heard, mood):
    piece, sound = heard[mood].piece, heard[mood].sound.astype(float)
    bent = np.abs(np.diff(sound, n=2, axis=0)).max(axis=1)
    for at in np.round(piece.bars[1:] * RATE).astype(int):
        seam = bent[at - 242 : at - 238].max()
        assert seam <= bent[at - 4800 : at + 4800].max()
        assert seam < 0.2


@pytest.mark.parametrize("mood", MOODS)
def test_it_is_wide_but_not_hollow_and_in_the_middle(heard, hear, mood):
    alike, tilt = hear.sides(heard[mood].sound)
    assert 0.1 < alike < 0.99
    assert abs(tilt) < 3.0


@pytest.mark.parametrize("mood", MOODS)
def test_it_is_no_loop_of_one_bar(heard, hear, mood):
    alike = hear.likeness(heard[mood].sound, heard[mood].piece.bars)
    np.fill_diagonal(alike, 0.0)
    assert alike.max() < 0.93
    assert np.median(alike) < 0.6


def test_moods_differ_in_tempo_density_and_brightness_as_they_should(heard):
    def of(name):
        return np.array([getattr(heard[m], name) for m in ("exciting", "dance", "upbeat", "happy")])

    quiet = [heard[m] for m in ("calm", "sad", "dreamy", "scary")]
    assert min(of("density")) > max(h.density for h in quiet)
    assert min(of("brightness")) > max(h.brightness for h in quiet)
    slow = max(h.piece.form.bpm for h in quiet)
    assert min(heard[m].piece.form.bpm for m in ("exciting", "dance", "upbeat", "happy")) > 1.3 * slow


def test_bright_moods_are_in_major_and_dark_ones_in_minor(heard, hear):
    def major(mood):
        one = heard[mood]
        total = hear.chroma(tuned(one.piece), 0.0, SECONDS)
        key = one.piece.key
        return total[(key + 4) % 12] / (total[(key + 3) % 12] + total[(key + 4) % 12])

    assert min(major(m) for m in ("happy", "calm", "inspiring", "romantic", "upbeat", "funny")) > 0.7
    assert max(major(m) for m in ("sad", "scary", "mysterious", "epic", "exciting", "dance")) < 0.3


def test_strong_sections_are_fuller_than_weak_ones(hear):
    piece = Piece("inspiring", seconds=60, seed=2)
    sound = piece.sound()
    loud = {}
    for section in piece.form.sections():
        begin = section.begin * piece.form.bar_s
        part = sound[round(begin * RATE) : round((begin + section.bars * piece.form.bar_s) * RATE)]
        loud.setdefault(section.drive, []).append(hear.density(part))
    drives = sorted(loud)
    assert np.mean(loud[drives[-1]]) > np.mean(loud[drives[0]])
