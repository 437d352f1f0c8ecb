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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from generec.domain.errors import ConfigError

AUTHORITY_YEARS: Final = 20
SIGNING_YEARS: Final = 10
"""Without a time-stamping service a signature is only as long good as its certificate."""
RENEW_AFTER_DAYS: Final = 365

_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


class Signing(NamedTuple):
    """What is needed to sign: PEM texts, the algorithm's name, and who it says we are.

    `key` is the private key, `chain` the certificate with those that vouch for it, `anchor` the
    certificate to trust (the last of the chain). `expires` is a time in UTC.
    """

    key: str
    chain: str
    anchor: str
    algorithm: str
    issuer: str
    expires: datetime


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
    text = _issue(authority, root, organisation=organisation, now=now)
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
        authority = ec.generate_private_key(ec.SECP256R1())
        root = _root(authority, organisation=organisation, now=now)
        _write(fresh / "ca.key", _private_text(authority), secret=True)
        _write(fresh / "ca.pem", _text(root), secret=False)
        _write(
            fresh / "signing.pem", _issue(authority, root, organisation=organisation, now=now), secret=True
        )
        _sync(fresh)
        fresh.rename(folder / "seal")
        _sync(folder)
    except OSError as error:
        if not (folder / "seal" / "signing.pem").exists():
            raise ConfigError(f"cannot make the keys in {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _root(key: ec.EllipticCurvePrivateKey, *, organisation: str, now: datetime) -> x509.Certificate:
    name = _name(organisation, "certificate authority")
    return (
        _builder(name, name, key.public_key(), now=now, years=AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _issue(
    authority: ec.EllipticCurvePrivateKey, root: x509.Certificate, *, organisation: str, now: datetime
) -> str:
    """A new key with its certificate: the extensions are those that C2PA asks of a signer."""
    key = ec.generate_private_key(ec.SECP256R1())
    vouched = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
    leaf = (
        _builder(_name(organisation, "seal"), root.subject, key.public_key(), now=now, years=SIGNING_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(vouched, critical=False)
        .sign(authority, hashes.SHA256())
    )
    return _private_text(key) + _text(leaf) + _text(root)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, now: datetime, years: int
) -> x509.CertificateBuilder:
    begin = now - timedelta(hours=1)  # clocks differ
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365 * years))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(organisation: str, role: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{organisation} {role}"),
        ]
    )


def _signing(key_text: str, chain_text: str, *, where: Path, now: datetime) -> Signing:
    key = _key(key_text, where)
    chain = _certificates(chain_text, where)
    leaf = chain[0]
    if _public(key.public_key()) != _public(leaf.public_key()):
        raise ConfigError(f"the private key does not belong to the certificate {where}")
    if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
        raise ConfigError(
            f"the certificate {where} is not valid now (until {leaf.not_valid_after_utc:%Y-%m-%d})"
        )
    return Signing(
        key=_private_text(key),
        chain="".join(_text(certificate) for certificate in chain),
        anchor=_text(chain[-1]),
        algorithm=_algorithm(key, where),
        issuer=issuer_of(leaf),
        expires=leaf.not_valid_after_utc,
    )


def issuer_of(certificate: x509.Certificate) -> str:
    """The organisation a signing certificate names, or its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if found := certificate.subject.get_attributes_for_oid(oid):
            return str(found[0].value)
    return "unknown"


def _algorithm(key: PrivateKeyTypes, where: Path) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    if isinstance(key, ed25519.Ed25519PrivateKey):
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


def _private_text(key: PrivateKeyTypes) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


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
