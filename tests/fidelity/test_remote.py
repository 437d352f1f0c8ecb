"""Signing by a key that is elsewhere, and keys that are replaced."""

import shlex
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from generec.domain.errors import ConfigError
from generec.fidelity import keys, sidecar, verify_here
from generec.fidelity.seal import SealConfig, Sealer

SERVICE = """
import base64, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = serialization.load_pem_private_key(open(sys.argv[1], "rb").read(), None)
signature = key.sign(sys.stdin.buffer.read(), ec.ECDSA(hashes.SHA256()))
sys.stdout.write(base64.b64encode(signature).decode() + "\\n")
"""


@pytest.fixture
def service(home, tmp_path: Path) -> SealConfig:
    """What a key service is to us: a certificate, and a command that answers in DER and base64."""
    signing = Sealer(SealConfig(organisation="Operator"), tmp_path / "service").signing(at=home.at)
    (tmp_path / "chain.pem").write_text(signing.chain)
    (tmp_path / "private.pem").write_text(signing.key)
    (tmp_path / "service.py").write_text(SERVICE)
    words = (sys.executable, str(tmp_path / "service.py"), str(tmp_path / "private.pem"))
    return SealConfig(certificate=str(tmp_path / "chain.pem"), command=shlex.join(words))


@pytest.mark.parametrize("kind", ["video", "image", "text"])
def test_a_command_signs_and_the_key_is_never_read(home, service: SealConfig, tmp_path: Path, kind) -> None:
    gate = home.shut(*home.gate.checks)
    gate.sealer = Sealer(service, tmp_path / "keys")
    assert gate.sealer.signing(at=home.at).key == ""
    source = home.source(kind="image" if kind == "image" else "video")
    passage = gate(draft=home.draft(source, kind=kind), sources=[source], at=home.at)
    assert passage.outcome == "pass", passage.verdicts[-1].evidence
    if kind != "text":
        with home.blobs.path(passage.item.media) as path:
            found = verify_here(path, at=home.at, sealer=gate.sealer, rows=home.rows)
        assert (found.state, found.issuer) == ("clean", "Operator")


def test_a_callable_signs(home, service: SealConfig, tmp_path: Path) -> None:
    key = serialization.load_pem_private_key((tmp_path / "private.pem").read_bytes(), None)
    config = service.model_copy(update={"command": "", "signer": "acme.kms.v1"})
    sealer = Sealer(config, tmp_path / "keys", sign=lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())))
    seal = sidecar.sign({"a": 1}, sealer.signing(at=home.at))
    checked = sidecar.check(seal, anchors=sealer.trust(at=home.at), now=keys.utc(home.at))
    assert checked is not None
    assert checked.trusted


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("false", "gave no signature"),
        ("nowhere-to-be-found", "cannot be run"),
        ("echo nonsense", "gave no signature"),
    ],
)
def test_a_command_that_does_not_sign_is_named(home, service, tmp_path: Path, command, told) -> None:
    sealer = Sealer(service.model_copy(update={"command": command}), tmp_path / "keys")
    with pytest.raises(ConfigError, match=told):
        sidecar.sign({"a": 1}, sealer.signing(at=home.at))


def test_a_key_that_does_not_fit_the_certificate_is_refused(home, service, tmp_path: Path) -> None:
    other = ec.generate_private_key(ec.SECP256R1())
    sealer = Sealer(
        service.model_copy(update={"command": ""}),
        tmp_path / "keys",
        sign=lambda data: other.sign(data, ec.ECDSA(hashes.SHA256())),
    )
    with pytest.raises(ConfigError, match="does not fit the certificate"):
        sidecar.sign({"a": 1}, sealer.signing(at=home.at))


def test_two_keys_for_one_certificate_are_refused(service: SealConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="go together"):
        Sealer(service.model_copy(update={"key": str(tmp_path / "private.pem")}), tmp_path / "keys")
    with pytest.raises(ConfigError, match="go together"):
        Sealer(SealConfig(command="kms"), tmp_path / "keys")


@pytest.mark.parametrize("authority", [False, True])
def test_what_was_signed_before_a_rotation_stays_trusted(home, authority: bool) -> None:
    source = home.source()
    before = home.gate(draft=home.draft(source), sources=[source], at=home.at).item
    old = home.sealer.signing(at=home.at)
    new = home.sealer.rotate(at=home.at, authority=authority)
    assert new.key != old.key
    assert (new.anchor != old.anchor) == authority
    after = home.gate(draft=home.draft(source, op="speed"), sources=[source], at=home.at).item
    for item in (before, after):
        with home.blobs.path(item.media) as path:
            found = verify_here(path, at=home.at, sealer=home.sealer, rows=home.rows)
            assert (found.state, found.trusted) == ("clean", True)
    for path in (home.folder / "keys" / "trusted").glob("*.pem"):
        path.unlink()
    with home.blobs.path(before.media) as path:
        found = verify_here(path, at=home.at, sealer=home.sealer, rows=home.rows)
    assert found.trusted is not authority


def test_an_operators_own_certificate_is_not_rotated(home, service: SealConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="operator's own certificate"):
        Sealer(service, tmp_path / "keys").rotate(at=home.at)
