"""Seals removed, forged and swapped; files that lead back to their recipe without one."""

from .. import forgeries as f
from ..cases import bad, clean


def forged(id, tamper, kind="image", must=f.NOTICED):
    return bad(f"labels.{id}", "labels", f.sealed(tamper, kind), must)


def traced(id, tamper, kind="image"):
    return bad(f"traced.{id}", "traced", f.sealed(tamper, kind, traces=True), {"traced"})


CASES = [
    forged("stripped-picture", f.stripped),
    forged("stripped-film", f.stripped, "video"),
    forged("grafted", f.grafted),
    forged("byte-early", f.flipped(0.9)),
    forged("byte-film", f.flipped(0.5), "video"),
    forged("label-words", f.relabelled(b"Edited by AI with", b"Filmed by hand by")),
    forged("mark-of-another", f.mark_of_another),
    forged("stranger-named-generec", f.resealed(f.claims()), must=f.NOT_OURS),
    forged("stranger-other-recipe", f.resealed(f.claims(recipe="f" * 64))),
    forged("text-changed", f.text_changed, "text"),
    forged("text-seal-of-another", f.text_seal_of("other"), "text"),
    clean("labels.fine-picture", "labels", f.sealed(f.untouched), {"clean"}),
    clean("labels.fine-film", "labels", f.sealed(f.untouched, "video"), {"clean"}),
    clean("labels.fine-text", "labels", f.sealed(f.untouched, "text"), {"clean"}),
    traced("jpeg-q60", f.encoded_anew(60)),
    traced("film-crf28", f.filmed_anew(28), "video"),
    traced("film-small", f.filmed_anew(20, scale=0.75), "video"),
]
