"""Forgeries that no check was tuned on."""

from .. import forgeries as f
from ..cases import bad, clean


def forged(id, tamper, kind="image", must=f.NOTICED):
    return bad(f"labels.{id}", "labels", f.sealed(tamper, kind), must)


def traced(id, tamper, kind="image"):
    return bad(f"traced.{id}", "traced", f.sealed(tamper, kind, traces=True), {"traced"})


CASES = [
    forged("byte-late", f.flipped(0.999)),
    forged("byte-middle", f.flipped(0.62)),
    forged("cut-short", f.cut_short, "video"),
    forged("longer", f.longer, "video"),
    forged("film-label-words", f.relabelled(b"Edited by AI", b"Not by any AI"), "video"),
    forged("origin-claimed-found", f.resealed(f.claims(origin="found")), must=f.NOT_OURS),
    forged("mark-invented", f.resealed(f.claims(mark="00" * 8)), must=f.NOT_OURS),
    forged("stranger-says-nothing", f.resealed(None, name="Camera"), must=f.NOT_OURS),
    forged("text-unsealed", f.text_unsealed, "text", must=f.UNPROVEN),
    forged("text-stranger", f.text_resealed(False), "text", must=f.NOT_OURS),
    forged("text-pretender", f.text_resealed(True), "text"),
    clean("labels.fine-copied", "labels", f.sealed(f.renamed), {"clean"}),
    clean("labels.fine-other", "labels", f.sealed(f.untouched, name="other"), {"clean"}),
    traced("png", f.encoded_anew(suffix="PNG")),
    traced("jpeg-crop", f.encoded_anew(85, crop=0.05)),
    traced("film-crop", f.filmed_anew(20, crop=0.05), "video"),
]
