"""How `learned.npz` was made: sentences by the phrases, their vectors, and a linear model for each kind.

    apt-get download wordnet-base && dpkg -x wordnet-base_*.deb wn
    python -m generec.encoders.harm.teaching OUT.npz wn/usr/share/wordnet

makes the file anew, in some minutes. Sentences that harm come from the phrases of `words/en.toml` and
`examples.toml`; ordinary ones from `examples.toml`, from the descriptions of the thousand ImageNet classes
(MIT), and from the definitions and examples of WordNet 3.0, whose licence allows any use. Debian's package
wordnet-base has it; other files are refused. All that is drawn is drawn from one seed. No sentence of any of
these stands in the file: it holds weights alone. Nothing here runs but to make that file.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from generec import models
from generec.domain.errors import DataError
from generec.encoders.harm.phrases import written
from generec.encoders.words import Words

KINDS: Final = (
    "threat", "hate", "harassment", "self_harm", "sexual", "child", "how_to_harm", "young", "profanity",
)  # fmt: skip
_TOKEN: Final = re.compile(r"[()\[\]|~]|@\w+|[^\s()\[\]|~@]+")
_FILLERS: Final = ("really", "now", "please", "today", "and", "so", "all", "just", "one day", "the old")
_EACH: Final = 60
_PENALTY: Final = 3e-5
_HARMFUL, _PLAIN = 9_000, 15_000
_SEED: Final = 7
_WORDNET: Final = {
    "noun": "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2",
    "verb": "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2",
    "adj": "c89120dfc1f046ddff4a631bf9b7e9fa1a36b5e86565a23bf82dbe14f30b88a7",
    "adv": "444a63bf3955080ab7524f5079cfc07ff9bc682cb98bdb1db73b0fb9829f1139",
}
"""SHA-256 of WordNet 3.0's files."""
_QUOTED: Final = re.compile(r'"([^"]{12,160})"')

Floats = NDArray[np.float32]


def sample(phrase: str, macros: Mapping[str, str], rng: np.random.Generator) -> str:
    """One sentence that a phrase stands for."""
    parts = _TOKEN.findall(phrase)
    return " ".join(_choice(parts, [0], macros, rng).split())


def _choice(parts: Sequence[str], at: list[int], macros: Mapping[str, str], rng: np.random.Generator) -> str:
    """One of the alternatives from `at` on, up to the bracket that closes them."""
    ways = [""]
    while at[0] < len(parts) and parts[at[0]] not in (")", "]"):
        part = parts[at[0]]
        at[0] += 1
        if part == "|":
            ways.append("")
        elif part in ("(", "["):
            inner = _choice(parts, at, macros, rng)
            at[0] += 1
            ways[-1] += f" {inner}" if part == "(" or rng.random() < 0.5 else ""
        elif part == "~":
            ways[-1] += " " + " ".join(rng.choice(_FILLERS, size=rng.integers(0, 3)))
        elif part.startswith("@"):
            ways[-1] += " " + sample(macros[part[1:]], macros, rng)
        else:
            ways[-1] += f" {part}"
    return str(rng.choice(ways))


def sentences(rng: np.random.Generator, wordnet: Path | None) -> tuple[list[str], Floats]:
    """All sentences, and (n, kinds) 1 where one is of a kind."""
    examples = tomllib.loads(files(__package__).joinpath("examples.toml").read_text("utf-8"))
    lists = written("en")
    out: dict[str, set[str]] = {}
    for kind in KINDS:
        for source, phrases in ((examples, examples["harm"]), (lists, lists["phrases"])):
            for phrase in phrases.get(kind, ()):
                for _ in range(_EACH):
                    made = _framed(sample(phrase, source["macro"], rng), rng)
                    out.setdefault(made, set()).add(kind)
    for phrase in (one for some in examples["clean"].values() for one in some):
        for _ in range(2 * _EACH):
            out.setdefault(sample(phrase, examples["macro"], rng), set())
    for text in _found(wordnet):
        out.setdefault(text, set())
    texts = list(out)
    marks = np.array([[kind in out[text] for kind in KINDS] for text in texts], np.float32)
    return texts, marks


def _framed(text: str, rng: np.random.Generator) -> str:
    """Said as people say it: with something ordinary before or after, or alone."""
    before = str(rng.choice(["", "", "", "hey ", "listen ", "look at this video: ", "today in the park. "]))
    after = str(rng.choice(["", "", "", " lol", ", this is what we think", ". see you soon", " !!"]))
    return f"{before}{text}{after}"


def _found(wordnet: Path | None) -> Iterator[str]:
    told = json.loads(models.path("imagenet-descriptions").read_text("utf-8"))
    yield from (text for text in _strings(told) if 12 < len(text) < 200)
    for name, known in _WORDNET.items() if wordnet else ():
        data = (wordnet / f"data.{name}").read_bytes()  # type: ignore[operator]
        if hashlib.sha256(data).hexdigest() != known:
            raise DataError(f"{wordnet}/data.{name} is not that of WordNet 3.0", file=f"data.{name}")
        for line in data.decode("utf-8").splitlines()[::6]:
            gloss = line.partition(" | ")[2]
            yield from _QUOTED.findall(gloss)
            if len(gloss) > 20:
                yield gloss.split(";")[0]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def fitted(vectors: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """(kinds, d) weights and (kinds,) biases of logistic regressions; kinds that are rare count as much."""
    weights, biases = [], []
    x = vectors.astype(np.float64)
    for mark in marks.T:
        y = 2.0 * mark - 1.0
        heavy = np.where(mark > 0, 0.5 / max(1.0, mark.sum()), 0.5 / (len(mark) - mark.sum()))

        def loss(p: NDArray[np.float64], y: Any = y, heavy: Any = heavy) -> tuple[float, Any]:
            z = y * (x @ p[:-1] + p[-1])
            back = -heavy * y / (1.0 + np.exp(np.clip(z, -50, 50)))
            value = float((heavy * np.logaddexp(0, -z)).sum() + _PENALTY * (p[:-1] ** 2).sum() / 2)
            return value, np.concatenate([x.T @ back + _PENALTY * p[:-1], [back.sum()]])

        found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B")
        weights.append(found.x[:-1])
        biases.append(found.x[-1])
    return np.array(weights, np.float32), np.array(biases, np.float32)


def taught(
    texts: Sequence[str],
    marks: Floats,
    rng: np.random.Generator,
    *,
    harmful: int = _HARMFUL,
    plain: int = _PLAIN,
) -> tuple[Floats, Floats]:
    """Weights and biases from so many of the sentences that harm, and of those that do not."""
    order = rng.permutation(len(texts))
    chosen = np.concatenate(
        [order[marks[order].any(axis=1) == yes][:most] for yes, most in ((True, harmful), (False, plain))]
    )
    vectors = Words(keep=0)([texts[i] for i in chosen])
    return fitted(np.asarray(vectors, np.float32), marks[chosen])


def main(out: Path, wordnet: Path) -> None:
    """Make the file."""
    rng = np.random.default_rng(_SEED)
    texts, marks = sentences(rng, wordnet)
    weights, biases = taught(texts, marks, rng)
    np.savez_compressed(out, kinds=np.array(KINDS), weights=weights.astype(np.float16), biases=biases)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
