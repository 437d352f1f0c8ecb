"""An error-correcting code for the few bits of a watermark.

Payload and a check sum go through the convolutional code of rate 1/4 and constraint length 7 with the
generators 135, 135, 147, 163 (octal; free distance 20: J. G. Proakis, Digital Communications, 4th ed.,
table 8.2-3), ended by zeros, and come back by the algorithm of Viterbi over soft values.
"""

from __future__ import annotations

import binascii
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["CODED", "PAYLOAD_BITS", "decoded", "encoded", "encoded_all"]

PAYLOAD_BITS = 32
_CHECK_BITS = 16
_MEMORY = 6
_GENERATORS = (0o135, 0o135, 0o147, 0o163)
_STEPS = PAYLOAD_BITS + _CHECK_BITS + _MEMORY
CODED = _STEPS * len(_GENERATORS)
"""How many signs a payload becomes: 216."""


def encoded(payload: int) -> NDArray[np.float32]:
    """(216,) signs, 1 and -1. `payload` has 32 bits; raises `ValueError` beyond."""
    if not 0 <= payload < 1 << PAYLOAD_BITS:
        raise ValueError(f"a payload has {PAYLOAD_BITS} bits")
    word = (payload << _CHECK_BITS | _sum(payload)) << _MEMORY
    outputs, nexts = _trellis()
    state, signs = 0, []
    for at in range(_STEPS):
        bit = word >> (_STEPS - 1 - at) & 1
        signs.append(outputs[state, bit])
        state = nexts[state, bit]
    return np.concatenate(signs)


def encoded_all(payloads: NDArray[np.int64]) -> NDArray[np.float32]:
    """(n, 216) the signs of many payloads: code and check sum are linear, so bits' signs multiply."""
    zero = encoded(0)
    bits = payloads[:, None] >> np.arange(PAYLOAD_BITS) & 1
    flips = np.array([encoded(1 << bit) != zero for bit in range(PAYLOAD_BITS)], dtype=np.float32)
    odd = np.mod(bits.astype(np.float32) @ flips, 2)
    return np.asarray(zero * (1 - 2 * odd), dtype=np.float32)


def decoded(soft: NDArray[np.float32]) -> int | None:
    """The payload that (216,) soft values carry most likely (positive: 1); None if its check sum is wrong."""
    outputs, nexts = _trellis()
    states = 1 << _MEMORY
    gains = soft.reshape(_STEPS, -1).astype(np.float64) @ outputs.reshape(-1, len(_GENERATORS)).T
    score = np.full(states, -np.inf)
    score[0] = 0.0
    came = np.zeros((_STEPS, states), dtype=np.int64)
    origin = np.repeat(np.arange(states), 2)
    arrive = nexts.reshape(-1)
    into = np.argsort(arrive, kind="stable").reshape(states, 2)
    for at in range(_STEPS):
        reached = score[origin] + gains[at]
        better = into[np.arange(states), np.argmax(reached[into], axis=1)]
        came[at], score = better, reached[better]
    state, word = 0, 0
    for at in range(_STEPS - 1, -1, -1):
        edge = int(came[at, state])
        word |= (edge & 1) << (_STEPS - 1 - at)
        state = edge >> 1
    word >>= _MEMORY
    payload = word >> _CHECK_BITS
    return payload if word & (1 << _CHECK_BITS) - 1 == _sum(payload) else None


def _sum(payload: int) -> int:
    """CRC-16 (CCITT) of the payload."""
    return binascii.crc_hqx(payload.to_bytes(PAYLOAD_BITS // 8, "big"), 0xFFFF)


@cache
def _trellis() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """By state and bit: (64, 2, 4) signs that are sent, (64, 2) the state after."""
    outputs = np.zeros((1 << _MEMORY, 2, len(_GENERATORS)), dtype=np.float32)
    nexts = np.zeros((1 << _MEMORY, 2), dtype=np.int64)
    for state in range(1 << _MEMORY):
        for bit in (0, 1):
            register = bit << _MEMORY | state
            for at, generator in enumerate(_GENERATORS):
                outputs[state, bit, at] = 1.0 if (register & generator).bit_count() & 1 else -1.0
            nexts[state, bit] = register >> 1
    return outputs, nexts
