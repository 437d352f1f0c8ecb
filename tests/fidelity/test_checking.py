from collections.abc import Callable
from pathlib import Path

import pytest

from generec import models
from generec.domain.errors import ConfigError, DataError, MediaError, MissingModel
from generec.fidelity import authenticity, check_file, open_checks
from generec.fidelity.checking import BUILT_IN
from generec.fidelity.readback import LABEL
from generec.fidelity.safety import MODEL, NudityCheck

Make = Callable[..., Path]


def test_checks_are_opened_by_name_with_their_settings() -> None:
    checks = open_checks(settings={"fidelity.safety.nudity.v1": {"hold": 0.9}})
    assert [check.name for check in checks] == list(BUILT_IN)
    nudity = checks[BUILT_IN.index("fidelity.safety.nudity.v1")]
    assert isinstance(nudity, NudityCheck)
    assert nudity.config.hold == 0.9


def test_a_wrong_name_or_setting_is_an_error() -> None:
    with pytest.raises(ConfigError, match="no check is registered"):
        open_checks(["fidelity.safety.none.v1"])
    with pytest.raises(ConfigError, match=r"nudity\.v1"):
        open_checks(settings={"fidelity.safety.nudity.v1": {"hodl": 0.9}})


def test_any_file_is_checked_for_what_it_shows_and_says(home, video: Make, picture: Make) -> None:
    try:
        models.path(MODEL)
    except MissingModel as error:
        pytest.skip(error.message)
    for path in (video(home.folder / "v.mp4"), picture(home.folder / "p.jpg")):
        verdicts = check_file(path, at=home.at)
        safe = [f"fidelity.safety.{name}.v1" for name in ("nudity", "words", "flashing", "loudness")]
        assert [v.check for v in verdicts] == [authenticity.NAME, *safe, LABEL]
        assert {v.outcome for v in verdicts} == {"pass"}
        assert all(v.evidence for v in verdicts)


def test_a_tampered_file_is_a_finding(home) -> None:
    source = home.source(kind="image")
    item = home.gate(draft=home.draft(source, kind="image"), sources=[source], at=home.at).item
    path = home.folder / "made.jpg"
    content = bytearray(home.blobs.get(item.media))
    content[-30] ^= 1
    path.write_bytes(content)
    verdict = check_file(path, at=home.at, checks=[])[-1]
    assert (verdict.check, verdict.outcome) == (LABEL, "block")


def test_a_check_that_fails_is_a_hold(
    home, picture: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path / "none"))
    verdicts = check_file(picture(home.folder / "p.jpg"), at=home.at)
    assert verdicts[1].outcome == "hold"
    assert "models pull" in verdicts[1].evidence
    assert verdicts[1].detail == {"failed": True}


def test_text_files_are_checked(home) -> None:
    (home.folder / "t.txt").write_text("A text.")
    assert {v.outcome for v in check_file(home.folder / "t.txt", at=home.at)} == {"pass"}


def test_what_cannot_be_checked_is_an_error(home) -> None:
    with pytest.raises(DataError):
        check_file(home.folder / "absent.jpg", at=home.at)
    (home.folder / "x.bin").write_bytes(b"\0\1\2\3" * 30)
    with pytest.raises(MediaError):
        check_file(home.folder / "x.bin", at=home.at)
