"""The sample world comes with facts, and its home reads them."""

from generec.demo.knowledge import FILE, give
from generec.system.settings import load


def test_a_new_home_reads_the_facts_and_an_old_one_keeps_its_settings(tmp_path):
    give(tmp_path)
    settings = load(tmp_path / "generec.toml")
    assert settings.creator.facts.files == (FILE,)
    assert (tmp_path / FILE).is_file()
    (tmp_path / "generec.toml").write_text("[creator]\nside = 240\n")
    give(tmp_path)
    settings = load(tmp_path / "generec.toml")
    assert settings.creator.facts.files == ()
    assert settings.creator.side == 240
