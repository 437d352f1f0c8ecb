"""The installation's own certificate authority and signing certificate, or the operator's.

`<keys>/seal/` holds `ca.key` and `ca.pem` (the authority), and `signing.pem` (private key, its
certificate, the authority's certificate: one file, so that replacing it is atomic). The folder is
prepared under another name and renamed, so of two processes that start at once one wins and the
other takes the winner's keys; nobody ever sees half of them.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

from generec.domain.errors import ConfigError
from generec.fidelity.certificates import issue, new_authority, private_text, text_of

RENEW_AFTER_DAYS: Final = 365

_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class Signing(NamedTuple):
    """What is needed to sign: PEM texts, the algorithm's name, and who it says we are.

    `key` is the private key, `chain` the certificate with those that vouch for it, `anchor` the
    certificate to trust (the last of the chain). `expires` is a time in UTC. Where `remote` signs, a key
    service or a command, there is no private key here and `key` is empty.
    """

    key: str
    chain: str
    anchor: str
    algorithm: str
    issuer: str
    expires: datetime
    remote: Callable[[bytes], bytes] | None = None


def own(folder: Path, *, organisation: str, now: datetime) -> Signing:
    """The installation's keys; made when there are none, renewed when a year old.

    Raises `ConfigError` when they are damaged, expired or not ours to read.
    """
    home = folder / "seal"
    if not home.exists():
        _create(folder, organisation=organisation, now=now)
    missing = [name for name in ("ca.key", "ca.pem", "signing.pem") if not (home / name).is_file()]
    if missing:
        raise ConfigError(f"{home / missing[0]} is missing: bring it back from a copy, or move {home} away")
    where = home / "signing.pem"
    text = _read(where)
    if _first_certificate(text, where).not_valid_before_utc + timedelta(days=RENEW_AFTER_DAYS) < now:
        text = renew(folder, organisation=organisation, now=now)
    return _signing(text, text, where=where, now=now)


def renew(folder: Path, *, organisation: str, now: datetime) -> str:
    """Replace the signing key and certificate; the authority and what was signed stay valid.

    Returns the new `signing.pem`'s text.
    """
    home = folder / "seal"
    authority = _key(_read(home / "ca.key"), home / "ca.key")
    if not isinstance(authority, ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{home / 'ca.key'} is not an authority's key made here")
    root = _first_certificate(_read(home / "ca.pem"), home / "ca.pem")
    text = issue(authority, root, organisation=organisation, now=now)
    fresh = home / f".signing-{secrets.token_hex(6)}"
    _write(fresh, text, secret=True)
    fresh.replace(home / "signing.pem")
    return text


def operators(certificate: Path, key: Path, *, now: datetime) -> Signing:
    """The operator's own certificate chain (PEM, leaf first) and private key (PEM, no password).

    Raises `ConfigError` when a file is unreadable, expired or without its authority, or the two do
    not belong together.
    """
    signing = _signing(_read(key), _read(certificate), where=certificate, now=now)
    return _anchored(signing, certificate)


def remote(certificate: Path, sign: Callable[[bytes], bytes], *, now: datetime) -> Signing:
    """The operator's own certificate chain, whose private key is elsewhere: `sign` signs with it.

    Raises `ConfigError` like `operators`.
    """
    return _anchored(_signing("", _read(certificate), where=certificate, now=now), certificate)._replace(
        remote=sign
    )


def former(folder: Path) -> list[str]:
    """Certificates that are trusted beside the one in use (PEM each): what was signed under them still holds.

    The installation's own authority, should it have one, and what lies in `<keys>/trusted/`.
    """
    own_root = folder / "seal" / "ca.pem"
    files = [own_root] if own_root.is_file() else []
    return [
        text_of(certificate)
        for file in (*files, *sorted((folder / "trusted").glob("*.pem")))
        for certificate in _certificates(_read(file), file)
    ]


def replace_authority(folder: Path, *, organisation: str, now: datetime) -> None:
    """A new authority and a signing key of it; the one of before stays trusted, and its key is gone."""
    home, trusted = folder / "seal", folder / "trusted"
    root = _first_certificate(_read(home / "ca.pem"), home / "ca.pem")
    trusted.mkdir(mode=0o755, exist_ok=True)
    kept = trusted / f"ca-{root.serial_number:x}.pem"
    if not kept.exists():
        _write(kept, text_of(root), secret=False)
    for name, (text, secret) in new_authority(organisation=organisation, now=now).items():
        fresh = home / f".{name}-{secrets.token_hex(6)}"
        _write(fresh, text, secret=secret)
        fresh.replace(home / name)
    _sync(home)


def _anchored(signing: Signing, certificate: Path) -> Signing:
    if not _is_authority(_first_certificate(signing.anchor, certificate)):
        raise ConfigError(
            f"{certificate} must hold the chain up to an authority, not the signing certificate alone"
        )
    return signing


def public_certificate(folder: Path) -> str:
    """The authority's certificate (PEM): what others may trust, and the server may publish."""
    return _read(folder / "seal" / "ca.pem")


def _create(folder: Path, *, organisation: str, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".seal-{secrets.token_hex(6)}"
    fresh.mkdir(mode=0o700)
    try:
        for name, (text, secret) in new_authority(organisation=organisation, now=now).items():
            _write(fresh / name, text, secret=secret)
        _sync(fresh)
        fresh.rename(folder / "seal")
        _sync(folder)
    except OSError as error:
        if not (folder / "seal" / "signing.pem").exists():
            raise ConfigError(f"cannot make the keys in {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _signing(key_text: str, chain_text: str, *, where: Path, now: datetime) -> Signing:
    chain = _certificates(chain_text, where)
    leaf = chain[0]
    key = _key(key_text, where) if key_text else None
    if key is not None and _public(key.public_key()) != _public(leaf.public_key()):
        raise ConfigError(f"the private key does not belong to the certificate {where}")
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise ConfigError(
            f"the certificate {where} is not valid now (until {leaf.not_valid_after_utc:%Y-%m-%d})"
        )
    return Signing(
        key=private_text(key) if key is not None else "",
        chain="".join(text_of(certificate) for certificate in chain),
        anchor=text_of(chain[-1]),
        algorithm=_algorithm(leaf.public_key(), where),
        issuer=issuer_of(leaf),
        expires=leaf.not_valid_after_utc,
    )


def issuer_of(certificate: x509.Certificate) -> str:
    """The organisation a signing certificate names, or its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return "unknown"


def _algorithm(key: object, where: Path) -> str:
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPublicKey):
        return "ps256"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519"
    raise ConfigError(f"{where}: C2PA signs with an EC key (P-256, P-384, P-521), RSA or Ed25519")


def _first_certificate(text: str, where: Path) -> x509.Certificate:
    return _certificates(text, where)[0]


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _certificates(text: str, where: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise ConfigError(f"{where} holds no certificate in PEM form") from error


def _key(text: str, where: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{where} holds no private key in PEM form (without password)") from error


def _public(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined,no-any-return]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {error}") from error


def _write(path: Path, text: str, *, secret: bool) -> None:
    """Never readable by others, not even for the moment before a chmod."""
    mode = 0o600 if secret else 0o644
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def utc(at: float) -> datetime:
    """Epoch seconds as a time in UTC."""
    return datetime.fromtimestamp(at, UTC)
