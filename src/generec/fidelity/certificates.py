"""Making an authority and its signing certificates, with the extensions that C2PA asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_YEARS: Final = 20
SIGNING_YEARS: Final = 10
"""Without a time-stamping service a signature is only as long good as its certificate."""


def new_authority(*, organisation: str, now: datetime) -> dict[str, tuple[str, bool]]:
    """The files of a new authority and its signing key, by name: text, and whether it is secret."""
    authority = ec.generate_private_key(ec.SECP256R1())
    root = _root(authority, organisation=organisation, now=now)
    return {
        "ca.key": (private_text(authority), True),
        "ca.pem": (text_of(root), False),
        "signing.pem": (issue(authority, root, organisation=organisation, now=now), True),
    }


def _root(key: ec.EllipticCurvePrivateKey, *, organisation: str, now: datetime) -> x509.Certificate:
    name = _name(organisation, "certificate authority")
    return (
        _builder(name, name, key.public_key(), now=now, years=AUTHORITY_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def issue(
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
    return private_text(key) + text_of(leaf) + text_of(root)


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


def private_text(key: PrivateKeyTypes) -> str:
    """A private key in PEM form, without a password."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def text_of(certificate: x509.Certificate) -> str:
    """A certificate in PEM form."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
