import io
import struct
from collections.abc import Callable
from pathlib import Path

import c2pa
import numpy as np
import pytest

from generec.domain.errors import DataError, MediaError
from generec.fidelity import boxes, sidecar
from generec.fidelity.seal import SealConfig, Sealer, context
from generec.fidelity.verify import Verification, verify_file

Make = Callable[..., Path]
C2PA_BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")


def made(home, kind: str = "video", name: str = "made", **fields: object) -> Path:
    """A published item's media as a file of its own."""
    source = home.source(kind=kind)
    item = home.gate(draft=home.draft(source, kind=kind, **fields), sources=[source], at=home.at).item
    path = home.folder / f"{name}{'.mp4' if kind == 'video' else '.jpg'}"
    path.write_bytes(home.blobs.get(item.media))
    return path


def verify(home, path: Path, **more: object) -> Verification:
    return verify_file(path, at=home.at, trust=home.sealer.trust(at=home.at), **more)


@pytest.mark.parametrize("kind", ["video", "image"])
def test_what_was_made_here_is_clean(home, kind: str) -> None:
    path = made(home, kind)
    found = verify(home, path, rows=home.rows)
    assert found.state == "clean"
    assert found.record() == {
        "file": str(path),
        "signed": True,
        "valid": True,
        "trusted": True,
        "issuer": "GeneRec",
        "made_by": "generec",
        "origin": "edited",
        "recipe": found.recipe,
        "parents": ["a"],
        "mark": {"found": True, "id": found.mark.id},
        "tampered": False,
    }
    assert home.rows.making.recipe(found.recipe) is not None
    assert home.rows.making.seal_by_mark(found.mark.id).recipe == found.recipe


def test_another_installations_file_is_valid_but_not_trusted(home, open_home_at, tmp_path: Path) -> None:
    other = open_home_at(tmp_path / "other")
    found = verify(home, made(other), rows=home.rows)
    assert (found.valid, found.trusted, found.made_by) == (True, False, "generec")
    assert found.state == "unaltered"
    assert any("signer's own word" in told for told in found.findings)
    assert any("nothing with that mark" in note for note in found.findings)


@pytest.mark.parametrize("kind", ["video", "image"])
def test_a_flipped_byte_anywhere_is_found(home, kind: str) -> None:
    path = made(home, kind)
    whole = path.read_bytes()
    missed = []
    for at in np.linspace(40, len(whole) - 1, 60).astype(int):
        changed = bytearray(whole)
        changed[at] ^= 0x41
        path.write_bytes(bytes(changed))
        try:
            found = verify(home, path, rows=home.rows)
        except MediaError:
            continue
        if not found.tampered:
            missed.append(int(at))
    assert missed == []


