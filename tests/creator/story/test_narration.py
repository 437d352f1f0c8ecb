"""Reading aloud by a program of its own: a real one where it is installed, and one that the test writes."""

import shutil
import sys
import wave

import numpy as np
import pytest

from generec.creator.story.narration import NarrationConfig, Speaker
from generec.domain.errors import ConfigError, MediaError, NotAllowed
from generec.media.samples import STUDIO

espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")

SPEAKS = """
import math, struct, sys, wave
text = sys.stdin.read()
assert "[" not in text
with wave.open(sys.argv[1], "wb") as file:
    file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
    silence = [0] * 11025
    said = [int(9000 * math.sin(i / 20)) for i in range(2205 * len(text))]
    file.writeframes(struct.pack(f"<{len(said) + 22050}h", *silence, *said, *silence))
"""


@pytest.fixture
def program(tmp_path):
    """Settings for a program that takes a tenth of a second for each letter."""
    path = tmp_path / "speaks.py"
    path.write_text(SPEAKS)
    return NarrationConfig(
        command=(sys.executable, str(path), "{out}"),
        version=(sys.executable, "--version"),
        voices={"en": "any"},
    )


def seconds(block):
    return len(block) / STUDIO.rate


def test_any_program_will_do_and_silence_around_is_cut(program):
    block = Speaker(program)("[Ten] lett", voice="any")
    assert block.dtype == np.float32
    assert block.shape[1] == 2
    assert seconds(block) == pytest.approx(1.06, abs=0.05)


def test_the_recipe_names_the_program_its_version_arguments_and_files(program, tmp_path):
    first = Speaker(program).models
    assert len(first) == 1
    assert all(len(value) == 64 for value in first.values())
    assert Speaker(program).models == first
    (tmp_path / "speaks.py").write_text(SPEAKS + "# another\n")
    assert Speaker(program).models != first
    other = program.model_copy(update={"version": (sys.executable, "-c", "print(2)")})
    assert Speaker(other).models != Speaker(program).models


def test_without_a_program_or_a_voice_it_says_so(program):
    with pytest.raises(NotAllowed, match=r"speech program 'no-such-voice' is not installed"):
        Speaker(NarrationConfig(command=("no-such-voice",))).voice("en")
    with pytest.raises(NotAllowed, match="no voice is set for the language 'fi'"):
        Speaker(program).voice("fi")
    assert Speaker(program).voice("en-GB") == "any"


@pytest.mark.parametrize("body", ["import sys; sys.exit('the voice broke')", "import time; time.sleep(9)"])
def test_a_program_that_fails_or_hangs_is_a_wrong_setting(tmp_path, body):
    path = tmp_path / "fails.py"
    path.write_text(body)
    config = NarrationConfig(command=(sys.executable, str(path)), voices={"en": "x"}, timeout_s=1)
    with pytest.raises(ConfigError, match="speech program"):
        Speaker(config)("hello", voice="x")


def test_what_is_no_sound_or_silent_is_refused(tmp_path):
    path = tmp_path / "speaks.py"
    path.write_text("print('hello')")
    with pytest.raises(MediaError, match="no sound"):
        Speaker(NarrationConfig(command=(sys.executable, str(path))))("hello", voice="x")
    silent = tmp_path / "silent.wav"
    with wave.open(str(silent), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(bytes(44100))
    path.write_text(f"import shutil, sys; shutil.copy({str(silent)!r}, sys.argv[1])")
    with pytest.raises(MediaError, match="said nothing"):
        Speaker(NarrationConfig(command=(sys.executable, str(path), "{out}")))("hello", voice="x")


@espeak
def test_espeak_says_the_same_each_time_and_longer_for_more():
    config = NarrationConfig()
    first, again = (Speaker(config)("A rocket throws hot gas.", voice="en-us") for _ in range(2))
    assert np.array_equal(first, again)
    assert 1.0 < seconds(first) < 4.0
    assert seconds(Speaker(config)("A rocket throws hot gas, and goes up.", voice="en-us")) > seconds(first)
    assert Speaker(config).models.keys() == {"voice:espeak-ng"}


@espeak
def test_units_are_read_as_words():
    speaker = Speaker(NarrationConfig())
    written = speaker("It flies at 28 km/h.", voice="en-us")
    assert np.array_equal(written, speaker("It flies at 28 kilometres an hour.", voice="en-us"))


def test_a_text_is_never_a_command(program, tmp_path):
    marker = tmp_path / "marker"
    Speaker(program)(f"'; touch {marker}; $(touch {marker})", voice="any")
    assert not marker.exists()
