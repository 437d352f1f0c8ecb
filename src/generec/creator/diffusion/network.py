"""The network: a U-Net over short clips, factorised into space and time, of parts of `diffusers`.

Ho et al., "Video diffusion models" (2022): frames pass through the layers of a picture's U-Net, and
between those something mixes each place over time. Here that is a convolution over three frames
after every block, and attention over all frames where the picture is small. What is wanted comes in
as tokens (taste, words) by cross-attention; frames that are given come in beside the noise, with a mask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import torch
from diffusers.models.attention import BasicTransformerBlock
from diffusers.models.embeddings import TimestepEmbedding, Timesteps
from diffusers.models.resnet import ResnetBlock2D
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from generec.creator.diffusion.config import NetworkConfig

COLOURS: Final = 3
TOKENS: Final = 2
"""Tokens of a condition: the taste, and the words."""


class VideoUNet(nn.Module):
    """From noised clips, their times and what is wanted to the model's answer (v or epsilon).

    All clips are (b, 3, f, h, w) in [-1, 1]; h and w are multiples of `config.block`.
    """

    def __init__(self, config: NetworkConfig, *, taste: int, words: int) -> None:
        """`taste` and `words` are the sizes of the vectors that stand for them."""
        super().__init__()
        self.config = config
        self.checkpointing = False
        widths, patch = config.widths, config.patch
        inner, emb = config.tokens, 4 * widths[0]
        self.wanted = Wanted(taste, words, inner)
        self.clock = Timesteps(widths[0], flip_sin_to_cos=True, downscale_freq_shift=0)
        self.timed = TimestepEmbedding(widths[0], emb)
        self.pooled = nn.Linear(TOKENS * inner, emb)
        self.enter = nn.Conv2d((2 * COLOURS + 1) * patch**2, widths[0], 3, padding=1)
        self.downs, self.ups = nn.ModuleList(), nn.ModuleList()
        skips, before = [widths[0]], widths[0]
        for level, width in enumerate(widths):
            for number in range(config.depth):
                self.downs.append(Block(before, width, emb, config, attends=level >= config.attends))
                before = width
                skips.append(width)
                if number == config.depth - 1 and level < len(widths) - 1:
                    self.downs.append(Smaller(width))
                    skips.append(width)
        self.middle = Block(before, before, emb, config, attends=True)
        for level, width in reversed(list(enumerate(widths))):
            for number in range(config.depth + 1):
                self.ups.append(
                    Block(before + skips.pop(), width, emb, config, attends=level >= config.attends)
                )
                before = width
                if number == config.depth and level > 0:
                    self.ups.append(Larger(width))
        self.norm = nn.GroupNorm(config.norm, before)
        self.leave = nn.Conv2d(before, COLOURS * patch**2, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, noised: Any, times: Any, tokens: Any, *, given: Any, mask: Any) -> Any:
        """The answer (b, 3, f, h, w).

        `times` (b,) in [0, 1000); `tokens` (b, 2, d) as `wanted` makes them; `given` (b, 3, f, h, w) are
        the frames that are known where `mask` (b, f) is 1.
        """
        b, _, f, _, _ = noised.shape
        shown = mask[:, None, :, None, None].expand(-1, 1, -1, *noised.shape[3:])
        x = torch.cat([noised, given * shown, shown.to(noised.dtype)], dim=1)
        x = functional.pixel_unshuffle(_frames(x), self.config.patch)
        x = self.enter(x.contiguous(memory_format=torch.channels_last))
        emb = self.timed(self.clock(times).to(x.dtype)) + self.pooled(tokens.flatten(1))
        emb = emb.repeat_interleave(f, dim=0)
        kept = [x]
        for part in self.downs:
            x = self._run(part, x, emb, tokens, f)
            kept.append(x)
        x = self._run(self.middle, x, emb, tokens, f)
        for part in self.ups:
            x = torch.cat([x, kept.pop()], dim=1) if isinstance(part, Block) else x
            x = self._run(part, x, emb, tokens, f)
        x = self.leave(functional.silu(self.norm(x)))
        return _clips(functional.pixel_shuffle(x, self.config.patch), b)

    def _run(self, part: Any, x: Any, emb: Any, tokens: Any, f: int) -> Any:
        if self.checkpointing and self.training:
            return checkpoint(part, x, emb, tokens, f, use_reentrant=False)
        return part(x, emb, tokens, f)


class Wanted(nn.Module):
    """Taste and words to tokens; learnt ones stand for what is left open."""

    def __init__(self, taste: int, words: int, inner: int) -> None:
        super().__init__()
        self.taste, self.words = nn.Linear(taste, inner), nn.Linear(words, inner)
        self.open = nn.Parameter(torch.zeros(TOKENS, inner))
        self.scale = taste**0.5, words**0.5

    def forward(self, taste: Any, words: Any, told: Any) -> Any:
        """(b, 2, d) tokens of (b, taste) and (b, words) unit rows; `told` (b, 2) is 0 for what is open."""
        both = torch.stack([self.taste(taste * self.scale[0]), self.words(words * self.scale[1])], dim=1)
        return torch.where(told[..., None] > 0, both, self.open[None])


class Block(nn.Module):
    """A residual block over each frame, three frames mixed, and attention where the picture is small."""

    def __init__(self, before: int, width: int, emb: int, config: NetworkConfig, *, attends: bool) -> None:
        super().__init__()
        self.space = ResnetBlock2D(
            in_channels=before,
            out_channels=width,
            temb_channels=emb,
            groups=config.norm,
            time_embedding_norm="scale_shift",
            dropout=config.dropout,
        )
        nn.init.zeros_(self.space.conv2.weight)
        self.time = Mixed(width, config.norm)
        self.look = Looked(width, config) if attends else None

    def forward(self, x: Any, emb: Any, tokens: Any, f: int) -> Any:
        """(b f, before, h, w) to (b f, width, h, w)."""
        x = self.time(self.space(x, emb), f)
        return x if self.look is None else self.look(x, tokens, f)


class Mixed(nn.Module):
    """A convolution over three frames at each place; begins as no change."""

    def __init__(self, width: int, norm: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(norm, width)
        self.mix = nn.Conv2d(3 * width, width, 1)
        nn.init.zeros_(self.mix.weight)
        nn.init.zeros_(self.mix.bias)

    def forward(self, x: Any, f: int) -> Any:
        """(b f, width, h, w), changed by the frames before and after."""
        hidden = functional.silu(self.norm(x))
        clip = hidden.unflatten(0, (-1, f))
        still = torch.zeros_like(clip[:, :1])
        before = torch.cat([still, clip[:, :-1]], dim=1).flatten(0, 1)
        after = torch.cat([clip[:, 1:], still], dim=1).flatten(0, 1)
        return x + self.mix(torch.cat([before, hidden, after], dim=1))


class Looked(nn.Module):
    """Attention within each frame and to the tokens; then of each place over the frames."""

    def __init__(self, width: int, config: NetworkConfig) -> None:
        super().__init__()
        heads = max(1, width // config.head)
        shape: dict[str, Any] = {"dim": width, "num_attention_heads": heads, "ff_inner_dim": 2 * width}
        shape |= {"attention_head_dim": width // heads, "activation_fn": "gelu"}
        self.norm = nn.GroupNorm(config.norm, width)
        self.space = BasicTransformerBlock(**shape, cross_attention_dim=config.tokens)
        self.place = nn.Parameter(torch.zeros(1, config.frames, width))
        self.time = BasicTransformerBlock(**shape)

    def forward(self, x: Any, tokens: Any, f: int) -> Any:
        """(b f, width, h, w) to the same shape."""
        n, _, high, wide = x.shape
        rows = self.norm(x).flatten(2).transpose(1, 2)
        rows = self.space(rows, encoder_hidden_states=tokens.repeat_interleave(f, dim=0))
        over = rows.unflatten(0, (n // f, f)).transpose(1, 2).flatten(0, 1)
        over = self.time(over + self.place[:, :f])
        rows = over.unflatten(0, (n // f, high * wide)).transpose(1, 2).flatten(0, 1)
        out = rows.transpose(1, 2).unflatten(2, (high, wide))
        return x + out.contiguous(memory_format=torch.channels_last)


class Smaller(nn.Module):
    """Half the width and height."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, stride=2, padding=1)

    def forward(self, x: Any, emb: Any, tokens: Any, f: int) -> Any:
        """(n, width, h, w) to (n, width, h / 2, w / 2)."""
        return self.conv(x)


class Larger(nn.Module):
    """Twice the width and height."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x: Any, emb: Any, tokens: Any, f: int) -> Any:
        """(n, width, h, w) to (n, width, 2 h, 2 w)."""
        return self.conv(functional.interpolate(x, scale_factor=2.0, mode="nearest"))


def _frames(clips: Any) -> Any:
    """(b, c, f, h, w) to (b f, c, h, w)."""
    return clips.transpose(1, 2).flatten(0, 1)


def _clips(frames: Any, b: int) -> Any:
    """(b f, c, h, w) to (b, c, f, h, w)."""
    return frames.unflatten(0, (b, -1)).transpose(1, 2)


def parameters(network: nn.Module) -> Sequence[nn.Parameter]:
    """What is trained, in the network's own order."""
    return list(network.parameters())