@pytest.mark.parametrize("kind", ["video", "image"])
def test_a_flipped_byte_outside_the_manifest_is_found_without_our_record(home, kind: str) -> None:
    """C2PA leaves padding inside its own container unsigned; everything around it is covered."""
    path = made(home, kind)
    whole = path.read_bytes()
    begin, end = manifest_span(whole)
    outside = [at for at in range(64, len(whole)) if not begin <= at < end]
    for at in outside[:: len(outside) // 60]:
        changed = bytearray(whole)
        changed[at] ^= 0x01
        path.write_bytes(bytes(changed))
        try:
            assert verify(home, path).tampered, at
        except MediaError:
            continue


def manifest_span(data: bytes) -> tuple[int, int]:
    """Where the manifest's own container begins and ends."""
    if data[:2] == b"\xff\xd8":
        begin = data.index(b"\xff\xeb")
        return begin, begin + len(data) - len(without_manifest(data))
    box = next(b for b in boxes.top(io.BytesIO(data), "x") if data[b.start + 8 : b.start + 24] == C2PA_BOX)
    return box.start, box.start + box.size


def without_manifest(data: bytes) -> bytes:
    """What a tool leaves that drops the manifest: JPEG without its APP11 segments, MP4 without its box."""
    if data[:2] == b"\xff\xd8":
        out, at = [data[:2]], 2
        while data[at + 1] != 0xDA:
            size = struct.unpack_from(">H", data, at + 2)[0] + 2
            out += [] if data[at + 1] == 0xEB else [data[at : at + size]]
            at += size
        return b"".join(out) + data[at:]
    found = boxes.top(io.BytesIO(data), "x")
    return b"".join(
        data[box.start : box.start + box.size]
        for box in found
        if data[box.start + 8 : box.start + 24] != C2PA_BOX
    )


@pytest.mark.parametrize("kind", ["video", "image"])
def test_a_stripped_manifest_is_found_by_the_label_that_is_left(home, kind: str) -> None:
    path = made(home, kind)
    mark = verify(home, path).mark
    path.write_bytes(without_manifest(path.read_bytes()))
    found = verify(home, path, rows=home.rows)
    assert (found.signed, found.valid, found.tampered, found.made_by) == (False, False, True, None)
    assert found.mark == mark
    assert found.recipe == home.rows.making.seal_by_mark(mark.id).recipe
    assert found.state == "finding"


def test_a_swapped_manifest_is_found(home) -> None:
    one = made(home, "image", "one").read_bytes()
    two = made(home, "image", "two", op="style").read_bytes()
    begin = one.index(b"\xff\xeb")
    segments = one[begin : begin + len(one) - len(without_manifest(one))]
    path = home.folder / "swapped.jpg"
    path.write_bytes(two[:2] + segments + without_manifest(two)[2:])
    found = verify(home, path)
    assert found.signed
    assert found.tampered
    assert found.made_by is None


def sign_elsewhere(home, path: Path, target: Path, manifest: dict) -> None:
    """Sign with C2PA's own builder and a stranger's key, as any other tool would."""
    signing = Sealer(SealConfig(organisation="Stranger"), home.folder / "stranger").signing(at=home.at)
    info = c2pa.C2paSignerInfo(b"es256", signing.chain.encode(), signing.key.encode(), None)
    with (
        context() as offline,
        c2pa.Builder(manifest, context=offline) as builder,
        c2pa.Signer.from_info(info) as signer,
        path.open("rb") as source,
        target.open("w+b") as out,
    ):
        builder.set_intent(c2pa.C2paBuilderIntent.CREATE, c2pa.C2paDigitalSourceType.DIGITAL_CAPTURE)
        builder.sign(signer, "image/jpeg", source, out)


def test_a_strangers_file_is_valid_and_not_ours(home, picture: Make) -> None:
    target = home.folder / "camera.jpg"
    sign_elsewhere(
        home, picture(home.folder / "p.jpg"), target, {"claim_generator_info": [{"name": "Camera"}]}
    )
    found = verify(home, target)
    assert (found.signed, found.valid, found.trusted) == (True, True, False)
    assert (found.made_by, found.issuer, found.recipe, found.tampered) == (None, "Stranger", None, False)


def test_a_forged_statement_is_not_trusted_and_disagrees_with_our_record(home, picture: Make) -> None:
    real = verify(home, made(home, "image"))
    said = {"mark": real.mark.id, "recipe": "f" * 64, "origin": "edited", "parents": ["a"], "part": "media"}
    manifest = {
        "claim_generator_info": [{"name": "GeneRec"}],
        "assertions": [{"label": "org.generec.recipe", "data": said}],
    }
    target = home.folder / "forged.jpg"
    sign_elsewhere(home, picture(home.folder / "p.jpg"), target, manifest)
    assert not verify(home, target).trusted
    found = verify(home, target, rows=home.rows)
    assert found.tampered
    assert found.state == "finding"


def test_a_file_without_any_seal_is_a_finding_but_not_tampered(home, picture: Make) -> None:
    found = verify(home, picture(home.folder / "plain.jpg"), rows=home.rows)
    assert (found.signed, found.tampered, found.state) == (False, False, "finding")
    assert found.findings[0] == "it carries no manifest and no label"
    assert (found.mark.found, found.mark.id, found.by) == (False, None, None)


def test_a_video_that_was_cut_short_is_found(home) -> None:
    path = made(home)
    path.write_bytes(path.read_bytes()[:-200])
    found = verify(home, path)
    assert found.tampered
    assert not found.valid


def test_what_is_no_media_could_not_be_checked(home) -> None:
    (home.folder / "noise.mp4").write_bytes(b"\x00\x01\x02noise" * 50)
    with pytest.raises(MediaError):
        verify(home, home.folder / "noise.mp4")
    with pytest.raises(DataError, match="no file"):
        verify(home, home.folder / "absent.mp4")


def sealed_text(home) -> Path:
    source = home.source(kind="text", text="A long text.")
    passage = home.gate(draft=home.draft(source, kind="text", op="summarize"), sources=[source], at=home.at)
    seal = home.rows.making.seal(passage.item.seal)
    path = home.folder / "t.txt"
    path.write_text(passage.item.text)
    path.with_name("t.txt" + sidecar.SUFFIX).write_bytes(home.blobs.get(seal.manifest))
    return path


def test_a_text_is_checked_by_the_seal_beside_it(home) -> None:
    path = sealed_text(home)
    found = verify(home, path, rows=home.rows)
    assert (found.valid, found.trusted, found.made_by, found.parents) == (True, True, "generec", ("a",))
    path.write_text("A shirt text.")
    found = verify(home, path)
    assert (found.signed, found.valid, found.tampered, found.made_by) == (True, False, True, None)


def test_a_text_without_a_seal_is_a_finding(home) -> None:
    (home.folder / "t.txt").write_text("Nothing beside it.")
    assert verify(home, home.folder / "t.txt").state == "finding"


def test_a_forged_text_seal_is_found(home) -> None:
    path = sealed_text(home)
    stranger = Sealer(SealConfig(organisation="Stranger"), home.folder / "stranger").signing(at=home.at)
    ours = home.sealer.signing(at=home.at)
    beside = path.with_name("t.txt" + sidecar.SUFFIX)
    payload = {"sha256": sidecar.digest(path.read_text()), "mark": "00"}
    beside.write_bytes(sidecar.sign(payload, stranger))
    assert not verify(home, path).trusted
    pretended = stranger._replace(
        chain=stranger.chain.split("-----END CERTIFICATE-----\n")[0]
        + "-----END CERTIFICATE-----\n"
        + ours.anchor
    )
    beside.write_bytes(sidecar.sign(payload, pretended))
    found = verify(home, path)
    assert (found.valid, found.trusted, found.tampered) == (False, False, True)
    for wrong in (b"", b"{}", b"[1]", b'{"payload": 1, "protected": "e30", "signature": ""}'):
        beside.write_bytes(wrong)
        assert verify(home, path).tampered
