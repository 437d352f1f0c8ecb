"""Sentences through MiniLM: a unit vector of 384 for each."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from generec import models
from generec.domain.errors import DataError
from generec.encoders.pictures import unit

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

_MODEL, _TOKENIZER = "minilm-int8", "minilm-tokenizer"
SIZE = 384
LONGEST = 256
"""Tokens of a text that are read; the model was trained on no more."""

_BATCH_TOKENS = 384
"""Tokens in one call, padding counted: beyond this, more at once is slower on a CPU."""


class Words:
    """Turns texts to unit rows, with the last `keep` of them remembered.

    Mean of the last layer over the tokens (Reimers and Gurevych, "Sentence-BERT", 2019). A text has the same
    vector alone and among others. The empty text has the vector of a sentence without words, which is near to
    nothing in particular.
    """

    def __init__(self, *, threads: int | None = None, keep: int = 4096) -> None:
        """Check that the files are there; they are loaded at first use. Raises `MissingModel`."""
        for name in (_MODEL, _TOKENIZER):
            models.path(name)
        self._threads = threads
        self._keep = keep
        self._known: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def _session(self) -> InferenceSession:
        return models.session(_MODEL, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(models.path(_TOKENIZER)))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) unit rows. Raises `DataError` for what is not a text."""
        keys = [_key(text, at=i) for i, text in enumerate(texts)]
        found = self._recall(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            fresh = dict(zip(missing, self._encode(list(missing.values())), strict=True))
            self._remember(fresh)
            found.update(fresh)
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, SIZE), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = self._tokenizer.encode_batch(list(texts))
        rows = np.empty((len(texts), SIZE), dtype=np.float32)
        for batch in _batches(tokens):
            rows[batch] = self._mean([tokens[i] for i in batch])
        return unit(rows)

    def _mean(self, tokens: Sequence[Encoding]) -> NDArray[np.float32]:
        longest = max(len(one.ids) for one in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(tokens):
            ids[row, : len(one.ids)] = one.ids
            mask[row, : len(one.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (hidden,) = self._session.run(["last_hidden_state"], feed)
        mean: NDArray[np.float32] = (hidden * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return mean

    def _recall(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        return found

    def _remember(self, rows: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            self._known.update(rows)
            while len(self._known) > self._keep:
                self._known.popitem(last=False)


def _key(text: str, *, at: int) -> bytes:
    if not isinstance(text, str):
        raise DataError(f"a text must be a string, not {type(text).__name__}", field=f"texts[{at}]")
    try:
        return hashlib.blake2b(text.encode(), digest_size=16).digest()
    except UnicodeEncodeError as error:
        raise DataError(f"not valid Unicode: {error.reason}", field=f"texts[{at}]") from error


def _batches(tokens: Sequence[Encoding]) -> Iterator[list[int]]:
    """Places of texts of like length, so that little is padded."""
    batch: list[int] = []
    for i in sorted(range(len(tokens)), key=lambda i: len(tokens[i].ids)):
        if batch and (len(batch) + 1) * len(tokens[i].ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
