import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import c2pa
import pytest

from generec.domain.errors import ConfigError, MediaError
from generec.domain.recipes import Recipe, Source, Step
from generec.fidelity import labels, sidecar
from generec.fidelity.keys import utc
from generec.fidelity.manifest import ASSERTION
from generec.fidelity.seal import SealConfig, Sealed, Sealer, context

Make = Callable[..., Path]
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def seal(home, draft, *sources) -> Sealed:
    files = {
        s.id: home.folder / Path(f"{s.id}{'.mp4' if s.kind == 'video' else '.jpg'}")
        for s in sources
        if s.media
    }
    out = home.folder / "sealed"
    out.mkdir(exist_ok=True)
    return home.sealer(draft=draft, sources=sources, files=files, folder=out, at=home.at)


def store(path: Path, mime: str, anchors: str = "") -> tuple[str, dict]:
    """(state, manifest store) as C2PA's own reader sees the file."""
    with (
        context(anchors=anchors) as offline,
        path.open("rb") as file,
        c2pa.Reader(mime, file, context=offline) as it,
    ):
        return it.get_validation_state(), json.loads(it.json())


def active(path: Path, mime: str) -> dict:
    whole = store(path, mime)[1]
    return whole["manifests"][whole["active_manifest"]]


def data(manifest: dict, label: str) -> dict:
    return next(a["data"] for a in manifest["assertions"] if a["label"] == label)


@pytest.mark.parametrize("kind", ["video", "image"])
def test_c2pas_own_reader_finds_it_valid_and_trusted_only_with_our_certificate(home, kind: str) -> None:
    source = home.source(kind=kind)
    sealed = seal(home, home.draft(source, kind=kind, op="style"), source)
    mime = "video/mp4" if kind == "video" else "image/jpeg"
    assert store(sealed.media, mime)[0] == "Valid"
    assert store(sealed.media, mime, home.sealer.trust(at=home.at))[0] == "Trusted"


@pytest.mark.parametrize("suffix", ["png", "webp"])
def test_png_and_webp_are_signed(home, picture: Make, suffix: str) -> None:
    source = home.source(kind="image")
    media = picture(home.folder / f"x.{suffix}")
    draft = home.draft(source, kind="image", media=media, mime=f"image/{suffix}")
    assert store(seal(home, draft, source).media, f"image/{suffix}")[0] == "Valid"


def test_the_manifest_says_what_was_made_from_what_by_what(home) -> None:
    source = home.source()
    draft = home.draft(source, title="Pond, cut")
    sealed = seal(home, draft, source)
    manifest = active(sealed.media, "video/mp4")
    said = data(manifest, ASSERTION)
    assert said["recipe"] == draft.recipe.key()
    assert said["mark"] == sealed.mark
    assert (said["origin"], said["ai"], said["parents"]) == ("edited", True, ["a"])
    assert said["attribution"] == ["“Source a”, CC BY 4.0"]
    assert said["changes"] == ["cut to 0.2-0.8 s"]
    opened, trimmed = data(manifest, "c2pa.actions.v2")["actions"]
    assert opened["action"] == "c2pa.opened"
    assert trimmed["action"] == "c2pa.trimmed"
    assert trimmed["softwareAgent"]["name"] == "editor.clip.v1"
    assert trimmed["digitalSourceType"] == IPTC + "algorithmicallyEnhanced"
    assert trimmed["parameters"]["org.generec.parameters"] == {"start_s": 0.2, "end_s": 0.8}
    parent = manifest["ingredients"][0]
    assert (parent["relationship"], parent["title"]) == ("parentOf", "Source a")
    assert parent["instance_id"] == source.media


def test_a_sources_own_manifest_is_kept(home) -> None:
    first = home.source()
    sealed = seal(home, home.draft(first), first)
    (home.folder / "b.mp4").write_bytes(sealed.media.read_bytes())
    second = first.model_copy(update={"id": "b", "work": "b", "media": home.blobs.put(home.folder / "b.mp4")})
    again = seal(home, home.draft(second), second)
    state, whole = store(again.media, "video/mp4")
    assert state == "Valid"
    assert len(whole["manifests"]) == 2
    parent = whole["manifests"][whole["active_manifest"]]["ingredients"][0]
    assert data(whole["manifests"][parent["active_manifest"]], ASSERTION)["mark"] == sealed.mark


