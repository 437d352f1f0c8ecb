import re
from pathlib import Path

import pytest

from generec.demo import pack
from generec.demo.plan import plan
from generec.domain.errors import ConfigError, MissingModel
from generec.policy.rights import allow

DOC = Path(__file__).resolve().parents[2] / "docs" / "sample-world.md"


def test_every_file_has_a_maker_and_a_licence_that_permits_adaptation():
    for file in pack.samples().values():
        assert file.pack == "sample"
        assert file.creator
        assert file.upstream
        assert "edit" in allow(rights="unknown", licence=file.licence), file.name


def test_the_page_credits_every_file_and_no_other():
    rows = re.findall(r"^\| `([a-z]+)` \|(.*)\|$", DOC.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name for name, _ in rows} == set(pack.samples())
    for name, row in rows:
        file = pack.samples()[name]
        assert file.creator in row
        assert file.licence in row
        assert f"{file.package} {file.version}" in row


def test_every_file_is_seen_in_some_clip():
    seen = {name for clip in plan().clips for name in clip.uses()}
    assert seen == set(pack.samples())


def test_a_file_that_was_not_pulled_is_named_with_the_mend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path))
    assert len(pack.missing()) == len(pack.samples())
    with pytest.raises(MissingModel, match=r"'coffee' is missing .*make demo"):
        pack.path("coffee")
    with pytest.raises(ConfigError, match="no sample file is called 'tea'"):
        pack.path("tea")
