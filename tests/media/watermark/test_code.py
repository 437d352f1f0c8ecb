"""The watermark's error-correcting code."""

import numpy as np
import pytest

from generec.media.watermark.code import CODED, PAYLOAD_BITS, decoded, encoded


@pytest.mark.parametrize("payload", [0, 1, 0xCAFE1234, 2**PAYLOAD_BITS - 1])
def test_a_payload_comes_back(payload: int) -> None:
    assert decoded(encoded(payload)) == payload


def test_a_payload_comes_back_through_noise() -> None:
    """At 4 dB for each bit of the payload and its check sum, most arrive; what arrives is right."""
    rng = np.random.default_rng(3)
    spread = (2 * 48 / CODED * 10**0.4) ** -0.5
    sent = [int(one) for one in rng.integers(0, 2**32, 40)]
    came = [decoded((encoded(one) + rng.normal(0, spread, CODED)).astype(np.float32)) for one in sent]
    assert sum(a == b for a, b in zip(came, sent, strict=True)) >= 38
    assert all(a in (b, None) for a, b in zip(came, sent, strict=True))


def test_chance_is_no_payload() -> None:
    rng = np.random.default_rng(5)
    read = [decoded(rng.normal(size=CODED).astype(np.float32)) for _ in range(300)]
    assert sum(one is not None for one in read) <= 1


def test_a_payload_has_32_bits() -> None:
    with pytest.raises(ValueError):
        encoded(1 << PAYLOAD_BITS)
