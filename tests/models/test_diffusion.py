"""Stable Diffusion's loading and editing, on a tiny model with random weights that the test makes."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.errors import ConfigError, MissingExtra, MissingModel
from generec.models import diffusion, folders
from generec.models.diffusion import Diffusion, Prompt

PROMPT = Prompt("an oil painting", "text", 7.5, 0.5, 6, "dpm", 0)


@pytest.fixture(scope="module")
def model(diffusion_folder: Path) -> Diffusion:
    return diffusion.opened(diffusion.find(str(diffusion_folder), "main"), "cpu")


@pytest.fixture(scope="module")
def image() -> Any:
    return np.random.default_rng(0).random((21, 34, 3)).astype(np.float32)


def test_equal_prompts_give_equal_pictures_and_others_do_not(model: Diffusion, image: Any) -> None:
    first = model.editor(PROMPT)(image)
    assert first.shape == image.shape
    assert first.dtype == np.float32
    assert (first == model.editor(PROMPT)(image)).all()
    changed = {"words": "a cartoon", "against": "cats", "guidance": 1.0, "level": 0.2, "seed": 1}
    for name, value in changed.items():
        assert np.abs(model.editor(PROMPT._replace(**{name: value}))(image) - first).mean() > 1e-4, name


def test_the_level_says_how_much_of_the_picture_stays(model: Diffusion, image: Any) -> None:
    def apart(level: float) -> float:
        edit = model.editor(PROMPT._replace(level=level))
        return float(np.abs(edit(image) - edit(1 - image)).max())

    assert (model.editor(PROMPT._replace(level=0.0))(image) == image).all()
    assert apart(1.0) == 0.0
    assert apart(0.9) > 0.0


@pytest.mark.parametrize("level", [0.1, 0.35, 0.5, 0.8, 0.95])
def test_a_network_that_knows_the_noise_gives_the_picture_back(
    model: Diffusion, image: Any, level: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes out is what the autoencoder alone makes of the picture, from every level."""
    import torch

    def knowing(latents: Any, time: Any, **rest: Any) -> Any:
        noise = torch.randn(latents[:1].shape, generator=torch.Generator().manual_seed(PROMPT.seed))
        return (noise.expand_as(latents),)

    whole = np.pad(image, ((0, 3), (0, 2), (0, 0)), mode="edge")
    with torch.inference_mode():
        vae = model._parts.vae
        pixels = torch.from_numpy(whole).permute(2, 0, 1)[None] * 2 - 1
        back = vae.decode(vae.encode(pixels).latent_dist.mean, return_dict=False)[0]
    plain = (back[0].permute(1, 2, 0) / 2 + 0.5).clamp(0, 1).numpy()[: image.shape[0], : image.shape[1]]
    monkeypatch.setattr(model._parts.unet, "forward", knowing)
    found = model.editor(PROMPT._replace(level=level, steps=20))(image)
    np.testing.assert_allclose(found, plain, atol=1e-3)


def test_weights_licence_and_kind_are_read(diffusion_folder: Path, tmp_path: Path) -> None:
    folder = diffusion.find(str(diffusion_folder), "main")
    assert folder == diffusion_folder
    assert folders.licence(folder) == "creativeml-openrail-m"
    assert folders.licence(tmp_path) == "unknown"
    found = diffusion.hashes(folder)
    assert set(found) == {"unet", "vae", "text-encoder"}
    assert len(set(found.values())) == 3


def test_what_is_no_such_model_is_named(diffusion_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model_index\.json"):
        diffusion.find(str(tmp_path), "main")
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "FluxPipeline"}))
    with pytest.raises(ConfigError, match="FluxPipeline"):
        diffusion.find(str(tmp_path), "main")
    copy = shutil.copytree(diffusion_folder, tmp_path / "copy")
    (copy / "unet" / "diffusion_pytorch_model.safetensors").rename(copy / "unet" / "model.bin")
    with pytest.raises(ConfigError, match="other formats are not read"):
        diffusion.find(str(copy), "main")
    with pytest.raises(MissingModel, match=r"generec models pull hub:acme/none@main"):
        diffusion.find("acme/none", "main")


def test_a_pull_brings_all_that_is_read_and_nothing_that_runs_code(diffusion_folder: Path) -> None:
    from huggingface_hub.utils import filter_repo_objects

    from generec.models.hub import _KEPT

    files = [
        str(file.relative_to(diffusion_folder)) for file in diffusion_folder.rglob("*") if file.is_file()
    ]
    others = ["unet/diffusion_pytorch_model.bin", "vae/diffusion_pytorch_model.fp16.safetensors", "v1-5.ckpt"]
    assert set(filter_repo_objects([*files, *others], allow_patterns=_KEPT)) == set(files)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", None)
    with pytest.raises(MissingExtra, match=r"generec\[hub\]"):
        diffusion.find(str(tmp_path), "main")
