"""The seal: a visible label, a signed C2PA manifest and an id, put on what passed the checks.

Nothing here reaches the network: no time-stamping service, no remote manifest, no revocation check.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import c2pa
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft
from generec.domain.errors import ConfigError, MediaError
from generec.domain.items import Item
from generec.fidelity import embed, keys, sidecar
from generec.fidelity.labels import NAME, Label, native, source_type, words
from generec.fidelity.manifest import definition, statement
from generec.policy.licences import derive_of

MARK_BYTES: Final = 8
_ANY: Final = "application/octet-stream"
_SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
}


class SealConfig(BaseModel):
    """Who signs what is made here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str = Field(
        default=NAME,
        min_length=1,
        max_length=64,
        description="the name in the certificate made at first start",
    )
    certificate: str = Field(
        default="", description="the operator's own certificate chain (PEM file, leaf first), or empty"
    )
    key: str = Field(default="", description="the private key that belongs to it (PEM file, no password)")


class Sealed(NamedTuple):
    """What came out of sealing: files that the caller owns, and what their seal says.

    `media` and `thumbnail` are new signed files (None where the draft has none); `sidecar` is a
    text's signed statement; `manifest` is the manifest's own label.
    """

    mark: str
    issuer: str
    media: Path | None
    thumbnail: Path | None
    sidecar: bytes | None
    manifest: str | None


class Sealer:
    """Signs with the installation's own certificate, made at first start in `keys`, or the operator's."""

    def __init__(
        self, config: SealConfig, keys: Path, *, new_mark: Callable[[int], str] = secrets.token_hex
    ) -> None:
        if bool(config.certificate) != bool(config.key):
            raise ConfigError("seal.certificate and seal.key go together: set both or neither")
        self.config = config
        self.keys = keys
        self.new_mark = new_mark

    def signing(self, *, at: float) -> keys.Signing:
        """The keys in use at time `at` (epoch seconds). Raises `ConfigError`."""
        now = keys.utc(at)
        if self.config.certificate:
            return keys.operators(Path(self.config.certificate), Path(self.config.key), now=now)
        return keys.own(self.keys, organisation=self.config.organisation, now=now)

    def trust(self, *, at: float) -> str:
        """The certificate that makes this installation's seals trusted (PEM): publish it to others."""
        return self.signing(at=at).anchor

    def __call__(
        self, *, draft: Draft, sources: Sequence[Item], files: Mapping[str, Path], folder: Path, at: float
    ) -> Sealed:
        """Seal a draft into new files in `folder`.

        `files` has the local media of sources by item id: their own manifests are kept as
        ingredients. Raises `MediaError` when a file cannot be signed, `ConfigError` for the keys.
        """
        signing = self.signing(at=at)
        mark = self.new_mark(MARK_BYTES)
        if draft.media is None:
            return self._text(draft, sources, signing, mark, at)
        job = _Job(draft, sources, files, signing, mark, at)
        media = folder / f"media{_suffix(draft)}"
        manifest = _sign(job, draft.media, media, mime=_mime(draft), part="media")
        thumbnail = None
        if draft.thumbnail is not None:
            thumbnail = folder / "thumbnail.jpg"
            _sign(job, draft.thumbnail, thumbnail, mime="image/jpeg", part="thumbnail")
        return Sealed(mark, signing.issuer, media, thumbnail, None, manifest)

    def _text(
        self, draft: Draft, sources: Sequence[Item], signing: keys.Signing, mark: str, at: float
    ) -> Sealed:
        if draft.text is None:
            raise MediaError("the draft has neither media nor text")
        payload = statement(draft, sources=sources, mark=mark) | {
            "sha256": sidecar.digest(draft.text),
            "signed_at": keys.utc(at).isoformat(),
        }
        return Sealed(mark, signing.issuer, None, None, sidecar.sign(payload, signing), None)


class _Job(NamedTuple):
    draft: Draft
    sources: Sequence[Item]
    files: Mapping[str, Path]
    signing: keys.Signing
    mark: str
    at: float


