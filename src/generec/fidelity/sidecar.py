"""The seal of a text: a signed statement beside it, since plain text has no room for a manifest.

A JSON Web Signature in flattened JSON form (RFC 7515) with the certificate chain in `x5c`. The
payload names the SHA-256 of the text's UTF-8 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from generec.domain.errors import ConfigError
from generec.fidelity.keys import Signing, issuer_of

SUFFIX: Final = ".seal.json"
_TYPE: Final = "generec-seal+json"
_NAMES: Final = {"es256": "ES256", "es384": "ES384", "es512": "ES512", "ps256": "PS256", "ed25519": "EdDSA"}
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "ES256": hashes.SHA256(),
    "ES384": hashes.SHA384(),
    "ES512": hashes.SHA512(),
    "PS256": hashes.SHA256(),
}
_PSS: Final = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)


class Checked(NamedTuple):
    """What a sidecar says (`payload`), whether it is signed rightly, by whom, and whether we trust them."""

    payload: dict[str, Any]
    valid: bool
    trusted: bool
    issuer: str | None


def digest(text: str) -> str:
    """SHA-256 (hex) of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def sign(payload: dict[str, Any], signing: Signing) -> bytes:
    """The sidecar file's bytes."""
    chain = x509.load_pem_x509_certificates(signing.chain.encode())
    name = _NAMES[signing.algorithm]
    ders = [certificate.public_bytes(serialization.Encoding.DER) for certificate in chain]
    header = {"alg": name, "typ": _TYPE, "x5c": [base64.b64encode(der).decode() for der in ders]}
    protected, body = _encode(_json(header)), _encode(_json(payload))
    signed = signature(signing, f"{protected}.{body}".encode())
    return _json({"payload": body, "protected": protected, "signature": _encode(signed)})


def signature(signing: Signing, data: bytes) -> bytes:
    """The raw signature over data, by the private key or by whoever signs in its place.

    Raises `ConfigError` where what signs in its place has another key than the certificate's.
    """
    name = _NAMES[signing.algorithm]
    if signing.remote is None:
        return _sign(signing.key, name, data)
    leaf = x509.load_pem_x509_certificate(signing.chain.encode())
    key, signed = leaf.public_key(), signing.remote(data)
    if isinstance(key, ec.EllipticCurvePublicKey):
        signed = _raw(signed, (key.curve.key_size + 7) // 8)
    if not _verify(leaf, name, signed, data):
        raise ConfigError("what signs in place of a private key does not fit the certificate")
    return signed


def _raw(signed: bytes, size: int) -> bytes:
    """An ECDSA signature as two numbers of `size` bytes; key services write it in DER."""
    if len(signed) == 2 * size:
        return signed
    try:
        r, s = decode_dss_signature(signed)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    except (ValueError, OverflowError) as error:
        raise ConfigError("what signs in place of a private key gave no signature") from error


def check(data: bytes, *, anchors: str, now: datetime) -> Checked | None:
    """Check a sidecar's signature; None when the bytes are no sidecar of ours.

    `anchors` holds the trusted certificates (PEM). That the text is the one signed, the caller compares.
    """
    try:
        whole = json.loads(data)
        header, payload = (json.loads(_decode(whole[key])) for key in ("protected", "payload"))
        chain = [x509.load_der_x509_certificate(base64.b64decode(der)) for der in header["x5c"]]
        if header["typ"] != _TYPE or not isinstance(payload, dict) or not chain:
            return None
        text = f"{whole['protected']}.{whole['payload']}".encode()
        valid = _verify(chain[0], str(header["alg"]), _decode(whole["signature"]), text)
    except (KeyError, TypeError, ValueError):
        return None
    fresh = chain[0].not_valid_before_utc <= now <= chain[0].not_valid_after_utc
    valid = valid and fresh and _linked(chain)
    return Checked(payload, valid, valid and _anchored(chain, anchors), issuer_of(chain[0]))


def _linked(chain: Sequence[x509.Certificate]) -> bool:
    return all(_issued(lower, upper) for lower, upper in itertools.pairwise(chain))


def _anchored(chain: Sequence[x509.Certificate], anchors: str) -> bool:
    trusted = x509.load_pem_x509_certificates(anchors.encode()) if anchors else []
    return any(one == anchor or _issued(one, anchor) for one in chain[-1:] for anchor in trusted)


def _issued(lower: x509.Certificate, upper: x509.Certificate) -> bool:
    try:
        authority = upper.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        lower.verify_directly_issued_by(upper)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return authority


def _sign(key_text: str, name: str, data: bytes) -> bytes:
    key = serialization.load_pem_private_key(key_text.encode(), password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(_HASHES[name])))
        size = (key.curve.key_size + 7) // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, _PSS, hashes.SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    raise ValueError(f"no key to sign with as {name}")


def _verify(certificate: x509.Certificate, name: str, signature: bytes, data: bytes) -> bool:
    key = certificate.public_key()
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and name.startswith("ES"):
            half = len(signature) // 2
            r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(_HASHES[name]))
        elif isinstance(key, rsa.RSAPublicKey) and name == "PS256":
            key.verify(signature, data, _PSS, hashes.SHA256())
        elif isinstance(key, ed25519.Ed25519PublicKey) and name == "EdDSA":
            key.verify(signature, data)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
