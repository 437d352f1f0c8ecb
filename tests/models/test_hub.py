"""Models of the hub, in a cache that the test lays out as the hub's client does."""

from pathlib import Path

import pytest

from generec.domain.errors import ConfigError, MissingModel
from generec.models import path, pull
from generec.models.hub import wanted

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    snapshot = tmp_path / "models--acme--tiny" / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}")
    (tmp_path / "models--acme--tiny" / "refs").mkdir()
    (tmp_path / "models--acme--tiny" / "refs" / "main").write_text(COMMIT)
    return snapshot


@pytest.mark.parametrize("name", ["hub:acme/tiny", "hub:acme/tiny@main", f"hub:acme/tiny@{COMMIT}"])
def test_a_pulled_model_is_found(hub: Path, name: str) -> None:
    assert path(name) == hub


def test_a_missing_model_names_the_command(hub: Path) -> None:
    with pytest.raises(MissingModel, match=r"generec models pull hub:acme/other@main"):
        path("hub:acme/other@main")


def test_a_malformed_name_is_told(hub: Path) -> None:
    with pytest.raises(ConfigError, match=r"hub:a/b/c"):
        pull(["hub:a/b/c"])


def test_one_file_of_weights_comes_with_the_encoder_beside_it(hub: Path) -> None:
    assert path(f"hub:acme/tiny@{COMMIT}:models/ip.safetensors") == hub
    files = [
        "models/ip.safetensors",
        "models/other.safetensors",
        "models/image_encoder/model.safetensors",
        "sdxl/image_encoder/model.safetensors",
    ]
    from huggingface_hub.utils import filter_repo_objects

    kept = set(filter_repo_objects(files, allow_patterns=wanted("models/ip.safetensors")))
    assert kept == {files[0], files[2]}
    with pytest.raises(ConfigError, match="can run code"):
        wanted("models/ip.bin")
