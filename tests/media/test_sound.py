"""Where stretches meet, sounds go over into each other: no click, no hole, at any tempo."""

import numpy as np
import pytest

from generec.media.decode import Reader
from generec.media.loudness import CEILING_DBTP, TARGET_LUFS, levelled, loudness
from generec.media.render import Look, render
from generec.media.samples import STUDIO, filtered
from generec.media.sound import source_sound
from generec.media.spans import timeline

RATE = STUDIO.rate
LENGTH_S = 6.0
JOINED = {
    "two": [(0.2, 1.3013), (3.0007, 4.2)],
    "a short one between": [(0.2, 1.3013), (3.0007, 3.06), (2.2, 3.5)],
    "the source's beginning": [(2.0, 3.1013), (0.0, 1.2)],
    "the source's end": [(4.5, LENGTH_S), (1.0007, 2.0)],
}
WINDOW = round(0.02 * RATE)


@pytest.fixture(scope="module")
def sources(tmp_path_factory, make):
    folder = tmp_path_factory.mktemp("sound")
    at = np.arange(round(LENGTH_S * RATE)) / RATE
    waves = {
        "tone": 0.3 * np.sin(2 * np.pi * 441 * at),
        "noise": np.random.default_rng(0).normal(0, 0.15, len(at)),
    }
    return {
        name: make.clip(folder / f"{name}.mp4", seconds=LENGTH_S, audio=wave.astype(np.float32))
        for name, wave in waves.items()
    }


def joined(source, stretches, *, speed=1.0, fade_s=0.08):
    """The samples of one side, and where (s) stretches meet in them."""
    with Reader(source) as reader:
        spans = timeline(reader, stretches, speed=speed)
    wave = np.concatenate(list(source_sound(source, spans, form=STUDIO, fade_s=fade_s)))[:, 0]
    assert len(wave) == pytest.approx(RATE * sum(span.length_s for span in spans), abs=1)
    return wave.astype(float), [span.begin_s for span in spans[1:]]


def jump(wave, meets, *, around_s=0.06):
    """How much sharper the sharpest bend of the wave is where stretches meet than anywhere else."""
    bend = np.abs(np.diff(wave, 2))
    near = np.zeros(len(bend), bool)
    for at in meets:
        near[round((at - around_s) * RATE) : round((at + around_s) * RATE)] = True
    rest = bend[~near]
    return bend[near].max() / np.quantile(rest[4_800:-4_800], 0.999)


def levels(wave, meets):
    """Power (dB beside the median) of windows of 20 ms that hold no more than 60 ms around a meeting."""
    power = (wave[: len(wave) // WINDOW * WINDOW].reshape(-1, WINDOW) ** 2).mean(axis=1)
    middles = (np.arange(len(power)) + 0.5) * WINDOW / RATE
    near = np.any([np.abs(middles - at) < 0.06 for at in meets], axis=0)
    return 10 * np.log10(power[near] / np.median(power))


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("how", sorted(JOINED))
def test_no_click_and_no_hole_where_stretches_meet(sources, how, speed):
    bound = 8.0 if how == "the source's end" else 1.5  # there the source's own tone breaks off
    assert jump(*joined(sources["tone"], JOINED[how], speed=speed)) < bound
    power = levels(*joined(sources["noise"], JOINED[how], speed=speed))
    assert -3.0 < power.min() <= power.max() < 2.0


def test_a_hard_cut_clicks_by_the_same_measure(sources):
    assert jump(*joined(sources["tone"], JOINED["two"], fade_s=0.0)) > 100


def test_what_is_written_has_neither_click_nor_hole(sources, tmp_path, make):
    for name in sources:
        made = render(sources[name], out := tmp_path / "out.mp4", spans=JOINED["two"], look=Look())
        wave, meets = make.wave(out).astype(float), [span.begin_s for span in made.spans[1:]]
        if name == "tone":
            assert jump(wave, meets) < 2.5
        else:
            assert np.abs(levels(wave, meets)).max() < 2.0


def drums_and_voice(kind):
    """Ten seconds of something whose peaks stand far above the rest."""
    at = np.arange(10 * RATE) / RATE
    rng = np.random.default_rng(2)
    voice = sum(np.sin(2 * np.pi * 140 * k * at) / k for k in range(1, 20)) * np.clip(np.sin(25 * at), 0, 1)
    beat = at % 0.5
    drum = np.sin(2 * np.pi * 55 * beat) * np.exp(-40 * beat)
    shot = rng.normal(0, 1, len(at)) * np.exp(-(at % 2) * 150)
    wave = {"drums": 0.02 * voice + drum, "shots": 0.02 * voice + 0.9 * shot}[kind]
    return np.stack([wave, wave], axis=1).astype(np.float32)


@pytest.mark.parametrize("kind", ["drums", "shots"])
def test_loudness_is_the_targets_where_peaks_are_held(kind):
    sound = drums_and_voice(kind)
    parts = [sound[i : i + 9_600] for i in range(0, len(sound), 9_600)]
    wanted = TARGET_LUFS - loudness(parts)
    # Without holding them, they would be far above the ceiling.
    assert 20 * np.log10(np.abs(sound).max()) + wanted > CEILING_DBTP + 3
    told = [
        f.metadata for f in filtered(levelled(lambda: iter(parts)), [("ebur128", "metadata=1:peak=true")])
    ]
    assert float(told[-1]["lavfi.r128.I"]) == pytest.approx(TARGET_LUFS, abs=1.0)
    peak = max(float(told[-1][f"lavfi.r128.true_peaks_ch{side}"]) for side in range(2))
    assert 20 * np.log10(peak) <= CEILING_DBTP
