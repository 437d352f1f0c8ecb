"""What a file says of its origin, and whether that is true.

`valid`: the signature holds and the bytes are those that were signed. `trusted`: the signer is one
that the caller trusts; for a file from another installation it is false, and `made_by` is then the
signer's own claim. Where there is no seal that we trust, the pictures themselves are asked: for the
invisible mark of this home, which outlives re-encoding, and last by their looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import c2pa
from pydantic import Field

from generec.domain.drafts import Seal
from generec.domain.errors import DataError, MediaError
from generec.domain.record import Record
from generec.fidelity import embed, leading, sidecar
from generec.fidelity.keys import utc
from generec.fidelity.labels import Label
from generec.fidelity.manifest import ASSERTION
from generec.fidelity.seal import Sealer, context
from generec.media.sniff import sniff
from generec.store.interface import Rows

_ABSENT: Final = ("ManifestNotFound", "ProvenanceMissing", "JumbfNotFound")
_TRUST: Final = "signingCredential.untrusted"
_UNKNOWN: Final = (
    "the signer is not one we trust: the bytes are those that were signed, and everything else, the name too,"
    " is the signer's own word"
)


By = Literal["manifest", "label", "watermark", "fingerprint"]
_NOWHERE: Final = "its pictures carry no invisible mark of this home, and look like nothing made here"


class Mark(Record):
    """The id that leads back to the recipe."""

    found: bool = False
    id: str | None = None


class Verification(Record):
    """The answer to "where does this file come from?".

    `state` says it in one word: `clean` (a valid seal by a signer that we trust), `unaltered` (a valid
    seal by somebody else: the bytes are those that were signed, and what is said of their making is the
    signer's own word), `finding` (tampered with, or nothing to verify). `findings` are sentences for
    people: what was found and what was not. `by` is what led to the mark's id: the signed manifest, the
    label in the metadata, the invisible mark, or the looks of the pictures (then `mark.found` is false).
    `part` says whether the file is an item's `media` or its `thumbnail`.
    """

    file: str
    signed: bool = False
    valid: bool = False
    trusted: bool = False
    issuer: str | None = None
    made_by: str | None = None
    origin: str | None = None
    recipe: str | None = None
    parents: tuple[str, ...] = ()
    mark: Mark = Mark()
    tampered: bool = False
    findings: tuple[str, ...] = Field(default=(), exclude=True)
    by: By | None = Field(default=None, exclude=True)
    part: str | None = Field(default=None, exclude=True)

    @property
    def state(self) -> Literal["clean", "unaltered", "finding"]:
        """What was found, in one word."""
        if not self.signed or not self.valid or self.tampered:
            return "finding"
        return "clean" if self.trusted else "unaltered"

    def record(self) -> dict[str, Any]:
        """Plain JSON data, in the shape that `verify --json` prints."""
        return self.model_dump(mode="json")


class _Read(NamedTuple):
    """A manifest as the library read it: whose it is, what it says, and what fails."""

    valid: bool
    trusted: bool
    issuer: str | None
    said: Mapping[str, Any] | None
    failures: tuple[str, ...]


def verify_file(
    path: Path, *, at: float, trust: str = "", rows: Rows | None = None, keys: Sequence[bytes] = ()
) -> Verification:
    """Check a file's seal: C2PA manifest, label, and for text the sidecar beside it.

    `trust` holds the certificates to trust (PEM; `Sealer.trust` for this installation), `rows`
    the home's own record of seals, `keys` its watermark keys. Raises `DataError` when there is no such file
    and `MediaError` when it is nothing that can be checked.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}", file=str(path))
    mime = sniff(path).mime
    if mime.startswith("text/"):
        return _text(path, at=at, trust=trust)
    label, notes = _label(path, mime)
    read = _manifest(path, mime, trust)
    found = _unsigned(path, label) if read is None else _signed(path, read, label)
    if notes:
        found = found.model_copy(update={"findings": (*found.findings, *notes)})
    if rows is None:
        return found
    found = _compared(found, path, rows)
    return found if found.state == "clean" else _led(found, path, rows, keys)


def verify_here(path: Path, *, at: float, sealer: Sealer, rows: Rows) -> Verification:
    """The same with all that a home knows: its certificates, its record of seals and its watermark keys."""
    return verify_file(path, at=at, trust=sealer.trust(at=at), rows=rows, keys=sealer.watermark_keys())


def _label(path: Path, mime: str) -> tuple[Label | None, tuple[str, ...]]:
    try:
        return embed.read(path, mime=mime), ()
    except MediaError as error:
        return None, (error.message,)


def _manifest(path: Path, mime: str, trust: str) -> _Read | None:
    """The active manifest; None when the file has none. Damage to it is a failure that is reported."""
    if mime not in c2pa.Reader.get_supported_mime_types():
        return None
    try:
        with (
            context(anchors=trust) as offline,
            path.open("rb") as file,
            c2pa.Reader(mime, file, context=offline) as reader,
        ):
            return _reading(json.loads(reader.json()), str(reader.get_validation_state()))
    except c2pa.C2paError as error:
        text = str(error)
        if text.startswith(_ABSENT):
            return None
        return _Read(False, False, None, None, (f"the manifest cannot be read: {text}",))


def _reading(store: Mapping[str, Any], state: str) -> _Read:
    active = store.get("manifests", {}).get(store.get("active_manifest"), {})
    signature = active.get("signature_info", {})
    said = next((a["data"] for a in active.get("assertions", ()) if a.get("label") == ASSERTION), None)
    status = [one for one in store.get("validation_status", ()) if one.get("code") != _TRUST]
    valid = state in ("Valid", "Trusted")
    failures = (
        tuple(f"{one.get('code')}: {one.get('explanation', '')}" for one in status) if not valid else ()
    )
    return _Read(
        valid=valid,
        trusted=state == "Trusted",
        issuer=signature.get("issuer") or signature.get("common_name"),
        said=said if isinstance(said, dict) else None,
        failures=failures,
    )