def test_a_strangers_manifest_is_kept_through_two_generations(home, open_home_at, tmp_path: Path) -> None:
    """Signed elsewhere, edited here, and what came of it put into something new."""
    there = open_home_at(tmp_path / "there")
    elsewhere = seal(there, there.draft(there.source()), there.source())
    (home.folder / "a.mp4").write_bytes(elsewhere.media.read_bytes())
    first = home.source("b").model_copy(
        update={"id": "a", "work": "a", "media": home.blobs.put(home.folder / "a.mp4")}
    )
    edited = seal(home, home.draft(first), first)
    (home.folder / "c.mp4").write_bytes(edited.media.read_bytes())
    second = first.model_copy(update={"id": "c", "work": "c", "media": home.blobs.put(home.folder / "c.mp4")})
    draft, other = home.draft(second), home.source("d")
    sources = tuple(Source(item=one.id, media=one.media) for one in (second, other))
    recipe = draft.recipe.model_copy(update={"origin": "created", "sources": sources})
    created = seal(home, draft.model_copy(update={"recipe": recipe}), second, other)
    state, whole = store(created.media, "video/mp4", home.sealer.trust(at=home.at))
    assert state == "Trusted"
    manifest = whole["manifests"][whole["active_manifest"]]
    assert [one["relationship"] for one in manifest["ingredients"]] == ["componentOf", "componentOf"]
    marks = [data(manifest, ASSERTION)["mark"]]
    while manifest["ingredients"] and "active_manifest" in manifest["ingredients"][0]:
        manifest = whole["manifests"][manifest["ingredients"][0]["active_manifest"]]
        marks.append(data(manifest, ASSERTION)["mark"])
    assert marks == [created.mark, edited.mark, elsewhere.mark]


def test_what_hides_faces_carries_nothing_of_its_sources_manifest(home) -> None:
    """That manifest can hold a thumbnail of the very face."""
    first = home.source(kind="image")
    sealed = seal(home, home.draft(first, kind="image"), first)
    (home.folder / "b.jpg").write_bytes(sealed.media.read_bytes())
    second = first.model_copy(update={"id": "b", "work": "b", "media": home.blobs.put(home.folder / "b.jpg")})
    again = seal(home, home.draft(second, kind="image", op="blur_faces"), second)
    state, whole = store(again.media, "image/jpeg")
    assert state == "Valid"
    assert len(whole["manifests"]) == 1
    parent = active(again.media, "image/jpeg")["ingredients"][0]
    assert parent["description"] == "its own manifest is left out"
    assert "active_manifest" not in parent
    assert sealed.mark.encode() not in again.media.read_bytes()


def test_a_sources_broken_manifest_is_said_and_does_no_harm(home) -> None:
    source = home.source(kind="image")
    file = home.folder / "a.jpg"
    content = bytearray(seal(home, home.draft(source, kind="image"), source).media.read_bytes())
    at = content.index(b"c2pa.actions")
    content[at - 40 : at - 20] = b"\xff" * 20
    file.write_bytes(content)
    again = seal(home, home.draft(source, kind="image"), source)
    assert store(again.media, "image/jpeg")[0] == "Valid"
    parent = active(again.media, "image/jpeg")["ingredients"][0]
    assert parent["description"] == "its own manifest cannot be read"
    assert parent["instance_id"] == source.media


def test_the_operators_own_certificate_signs(home, tmp_path: Path) -> None:
    signing = Sealer(SealConfig(organisation="Operator"), tmp_path / "issuer").signing(at=home.at)
    (tmp_path / "cert.pem").write_text(signing.chain)
    (tmp_path / "key.pem").write_text(signing.key)
    config = SealConfig(certificate=str(tmp_path / "cert.pem"), key=str(tmp_path / "key.pem"))
    gate = home.shut(*home.gate.checks)
    gate.sealer = Sealer(config, tmp_path / "keys")
    source = home.source()
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    assert passage.outcome == "pass", passage.verdicts[-1].evidence
    assert home.rows.making.seal(passage.item.seal).issuer == "Operator"
    assert not (tmp_path / "keys" / "seal").exists()


def test_several_sources_are_all_ingredients(home) -> None:
    sources = [home.source("a"), home.source("b", kind="image")]
    manifest = active(seal(home, home.draft(*sources), *sources).media, "video/mp4")
    assert [one["relationship"] for one in manifest["ingredients"]] == ["parentOf", "componentOf"]


