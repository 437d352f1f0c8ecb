"""Loading and drawing with pipelines of `diffusers`: tiny ones with random weights that the test makes."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.errors import ConfigError, MediaError, NotAllowed
from generec.models import folders, pipelines
from generec.models.pipelines import Adapter, Loading, Pipeline

SIZE: dict[str, Any] = {"width": 48, "height": 32, "num_inference_steps": 2, "guidance_scale": 5.0}


def loading(folder: Path, **more: Any) -> Loading:
    return Loading(folder, tuple(folders.hashes(folder, patience_s=None).values()), **more)


def quiet(done: int, of: int) -> None:
    """Nobody is told."""


@pytest.fixture(scope="module")
def drawing(hub_tiny: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = hub_tiny.drawing(tmp_path_factory.mktemp("drawing"))
    return folder


def test_a_picture_is_drawn_the_same_again_and_otherwise_with_another_seed_or_words(drawing: Path) -> None:
    draw = pipelines.opened(loading(drawing))
    told: list[tuple[int, int]] = []
    first = draw(seed=1, step=lambda done, of: told.append((done, of)), prompt="a boat", **SIZE)
    assert first.shape == (1, 32, 48, 3)
    assert first.dtype == np.uint8
    assert told[-1][0] == told[-1][1] == len(told)
    assert (draw(seed=1, step=quiet, prompt="a boat", **SIZE) == first).all()
    assert (draw(seed=2, step=quiet, prompt="a boat", **SIZE) != first).any()
    assert (draw(seed=1, step=quiet, prompt="zzz", **SIZE) != first).any()
    assert pipelines.opened(loading(drawing)) is draw


def test_what_saves_memory_draws_alike_and_the_pipeline_held_is_one(drawing: Path) -> None:
    plain = pipelines.opened(loading(drawing))(seed=1, step=quiet, prompt="a boat", **SIZE)
    tiled = pipelines.opened(loading(drawing, vae_tiling=True))(seed=1, step=quiet, prompt="a boat", **SIZE)
    assert tiled.shape == plain.shape
    saving = loading(drawing, vae_slicing=True, attention_slicing=True)
    spared = pipelines.opened(saving)(seed=1, step=quiet, prompt="a boat", **SIZE)
    assert np.abs(plain.astype(int) - spared).max() <= 2
    assert len(pipelines._held) == 1


def test_words_become_a_video(hub_tiny: Any, tmp_path: Path) -> None:
    film = Pipeline(loading(hub_tiny.filming(tmp_path / "film")))
    told: list[int] = []
    drawn = film(seed=1, step=lambda done, of: told.append(done), prompt="a boat", num_frames=5, **SIZE)
    assert drawn.shape == (5, 32, 48, 3)
    assert told == [1, 2]


def test_a_picture_becomes_a_video(hub_tiny: Any, tmp_path: Path) -> None:
    move = Pipeline(loading(hub_tiny.moving(tmp_path / "move")))
    images = [np.full((32, 48, 3), value, np.uint8) for value in (20, 220)]
    asked = {"prompt": "left out", "num_frames": 4, "options": {"motion_bucket_id": 90}, **SIZE}
    drawn = [move(seed=1, step=quiet, image=image, **asked) for image in images]
    assert drawn[0].shape == (4, 32, 48, 3)
    assert (drawn[0] != drawn[1]).any()


def test_pictures_that_are_liked_change_what_is_drawn(hub_tiny: Any, drawing: Path, tmp_path: Path) -> None:
    folder = hub_tiny.adapter(tmp_path / "adapter")
    adapter = Adapter(folder, "models", "ip.safetensors", "image_encoder", 0.8)
    draw = Pipeline(loading(drawing, adapter=adapter))
    rng = np.random.default_rng(0)
    liked = [rng.integers(0, 256, (40, 40, 3), np.uint8) for _ in range(3)]
    out = [
        draw(seed=1, step=quiet, prompt="a boat", liked=some, **SIZE)
        for some in (liked[:1], liked[1:], liked[:1])
    ]
    assert (out[0] != out[1]).any()
    assert (out[0] == out[2]).all()
    with pytest.raises(ConfigError, match="no IP-Adapter"):
        Pipeline(loading(hub_tiny.filming(tmp_path / "film"), adapter=adapter))


def test_a_step_can_end_it_and_the_next_drawing_is_as_ever(drawing: Path) -> None:
    class Enough(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise Enough

    draw = pipelines.opened(loading(drawing))
    with pytest.raises(Enough):
        draw(seed=1, step=stop, prompt="a boat", **SIZE)
    assert draw(seed=1, step=quiet, prompt="a boat", **SIZE).any()


def test_lack_of_memory_names_what_needs_less(drawing: Path) -> None:
    draw = pipelines.opened(loading(drawing))
    with pytest.raises(MediaError, match=r"needs more memory than there is on cpu: .*offload = model"):
        draw(seed=1, step=quiet, prompt="a boat", **{**SIZE, "width": 2**22, "height": 2**20})


def test_wrong_calls_are_named(hub_tiny: Any, drawing: Path, tmp_path: Path) -> None:
    draw = pipelines.opened(loading(drawing))
    with pytest.raises(ConfigError, match="no option 'fsp'"):
        draw(seed=1, step=quiet, prompt="a boat", options={"fsp": 3}, **SIZE)
    with pytest.raises(ConfigError, match="cannot draw this"):
        draw(seed=1, step=quiet, prompt="a boat", width=33, height=32)
    with pytest.raises(ConfigError, match="offload = sequential is not possible without a GPU"):
        Pipeline(loading(drawing, offload="sequential"))


def test_a_gpu_that_is_not_there_is_named(drawing: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ConfigError, match="device = cuda: PyTorch finds no such GPU"):
        Pipeline(loading(drawing, device="cuda", offload="model"))


def test_the_models_own_checker_is_heeded_unless_left_out(hub_tiny: Any, tmp_path: Path) -> None:
    strict = hub_tiny.drawing(tmp_path / "strict", strict=True)
    with pytest.raises(NotAllowed, match="own safety checker"):
        Pipeline(loading(strict))(seed=1, step=quiet, prompt="a boat", **SIZE)
    assert Pipeline(loading(strict, checker=False))(seed=1, step=quiet, prompt="a boat", **SIZE).any()


def test_weights_are_named_by_part_and_settings_count(drawing: Path, tmp_path: Path) -> None:
    found = folders.hashes(drawing, patience_s=None)
    assert set(found) == {"unet", "vae", "text_encoder", "settings"}
    copy = shutil.copytree(drawing, tmp_path / "copy")
    assert folders.hashes(copy, patience_s=None) == found
    sampler = copy / "scheduler" / "scheduler_config.json"
    sampler.write_text(sampler.read_text().replace("0.012", "0.013"))
    other = folders.hashes(copy, patience_s=None)
    assert {part for part in found if other[part] != found[part]} == {"settings"}


def test_code_and_other_formats_in_a_folder_are_refused(drawing: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(drawing, tmp_path / "copy")
    index = json.loads((copy / "model_index.json").read_text())
    (copy / "model_index.json").write_text(json.dumps({**index, "_class_name": ["mine", "Pipe"]}))
    with pytest.raises(ConfigError, match="code of its own"):
        folders.index(copy)
    (copy / "model_index.json").write_text(json.dumps({**index, "unet": ["mine", "Net"]}))
    (copy / "unet" / "mine.py").write_text("")
    with pytest.raises(ConfigError, match="code of its own"):
        folders.parts(copy)
    (copy / "model_index.json").write_text(json.dumps(index))
    weights = copy / "vae" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_suffix(".bin"))
    with pytest.raises(ConfigError, match="other formats are not read"):
        folders.parts(copy)
