"""Music under the sound of a video: how loud, how it steps back, and that it keeps to its place."""

import numpy as np
import pytest

from generec.media.decode import Reader
from generec.media.loudness import CEILING_DBTP, TARGET_LUFS, loudness
from generec.media.mix import Music
from generec.media.probe import probe
from generec.media.render import Look, render
from generec.media.samples import STUDIO, filtered
from generec.media.sound import source_sound
from generec.media.spans import timeline


def hum(seconds):
    """Soft chords without silence, in blocks of uneven sizes."""
    n = round(seconds * 48_000)
    for begin in range(0, n, 5001):
        at = np.arange(begin, min(begin + 5001, n)) / 48_000
        wave = sum(np.sin(2 * np.pi * f * at) for f in (110, 165, 220)) * 0.1 * (1 + 0.3 * np.sin(9 * at))
        yield np.stack([wave, wave], axis=1).astype(np.float32)


def talk(n, rate, pauses=()):
    """Something like a voice: harmonics of 140 Hz in syllables, with pauses (s)."""
    at = np.arange(n) / rate
    syllables = np.clip(np.sin(2 * np.pi * 4 * at), 0, 1) ** 0.5
    wave = sum(np.sin(2 * np.pi * 140 * k * at) / k for k in range(1, 20)) * syllables * 0.15
    for begin, end in pauses:
        wave[int(begin * rate) : int(end * rate)] = 0
    return wave.astype(np.float32)


def told(path):
    """(LUFS, dBTP) of a file's sound by libavfilter's own meter."""
    with Reader(path) as reader:
        spans = timeline(reader, [(0.0, None)])
    meter = [("ebur128", "metadata=1:peak=true")]
    last = [f.metadata for f in filtered(source_sound(path, spans, form=STUDIO), meter)][-1]
    peaks = max(float(last[f"lavfi.r128.true_peaks_ch{i}"]) for i in range(2))
    return float(last["lavfi.r128.I"]), 20 * np.log10(peaks)


def test_loudness_of_a_known_tone():
    at = np.arange(48_000 * 5) / 48_000
    tone = (10 ** (-23 / 20) * np.sin(2 * np.pi * 997 * at)).astype(np.float32)
    assert loudness([np.stack([tone, tone], axis=1)]) == pytest.approx(-23.0, abs=0.1)
    assert loudness([np.zeros((48_000, 2), np.float32)]) == -np.inf
    assert loudness([]) == -np.inf


@pytest.mark.parametrize("mute", [False, True])
@pytest.mark.parametrize("gain", [0.02, 1.0])
def test_a_mix_has_the_loudness_of_the_target(tmp_path, make, mute, gain):
    source = make.clip(tmp_path / "in.mp4", seconds=8.0, audio=talk(8 * 48_000, 48_000) * gain)
    made = render(source, out := tmp_path / "out.mp4", look=Look(music=Music(hum), mute=mute))
    assert made.has_audio
    lufs, peak = told(out)
    assert lufs == pytest.approx(TARGET_LUFS, abs=0.7)
    assert peak <= CEILING_DBTP
    assert probe(out).duration_s == pytest.approx(8.0, abs=0.03)


def test_a_silent_source_gets_the_music_alone(tmp_path, make):
    for audio in (False, np.zeros(4 * 48_000, np.float32)):
        source = make.clip(tmp_path / "in.mp4", seconds=4.0, audio=audio)
        assert render(source, out := tmp_path / "out.mp4", look=Look(music=Music(hum))).has_audio
        assert told(out)[0] == pytest.approx(TARGET_LUFS, abs=0.7)
        assert len(make.wave(out)) == pytest.approx(4 * 48_000, abs=2_100)


def level(wave, begin, end, low, high):
    part = wave[int(begin * 48_000) : int(end * 48_000)]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    hz = np.fft.rfftfreq(len(part), 1 / 48_000)
    return 10 * np.log10(power[(hz > low) & (hz < high)].sum() / len(part))


def test_music_steps_back_under_speech_and_comes_up_in_pauses(tmp_path, make):
    voice = talk(12 * 48_000, 48_000, pauses=[(4.0, 8.0)])
    source = make.clip(tmp_path / "in.mp4", seconds=12.0, audio=voice)
    render(source, out := tmp_path / "out.mp4", look=Look(music=Music(hum, duck_db=10)))
    wave = make.wave(out)
    speaking, pause = (level(wave, a, b, 100, 120) for a, b in ((1.5, 3.5), (6.0, 7.8)))
    assert 6 < pause - speaking < 14
    steady = np.random.default_rng(1).normal(0, 0.05, 12 * 48_000).astype(np.float32)
    source = make.clip(tmp_path / "street.mp4", seconds=12.0, audio=steady)
    render(source, out, look=Look(music=Music(hum, duck_db=10, under_db=0)))
    flat = make.wave(out)
    assert abs(level(flat, 3, 5, 100, 120) - level(flat, 9, 11, 100, 120)) < 2


def test_music_ends_softly_and_short_music_is_followed_by_silence(tmp_path, make):
    source = make.clip(tmp_path / "in.mp4", seconds=6.0)
    render(source, out := tmp_path / "out.mp4", look=Look(music=Music(hum)))
    wave = make.wave(out)
    assert np.abs(wave[-2_000:]).max() < 0.1 * np.abs(wave).max()
    render(source, out, look=Look(music=Music(lambda _: hum(2.0))))
    assert np.abs(make.wave(out)[3 * 48_000 :]).max() < 1e-3


def test_sound_of_the_source_keeps_its_place_in_a_mix(tmp_path, make):
    source = make.film(tmp_path / "in.mp4", seconds=6.0)
    quiet = Music(hum, under_db=20)
    render(source, out := tmp_path / "out.mp4", spans=[(3.2, 6.0), (0.2, 2.0)], look=Look(music=quiet))
    wanted = [0.3, 0.8, 1.3, 1.8, 2.3, 3.1, 3.6, 4.1]
    np.testing.assert_allclose(make.heard(out, loud=0.5), wanted, atol=0.012)
    np.testing.assert_allclose(make.flashes(out), wanted, atol=0.01)
