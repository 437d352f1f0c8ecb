import datetime as dt
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from generec.domain.errors import ConfigError
from generec.fidelity import keys

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def own(folder: Path, now: dt.datetime = NOW) -> keys.Signing:
    return keys.own(folder, organisation="Test home", now=now)


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = own(tmp_path)
    assert own(tmp_path) == first
    assert first.algorithm == "es256"
    assert first.issuer == "Test home"
    assert sorted(p.name for p in (tmp_path / "seal").iterdir()) == ["ca.key", "ca.pem", "signing.pem"]
    assert [p.name for p in tmp_path.iterdir()] == ["seal"]


def test_private_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    own(tmp_path)
    assert stat.S_IMODE((tmp_path / "seal").stat().st_mode) == 0o700
    for name in ("ca.key", "signing.pem"):
        assert stat.S_IMODE((tmp_path / "seal" / name).stat().st_mode) == 0o600


def test_processes_that_start_at_once_share_one_authority(tmp_path: Path) -> None:
    code = (
        "import sys, datetime as dt; from pathlib import Path; from generec.fidelity import keys\n"
        "sys.stdin.readline()\n"
        "now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)\n"
        "print(keys.own(Path(sys.argv[1]), organisation='Test home', now=now).chain)"
    )
    many = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in many:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    chains = {process.communicate()[0] for process in many}
    assert [process.returncode for process in many] == [0] * 4
    assert len(chains) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["seal"]


def test_a_missing_part_is_named_and_nothing_is_made_over_it(tmp_path: Path) -> None:
    own(tmp_path)
    (tmp_path / "seal" / "ca.key").unlink()
    with pytest.raises(ConfigError, match=r"ca\.key is missing"):
        own(tmp_path)


def test_a_damaged_key_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    own(tmp_path)
    (tmp_path / "seal" / "signing.pem").write_text("nonsense")
    with pytest.raises(ConfigError, match=r"signing\.pem"):
        own(tmp_path)


def test_after_a_year_the_signing_key_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    first = own(tmp_path)
    second = own(tmp_path, NOW + dt.timedelta(days=400))
    assert second.key != first.key
    assert second.anchor == first.anchor
    assert own(tmp_path, NOW + dt.timedelta(days=401)) == second
    assert second.expires > NOW + dt.timedelta(days=10 * 365)


def test_certificates_have_the_uses_that_c2pa_asks_for(tmp_path: Path) -> None:
    leaf, root = x509.load_pem_x509_certificates(own(tmp_path).chain.encode())
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    leaf.verify_directly_issued_by(root)


def operators_files(folder: Path, key: object, *, authority: bool = True) -> tuple[Path, Path]:
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Operator")])
    hash_ = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(key, hash_)
    )
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "es384"),
        (rsa.generate_private_key(65537, 2048), "ps256"),
        (ed25519.Ed25519PrivateKey.generate(), "ed25519"),
    ],
)
def test_the_operators_own_certificate_is_taken(tmp_path: Path, key: object, algorithm: str) -> None:
    signing = keys.operators(*operators_files(tmp_path, key), now=NOW)
    assert (signing.algorithm, signing.issuer) == (algorithm, "Operator")


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    certificate, _ = operators_files(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    (tmp_path / "b").mkdir()
    _, other = operators_files(tmp_path / "b", ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ConfigError, match="does not belong"):
        keys.operators(certificate, other, now=NOW)


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    files = operators_files(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(ConfigError, match="not valid now"):
        keys.operators(*files, now=NOW + dt.timedelta(days=31))


def test_a_key_that_c2pa_does_not_know_is_refused(tmp_path: Path) -> None:
    files = operators_files(tmp_path, ec.generate_private_key(ec.SECP256K1()))
    with pytest.raises(ConfigError, match="P-256"):
        keys.operators(*files, now=NOW)


def test_a_signing_certificate_without_its_authority_is_refused(tmp_path: Path) -> None:
    files = operators_files(tmp_path, ec.generate_private_key(ec.SECP256R1()), authority=False)
    with pytest.raises(ConfigError, match="chain up to an authority"):
        keys.operators(*files, now=NOW)
