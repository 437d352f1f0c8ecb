"""The list of model files."""

from pathlib import Path

import pytest

from generec.domain.errors import ConfigError
from generec.models import choose, manifest
from generec.models.entries import entry


def test_names_and_files_are_unique() -> None:
    files = manifest()
    assert len({file.name for file in files}) == len({file.file for file in files}) == len(files)


def test_plain_choice_is_the_default_pack() -> None:
    chosen = choose()
    assert {file.pack for file in chosen} == {"default"}
    assert sum(file.size for file in chosen) < 110e6
    assert {"efficientnet-lite0", "minilm-int8", "open-nsfw", "style-transform", "font-bold"} <= {
        f.name for f in chosen
    }


def test_names_and_packs_add_up() -> None:
    names = [file.name for file in choose(["font-bold"], ["speech"])]
    assert names[0] == "font-bold"
    assert len(names) > 1
    assert all(entry(name).pack == "speech" for name in names[1:])


@pytest.mark.parametrize(("names", "packs"), [(["nothing"], None), (None, ["nothing"])])
def test_an_unknown_name_or_pack_is_named(names: list[str] | None, packs: list[str] | None) -> None:
    with pytest.raises(ConfigError, match=r"'nothing' .there are"):
        choose(names, packs)


def test_an_unknown_entry_is_named() -> None:
    with pytest.raises(ConfigError, match=r"efficientnet-lite0"):
        entry("nothing")


def test_each_file_stands_in_the_documentation() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    for file in manifest():
        assert f"`{file.name}`" in page
        assert f"{file.package} {file.version}" in page
        assert file.licence in page
