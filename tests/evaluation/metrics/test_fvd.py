import json

import numpy as np
import pytest

from generec.domain.errors import ConfigError, DataError, MissingModel
from generec.evaluation.metrics.fvd import I3d, VideoMae, fvd
from generec.evaluation.metrics.sets import frechet


@pytest.fixture(name="torch", scope="module")
def has_torch():
    return pytest.importorskip("torch", reason="needs the extra hub: pip install 'generec[hub]'")


@pytest.fixture(name="i3d", scope="module")
def tiny_i3d(torch, tmp_path_factory):
    """A TorchScript file that is called as I3D's is: means of each colour in each third of time."""

    class Tiny(torch.nn.Module):
        def forward(self, x, rescale: bool = False, resize: bool = False, return_features: bool = False):
            if rescale:
                x = x / 127.5 - 1
            pooled = torch.nn.functional.adaptive_avg_pool3d(x, (3, 1, 1))
            return pooled.flatten(1)

    file = tmp_path_factory.mktemp("i3d") / "i3d_torchscript.pt"
    torch.jit.script(Tiny()).save(str(file))
    return I3d(file, batch=3)


def clips(n, seed, *, light=0):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, 200, (12, 8, 10, 3), dtype=np.uint8) + np.uint8(light) for _ in range(n)]


def test_it_is_frechet_over_what_the_network_sees(i3d) -> None:
    made, real = clips(20, 0, light=50), clips(15, 1)
    distance, kernel = fvd(made, real, network=i3d, rng=np.random.default_rng(0))

    def by_hand(some):
        thirds = [clip.reshape(3, 4, 8, 10, 3).mean(axis=(1, 2, 3)) for clip in some]
        return np.stack([third.T.ravel() / 127.5 - 1 for third in thirds])

    assert distance.value == pytest.approx(frechet(by_hand(made), by_hand(real)).value, rel=1e-3)
    assert (distance.made, distance.real, distance.biased) == (20, 15, True)
    assert kernel.value > 3 * kernel.error


def test_frames_that_were_given_count_on_neither_side(i3d) -> None:
    """What is the same at the start, and apart after, is as far apart as what comes after."""
    made, real = clips(10, 0, light=50), clips(10, 0)
    longer = [
        [np.concatenate((clip[:4], own)) for own, clip in zip(some, real, strict=True)]
        for some in (made, real)
    ]
    rng = np.random.default_rng(0)
    bare = fvd(made, real, network=i3d, rng=rng)[0].value
    assert fvd(*longer, network=i3d, rng=rng, given=4)[0].value == pytest.approx(bare)
    assert fvd(*longer, network=i3d, rng=rng)[0].value < 0.8 * bare


def test_clips_that_do_not_fit_are_named(i3d) -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(DataError, match="of which 6 were given"):
        fvd(clips(3, 0), clips(3, 1), network=i3d, rng=rng, given=6)
    with pytest.raises(DataError, match="one shape"):
        fvd([*clips(2, 0), clips(1, 0)[0][:11]], clips(3, 1), network=i3d, rng=rng)


def test_a_file_that_is_none_is_named(torch, tmp_path) -> None:
    file = tmp_path / "i3d.pt"
    file.write_bytes(b"no program")
    with pytest.raises(ConfigError, match="TorchScript"):
        I3d(file)


def test_videomae_from_a_folder(torch, tmp_path) -> None:
    transformers = pytest.importorskip(
        "transformers", reason="needs the extra hub: pip install 'generec[hub]'"
    )
    config = transformers.VideoMAEConfig(
        image_size=16,
        patch_size=8,
        num_frames=4,
        tubelet_size=2,
        hidden_size=12,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    torch.manual_seed(0)
    transformers.VideoMAEModel(config).save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text(
        json.dumps(
            {
                "image_processor_type": "VideoMAEImageProcessor",
                "size": {"shortest_edge": 16},
                "crop_size": {"height": 16, "width": 16},
            }
        )
    )
    network = VideoMae(str(tmp_path))
    assert network.fewest == 4
    features = network(clips(5, 0))
    assert features.shape == (5, 12)
    assert np.isfinite(features).all()
    assert np.abs(features[0] - features[1]).max() > 1e-6
    distance, _ = fvd(clips(6, 0), clips(6, 0), network=network, rng=np.random.default_rng(0), given=2)
    assert distance.value == pytest.approx(0, abs=1e-6)


def test_videomae_that_was_not_pulled_is_named(torch, tmp_path) -> None:
    pytest.importorskip("huggingface_hub", reason="needs the extra hub: pip install 'generec[hub]'")
    with pytest.raises(MissingModel, match="models pull"):
        VideoMae("hub:nobody/no-such-model")
    with pytest.raises(ConfigError, match="no VideoMAE"):
        VideoMae(str(tmp_path))
