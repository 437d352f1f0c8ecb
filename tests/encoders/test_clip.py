"""The CLIP and SigLIP adapter, on tiny models with random weights that the test makes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.errors import ConfigError, DataError, MissingExtra
from generec.encoders import ClipConfig, ClipEncoder, open_encoder

WORDS = ["<unk>", "<pad>", "<s>", "</s>", "a", "cat", "dog", "photo", "of"]
TOWER = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
TEXT = {
    **TOWER,
    "vocab_size": len(WORDS),
    "max_position_embeddings": 12,
    "pad_token_id": 1,
    "eos_token_id": 3,
}
PICTURE = {**TOWER, "image_size": 32, "patch_size": 8}


@pytest.fixture(scope="module", params=["clip", "siglip"])
def folder(request: Any, tmp_path_factory: Any) -> Path:
    torch = pytest.importorskip("torch", reason="needs the extra hub: pip install 'generec[hub]'")
    pytest.importorskip("transformers", reason="needs the extra hub: pip install 'generec[hub]'")
    torch.manual_seed(7)
    path: Path = tmp_path_factory.mktemp(request.param)
    (_save_clip if request.param == "clip" else _save_siglip)(path)
    return path


def _tokenizer() -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    inner.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    return PreTrainedTokenizerFast(
        model_input_names=["input_ids", "attention_mask"],
        tokenizer_object=inner,
        unk_token="<unk>",
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
    )


def _save_clip(path: Path) -> None:
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor

    config = CLIPConfig(text_config=TEXT, vision_config=PICTURE, projection_dim=24)
    CLIPModel(config).save_pretrained(path)
    side = {"height": 32, "width": 32}
    pictures = CLIPImageProcessor(size=side, crop_size=side, do_center_crop=False)
    CLIPProcessor(image_processor=pictures, tokenizer=_tokenizer()).save_pretrained(path)


def _save_siglip(path: Path) -> None:
    from transformers import SiglipConfig, SiglipImageProcessor, SiglipModel, SiglipProcessor

    SiglipModel(SiglipConfig(text_config=TEXT, vision_config=PICTURE)).save_pretrained(path)
    pictures = SiglipImageProcessor(size={"height": 32, "width": 32})
    SiglipProcessor(image_processor=pictures, tokenizer=_tokenizer()).save_pretrained(path)


def test_one_space_of_unit_rows(folder: Path) -> None:
    encoder = open_encoder("encoder.clip.v1", {"model": str(folder), "batch": 2})
    rng = np.random.default_rng(1)
    images = [rng.integers(0, 256, size, dtype=np.uint8) for size in ((40, 60, 3), (1, 1, 3), (7, 90, 3))]
    pictures, concepts = encoder.both(images)
    words = encoder.texts(["a photo of a cat", "a dog", "", "cat " * 40])
    assert encoder.dims == (pictures.shape[1], words.shape[1])
    assert (
        pictures.shape[1]
        == words.shape[1]
        == (24 if "clip" in folder.name and "sig" not in folder.name else 16)
    )
    np.testing.assert_array_equal(pictures, concepts)
    np.testing.assert_allclose(np.linalg.norm(pictures, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(words, axis=1), 1, atol=1e-5)
    assert not np.allclose(words[0], words[1], atol=1e-3)


def test_a_batch_gives_what_single_calls_give(folder: Path) -> None:
    encoder = ClipEncoder(ClipConfig(model=str(folder), batch=8))
    texts = ["a cat", "a photo of a dog", "dog"]
    alone = np.concatenate([encoder.texts([text]) for text in texts])
    np.testing.assert_allclose(encoder.texts(texts), alone, atol=1e-5)


def test_nothing_in_nothing_out(folder: Path) -> None:
    encoder = ClipEncoder(ClipConfig(model=str(folder)))
    assert encoder.images([]).shape == encoder.texts([]).shape == (0, encoder.dims[0])


def test_a_wrong_picture_is_named(folder: Path) -> None:
    encoder = ClipEncoder(ClipConfig(model=str(folder)))
    with pytest.raises(DataError, match=r"images\[1\]"):
        encoder.images([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8)])


def test_a_folder_without_a_model_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot load"):
        ClipEncoder(ClipConfig(model=str(tmp_path)))


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"generec\[hub\]"):
        open_encoder("encoder.clip.v1")
