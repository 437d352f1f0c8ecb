"""Pipelines of a few hundred thousand random weights, laid out as `diffusers` lays out any."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from diffusers_tiny import NOISE, _networks, _text_encoder, _tokenizer

SIDE = 224
"""Pixels of the pictures that encoders of pictures take; a pipeline of `diffusers` counts on it."""


def drawing(folder: Path, *, strict: bool = False) -> Path:
    """Text to image; `strict` brings a safety checker that objects to everything."""
    import torch
    from diffusers import PNDMScheduler, StableDiffusionPipeline

    torch.manual_seed(3)
    unet, vae = _networks()
    StableDiffusionPipeline(
        unet=unet,
        vae=vae,
        text_encoder=_text_encoder(),
        tokenizer=_tokenizer(folder / "tokenizer"),
        scheduler=PNDMScheduler(**NOISE),
        safety_checker=_checker() if strict else None,
        feature_extractor=_processor() if strict else None,
        requires_safety_checker=strict,
    ).save_pretrained(folder)
    return folder


def filming(folder: Path) -> Path:
    """Text to video."""
    import torch
    from diffusers import DDIMScheduler, TextToVideoSDPipeline, UNet3DConditionModel

    torch.manual_seed(4)
    _, vae = _networks()
    unet = UNet3DConditionModel(
        block_out_channels=(4, 8),
        layers_per_block=1,
        sample_size=16,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=16,
        attention_head_dim=4,
        norm_num_groups=2,
    )
    TextToVideoSDPipeline(
        unet=unet,
        vae=vae,
        text_encoder=_text_encoder(),
        tokenizer=_tokenizer(folder / "tokenizer"),
        scheduler=DDIMScheduler(**{k: v for k, v in NOISE.items() if k != "skip_prk_steps"}),
    ).save_pretrained(folder)
    return folder


def moving(folder: Path) -> Path:
    """Image to video."""
    import torch
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        EulerDiscreteScheduler,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )

    torch.manual_seed(5)
    small = {"block_out_channels": (32, 64), "sample_size": 16}
    unet = UNetSpatioTemporalConditionModel(
        **small,
        layers_per_block=1,
        in_channels=8,
        out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=16,
        num_attention_heads=4,
        projection_class_embeddings_input_dim=96,
        addition_time_embed_dim=32,
    )
    vae = AutoencoderKLTemporalDecoder(
        **small, latent_channels=4, down_block_types=("DownEncoderBlock2D",) * 2
    )
    sampler = EulerDiscreteScheduler(
        prediction_type="v_prediction", timestep_type="continuous", use_karras_sigmas=True,
        sigma_min=0.002, sigma_max=700.0,
    )  # fmt: skip
    StableVideoDiffusionPipeline(
        unet=unet,
        vae=vae,
        image_encoder=_eye(),
        scheduler=sampler,
        feature_extractor=_processor(),
    ).save_pretrained(folder)
    return folder


def adapter(folder: Path) -> Path:
    """An IP-Adapter for `drawing`: the file `ip.safetensors` and its encoder of pictures, in `models`."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(6)
    unet, _ = _networks()
    crossing = [name for name in unet.attn_processors if name.endswith("attn2.processor")]
    weights: dict[str, Any] = {}
    for number, name in enumerate(crossing):
        hidden = unet.get_submodule(name.removesuffix(".processor")).to_q.out_features
        for kind in ("k", "v"):
            weights[f"ip_adapter.{2 * number + 1}.to_{kind}_ip.weight"] = torch.randn(hidden, 16)
    weights |= {
        "image_proj.proj.weight": torch.randn(4 * 16, 16),
        "image_proj.proj.bias": torch.zeros(4 * 16),
        "image_proj.norm.weight": torch.ones(16),
        "image_proj.norm.bias": torch.zeros(16),
    }
    (folder / "models").mkdir(parents=True)
    save_file(weights, folder / "models" / "ip.safetensors")
    _eye().save_pretrained(folder / "models" / "image_encoder")
    return folder


def _eye() -> Any:
    from transformers import CLIPVisionModelWithProjection

    return CLIPVisionModelWithProjection(_vision())


def _vision() -> Any:
    from transformers import CLIPVisionConfig

    return CLIPVisionConfig(
        hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        image_size=SIDE, patch_size=56, projection_dim=16,
    )  # fmt: skip


def _processor() -> Any:
    from transformers import CLIPImageProcessor

    return CLIPImageProcessor(crop_size=SIDE, size=SIDE)


def _checker() -> Any:
    import torch
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from transformers import CLIPConfig

    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=_vision().to_dict(), projection_dim=16))
    with torch.no_grad():
        checker.concept_embeds_weights.fill_(-2.0)
    return checker
