"""The seal: a visible label, a signed C2PA manifest and an id, put on what passed the checks.

Nothing here reaches the network: no time-stamping service, no remote manifest, no revocation check.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import c2pa
from pydantic import BaseModel, ConfigDict, Field, field_validator

from generec.domain.drafts import Draft
from generec.domain.errors import ConfigError, MediaError
from generec.domain.items import Item
from generec.domain.recipes import Recipe
from generec.fidelity import embed, keys, marking, sidecar
from generec.fidelity.labels import NAME, Label, native, source_type, words
from generec.fidelity.manifest import definition, statement
from generec.fidelity.marking import AGREES
from generec.fidelity.remote import Command
from generec.media.fingerprint import EVERY_S, LIMIT, packed
from generec.media.watermark import Watermark
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
    command: str = Field(
        default="",
        description="instead of a private key, a command that signs: it gets the bytes on standard input and"
        " answers with the signature (raw, DER or base64) on standard output",
    )
    signer: str = Field(
        default="", description="instead of a command, a signer of a plugin, such as acme.kms.v1"
    )
    keys: str = Field(
        default="{home}/keys",
        description="the folder of the keys that seals and invisible marks are made with; {home} is the home",
    )
    watermark: bool = Field(
        default=True, description="put an invisible mark into all pictures and videos that are encoded"
    )
    delete_after_viewing: Literal["no", "own", "all"] = Field(
        default="no",
        description='delete what was made once all who asked for it have seen it whole: "no", "own" (what is'
        ' one viewer\'s alone) or "all"',
    )

    @field_validator("delete_after_viewing", mode="before")
    @classmethod
    def _earlier(cls, value: object) -> object:
        """Read the older form, which was true or false."""
        return {True: "own", False: "no"}[value] if isinstance(value, bool) else value


class Sealed(NamedTuple):
    """What came out of sealing: files that the caller owns, and what their seal says.

    `media` and `thumbnail` are new signed files (None where the draft has none); `sidecar` is a
    text's signed statement; `manifest` is the manifest's own label. `payload` is what the invisible mark
    of the recipe says, `invisible` whether it can be read from these very pictures (not where they were
    copied), `fingerprint` how they look.
    """

    mark: str
    issuer: str
    media: Path | None
    thumbnail: Path | None
    sidecar: bytes | None
    manifest: str | None
    payload: int | None = None
    invisible: bool = False
    fingerprint: str | None = None


class Sealer:
    """Signs with the installation's own certificate, made at first start in `keys`, or the operator's."""

    def __init__(
        self,
        config: SealConfig,
        keys: Path,
        *,
        new_mark: Callable[[int], str] = secrets.token_hex,
        sign: Callable[[bytes], bytes] | None = None,
    ) -> None:
        """`sign` signs in place of a private key, by a key that never comes here."""
        self.config = config
        self.keys = keys
        self.new_mark = new_mark
        self.sign = sign or (Command(config.command) if config.command else None)
        given = bool(config.key) + (self.sign is not None)
        if given != bool(config.certificate):
            raise ConfigError(
                "seal.certificate and one of seal.key, seal.command and seal.signer go together: set both"
                " or neither"
            )

    def signing(self, *, at: float) -> keys.Signing:
        """The keys in use at time `at` (epoch seconds). Raises `ConfigError`."""
        now, certificate = keys.utc(at), Path(self.config.certificate)
        if self.sign is not None:
            return keys.remote(certificate, self.sign, now=now)
        if self.config.certificate:
            return keys.operators(certificate, Path(self.config.key), now=now)
        return keys.own(self.keys, organisation=self.config.organisation, now=now)

    def trust(self, *, at: float) -> str:
        """The certificates that make this installation's seals trusted (PEM): publish them to others.

        The one in use, and those that were in use before.
        """
        anchors = (self.signing(at=at).anchor, *keys.former(self.keys))
        return "".join(dict.fromkeys(anchors))

    def rotate(self, *, at: float, authority: bool = False) -> keys.Signing:
        """A new signing key, and with `authority` a new authority; what was signed before stays trusted.

        Raises `ConfigError` where the operator's own certificate signs.
        """
        if self.config.certificate:
            raise ConfigError("the operator's own certificate signs: put another one in its place")
        now = keys.utc(at)
        self.signing(at=at)
        if authority:
            keys.replace_authority(self.keys, organisation=self.config.organisation, now=now)
        else:
            keys.renew(self.keys, organisation=self.config.organisation, now=now)
        return self.signing(at=at)

    def watermark(self, recipe: Recipe) -> Watermark | None:
        """The invisible mark of what a recipe makes; None where marks are switched off."""
        if not self.config.watermark:
            return None
        key = marking.made_key(self.keys)
        return Watermark(key, marking.payload_of(key, recipe.key()))

    def watermark_keys(self) -> tuple[bytes, ...]:
        """The keys under which marks of this installation are read: the one in use, then those of before."""
        return marking.keys_in(self.keys)

    def rotate_watermark(self) -> None:
        """Mark with a new key from now on; what was marked before is still found."""
        marking.replaced_key(self.keys)

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
        sealed = Sealed(mark, signing.issuer, media, thumbnail, None, manifest)
        return self._looked(sealed, draft.recipe)

    def _looked(self, sealed: Sealed, recipe: Recipe) -> Sealed:
        """With what leads the pictures back when the manifest is gone."""
        assert sealed.media is not None
        seen, mark = marking.seen(sealed.media, every_s=EVERY_S, limit=LIMIT), self.watermark(recipe)
        look = packed(seen.words)
        if mark is None:
            return sealed._replace(fingerprint=look)
        for key in self.watermark_keys():  # it may have been replaced while the draft was rendered
            payload = marking.payload_of(key, recipe.key())
            reading = seen.ballot.read(key, search=False)
            if reading.found and reading.agrees(payload) >= AGREES:
                return sealed._replace(payload=payload, invisible=True, fingerprint=look)
        return sealed._replace(payload=mark.payload, invisible=False, fingerprint=look)

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
    if signing.remote is not None:
        algorithm = c2pa.C2paSigningAlg[signing.algorithm.upper()]
        return c2pa.Signer.from_callback(partial(sidecar.signature, signing), algorithm, signing.chain)
    return c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(signing.algorithm.encode(), signing.chain.encode(), signing.key.encode(), None)
    )