def context(*, anchors: str = "") -> c2pa.Context:
    """The signing library's context: offline, no thumbnails, trusting `anchors` (PEM) alone."""
    settings: dict[str, Any] = {
        "version": 1,
        "builder": {"thumbnail": {"enabled": False}},
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    }
    if anchors:
        settings["trust"] = {"trust_anchors": anchors}
    return c2pa.Context(c2pa.Settings.from_dict(settings))


def _mime(draft: Draft) -> str:
    if draft.mime is None:
        raise MediaError("the draft does not say what type its media has")
    return draft.mime


def _suffix(draft: Draft) -> str:
    mime = _mime(draft)
    if mime not in _SUFFIXES:
        raise MediaError(f"{mime} cannot be sealed: render {', '.join(sorted(_SUFFIXES))}")
    return _SUFFIXES[mime]


def _sign(job: _Job, source: Path, target: Path, *, mime: str, part: str) -> str:
    """Label and sign one file; returns the manifest's label."""
    labelled = target.with_name(f"labelled-{target.name}")
    credit = derive_of(job.draft.recipe, job.sources).attribution
    embed.write(
        source,
        labelled,
        mime=mime,
        label=Label(words(job.draft), source_type(job.draft), job.mark, credit),
    )
    try:
        with context() as offline:
            _build(job, offline, labelled, target, mime=mime, part=part)
            with target.open("rb") as file, c2pa.Reader(mime, file, context=offline) as reader:
                return str((reader.get_active_manifest() or {}).get("label", ""))
    except c2pa.C2paError as error:
        raise MediaError(f"{source.name}: cannot be signed ({error})") from error
    finally:
        labelled.unlink(missing_ok=True)


def _build(job: _Job, offline: c2pa.Context, source: Path, target: Path, *, mime: str, part: str) -> None:
    draft, when = job.draft, keys.utc(job.at)
    manifest = definition(draft, sources=job.sources, mark=job.mark, when=when, mime=mime, part=part)
    edited = draft.origin == "edited"
    intent = c2pa.C2paBuilderIntent.EDIT if edited else c2pa.C2paBuilderIntent.CREATE
    with c2pa.Builder(manifest, context=offline) as builder, _signer(job.signing) as signer:
        builder.set_intent(intent, native(source_type(draft)))
        for position, item in enumerate(job.sources):
            parent = edited and position == 0
            _add_ingredient(builder, item, job.files.get(item.id), parent=parent, bare=_hides(draft))
        with source.open("rb") as data, target.open("w+b") as out:
            builder.sign(signer, mime, data, out)


def _hides(draft: Draft) -> bool:
    """Whether the draft keeps from sight what its sources show."""
    return any(step.op == "blur_faces" for step in draft.recipe.steps)


def _add_ingredient(
    builder: c2pa.Builder, item: Item, file: Path | None, *, parent: bool, bare: bool
) -> None:
    """Add a source with the manifest it carries, if any; `instance_id` is its content's hash.

    A manifest that cannot be read at all cannot be kept, and one whose thumbnail may show what was
    hidden (`bare`) is left out: then the ingredient says so.
    """
    told = {
        "title": item.title or item.id,
        "relationship": "parentOf" if parent else "componentOf",
        "instance_id": item.media or item.id,
    }
    if file is None:
        if item.text:  # an article: what is told stands in its words
            words = io.BytesIO(item.text.encode())
            builder.add_ingredient(told | {"description": "its words are told"}, _ANY, words)
        return
    if bare:
        with file.open("rb") as data:
            builder.add_ingredient(told | {"description": "its own manifest is left out"}, _ANY, data)
        return
    try:
        with file.open("rb") as data:
            builder.add_ingredient(told, item.mime or _ANY, data)
    except c2pa.C2paError:
        with file.open("rb") as data:
            builder.add_ingredient(told | {"description": "its own manifest cannot be read"}, _ANY, data)


def _signer(signing: keys.Signing) -> c2pa.Signer:
    return c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(signing.algorithm.encode(), signing.chain.encode(), signing.key.encode(), None)
    )