def test_a_source_of_a_type_c2pa_does_not_know_is_an_ingredient_too(home) -> None:
    source = home.source().model_copy(update={"mime": "video/webm"})
    manifest = active(seal(home, home.draft(source), source).media, "video/mp4")
    assert manifest["ingredients"][0]["format"] == "video/webm"


def test_a_private_drafts_words_stay_out_of_the_file(home) -> None:
    source = home.source()
    draft = home.draft(source, owner="u-secret", title="For Margarete", changes=("caption “For Margarete”",))
    steps = (Step(component="editor.caption.v1", op="caption", params={"text": "For Margarete"}),)
    draft = draft.model_copy(update={"recipe": draft.recipe.model_copy(update={"steps": steps})})
    content = seal(home, draft, source).media.read_bytes()
    assert b"Margarete" not in content
    assert b"u-secret" not in content


def test_the_thumbnail_is_signed_too(home, picture: Make) -> None:
    source = home.source()
    sealed = seal(home, home.draft(source, thumbnail=picture(home.folder / "t.jpg")), source)
    said = data(active(sealed.thumbnail, "image/jpeg"), ASSERTION)
    assert (said["part"], said["mark"]) == ("thumbnail", sealed.mark)


def test_each_seal_has_a_mark_of_its_own(home) -> None:
    source = home.source()
    draft = home.draft(source)
    assert seal(home, draft, source).mark != seal(home, draft, source).mark


def test_a_text_gets_a_signed_statement(home) -> None:
    source = home.source(kind="text", text="A long text.")
    sealed = seal(home, home.draft(source, kind="text", op="summarize"), source)
    trust = home.sealer.trust(at=home.at)
    checked = sidecar.check(sealed.sidecar, anchors=trust, now=utc(home.at))
    assert checked.valid
    assert checked.trusted
    assert checked.payload["sha256"] == sidecar.digest("A short text.")
    assert not sidecar.check(sealed.sidecar, anchors="", now=utc(home.at)).trusted


def test_what_cannot_be_sealed_is_refused(home) -> None:
    source = home.source()
    with pytest.raises(MediaError, match="video/webm"):
        seal(home, home.draft(source, mime="video/webm"), source)
    broken = home.draft(source)
    broken.media.write_bytes(b"no video at all")
    with pytest.raises(MediaError):
        seal(home, broken, source)


def test_half_an_own_certificate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="go together"):
        Sealer(SealConfig(certificate="x.pem"), tmp_path)


def recipe(
    op: str,
    *,
    models: bool = False,
    origin: str = "edited",
    sources: bool = True,
    file: str = "m",
    **params: Any,
) -> Recipe:
    hashes = {file: "0" * 64} if models else {}
    return Recipe(
        kind="video",
        origin=origin,
        sources=(Source(item="a"),) if sources else (),
        steps=(Step(component="editor.x.v1", op=op, models=hashes, params=params),),
    )


@pytest.mark.parametrize(
    ("made", "term"),
    [
        (recipe("clip"), "algorithmicallyEnhanced"),
        (recipe("clip", models=True), "algorithmicallyEnhanced"),
        (recipe("style", models=True), "compositeWithTrainedAlgorithmicMedia"),
        (recipe("style"), "algorithmicallyEnhanced"),
        (recipe("draw", models=True, origin="created"), "trainedAlgorithmicMedia"),
        (recipe("draw", models=True, origin="created", sources=False), "trainedAlgorithmicMedia"),
        (
            recipe("draw", models=True, origin="created", begins={"source": 0}),
            "compositeWithTrainedAlgorithmicMedia",
        ),
        (recipe("montage", origin="created"), "composite"),
        (recipe("title", models=True, origin="created", file="font-bold"), "composite"),
        (recipe("shapes", origin="created", sources=False), "algorithmicMedia"),
    ],
)
def test_the_source_type_is_iptcs_term_for_it(home, made: Recipe, term: str) -> None:
    draft = home.draft(home.source()).model_copy(update={"recipe": made})
    assert labels.source_type(draft) == term


def test_the_visible_label_says_whether_ai_did_it(home) -> None:
    draft = home.draft(home.source())
    assert labels.words(draft) == "Edited by AI with GeneRec"
    assert labels.words(draft.model_copy(update={"ai": False})) == "Edited with GeneRec"
    created = draft.model_copy(update={"recipe": recipe("draw", origin="created")})
    assert labels.words(created) == "Created by AI with GeneRec"