def _unsigned(path: Path, label: Label | None) -> Verification:
    if label is None:
        return Verification(file=str(path), findings=("it carries no manifest and no label",))
    return Verification(
        file=str(path),
        mark=Mark(found=True, id=label.mark),
        by="label",
        tampered=True,
        findings=(f"its label says “{label.text}”, but the signed manifest was taken away",),
    )


def _signed(path: Path, read: _Read, label: Label | None) -> Verification:
    said = read.said if read.valid else None
    mark = str(said["mark"]) if said and "mark" in said else None
    findings = list(read.failures)
    if read.valid:
        findings.append(f"the signature of {read.issuer} is valid")
        findings.append("we trust this signer" if read.trusted else _UNKNOWN)
    swapped = read.valid and label is not None and label.mark != mark
    if swapped:
        findings.append("label and manifest name different marks: one of them belongs to another file")
    return Verification(
        file=str(path),
        signed=True,
        valid=read.valid,
        trusted=read.trusted,
        issuer=read.issuer,
        made_by="generec" if said else None,
        origin=str(said["origin"]) if said and "origin" in said else None,
        recipe=str(said["recipe"]) if said and "recipe" in said else None,
        parents=tuple(str(parent) for parent in said.get("parents", ())) if said else (),
        mark=Mark(found=mark is not None, id=mark)
        if mark or label is None
        else Mark(found=True, id=label.mark),
        by="manifest" if mark else "label" if label else None,
        tampered=not read.valid or swapped,
        findings=tuple(findings),
        part=str(said.get("part")) if said else None,
    )


def _text(path: Path, *, at: float, trust: str) -> Verification:
    beside = path.with_name(path.name + sidecar.SUFFIX)
    if not beside.is_file():
        return Verification(file=str(path), findings=(f"there is no seal beside it ({beside.name})",))
    return _sealed_text(path, beside.read_bytes(), trust=trust, now=utc(at))


def _sealed_text(path: Path, seal: bytes, *, trust: str, now: datetime) -> Verification:
    checked = sidecar.check(seal, anchors=trust, now=now)
    if checked is None:
        return Verification(
            file=str(path), signed=True, tampered=True, findings=("the seal beside it is damaged",)
        )
    said = checked.payload
    same = said.get("sha256") == _hash(path)
    valid = checked.valid and same
    return Verification(
        file=str(path),
        signed=True,
        valid=valid,
        trusted=checked.trusted and same,
        issuer=checked.issuer,
        made_by="generec" if valid else None,
        origin=said.get("origin") if valid else None,
        recipe=said.get("recipe") if valid else None,
        parents=tuple(said.get("parents", ())) if valid else (),
        mark=Mark(found="mark" in said, id=said.get("mark")),
        tampered=not valid,
        findings=(_about_text(checked.valid, same), *(() if checked.trusted or not valid else (_UNKNOWN,))),
    )


def _about_text(valid: bool, same: bool) -> str:
    if not valid:
        return "the seal's signature does not hold"
    return "the seal holds and names this very text" if same else "the text is not the one that was sealed"


def _compared(found: Verification, path: Path, rows: Rows) -> Verification:
    """Add what the home's own record says about the mark."""
    if found.mark.id is None:
        return found
    seal = rows.making.seal_by_mark(found.mark.id)
    if seal is None:
        return found.model_copy(
            update={"findings": (*found.findings, "this home made nothing with that mark")}
        )
    return _against(found, path, seal)


def _against(found: Verification, path: Path, seal: Seal) -> Verification:
    notes = [f"this home sealed recipe {seal.recipe} with that mark"]
    tampered = found.tampered
    if found.signed and found.recipe not in (None, seal.recipe):
        tampered = True
        notes.append(f"but the file names the recipe {found.recipe}")
    if found.part == "media" and seal.media and seal.media != f"sha256:{_hash(path)}":
        tampered = True
        notes.append("but it is not byte for byte the file that was published")
    return found.model_copy(
        update={"tampered": tampered, "recipe": seal.recipe, "findings": (*found.findings, *notes)}
    )


def _led(found: Verification, path: Path, rows: Rows, keys: Sequence[bytes]) -> Verification:
    """Add where the pictures themselves lead."""
    try:
        led = leading.led(path, keys=keys, making=rows.making)
    except MediaError as error:
        return _noted(found, error.message)
    if led is None:
        return _noted(found, _NOWHERE)
    if led.seal is None or led.seal.mark == found.mark.id:
        return _noted(found, led.told)
    if found.mark.id is not None:
        return _noted(found, led.told) if led.by == "fingerprint" else _contradicted(found, led.told)
    recipe = rows.making.recipe(led.seal.recipe)
    return _noted(found, led.told).model_copy(
        update={
            "mark": Mark(found=led.by == "watermark", id=led.seal.mark),
            "by": led.by,
            "tampered": found.tampered or (led.by == "watermark" and not found.signed),
            "recipe": led.seal.recipe,
            "origin": recipe.origin if recipe else None,
            "parents": tuple(dict.fromkeys(one.item for one in recipe.sources)) if recipe else (),
        }
    )


def _contradicted(found: Verification, told: str) -> Verification:
    noted = _noted(found, f"{told}, not to the mark that its {found.by} names")
    return noted.model_copy(update={"tampered": True})


def _noted(found: Verification, note: str) -> Verification:
    return found.model_copy(update={"findings": (*found.findings, note)})


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
