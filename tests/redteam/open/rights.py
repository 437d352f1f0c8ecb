"""What rights and licences forbid, and what they do not."""

from generec.domain.recipes import ModelTerms

from ..cases import bad, clean
from ..licences import PRODUCT, becomes, chain, licence, made, swapped, taken_down, text_of, withdrawn

BY = "fidelity.legal"
ONLY = frozenset(("cover", "serve"))


def forbidden(id, attack):
    return bad(f"licence.{id}", "licence", attack, by=BY)


def odd(id, attack):
    return bad(f"licence-odd.{id}", "licence-odd", attack, by=BY)


def fine(id, attack):
    return clean(f"licence.fine-{id}", "licence", attack, by=BY)


CASES = [
    forbidden("nd", licence("CC BY-ND 4.0")),
    forbidden("nd-nc", licence("CC BY-NC-ND 3.0")),
    forbidden("nd-url", licence("https://creativecommons.org/licenses/by-nd/4.0/")),
    forbidden("nd-words", licence("Attribution-NoDerivatives 4.0 International")),
    forbidden("unknown", made({"licence": "unknown", "rights": "unknown", "allow": ONLY})),
    forbidden("product-recoloured", made({"allow": PRODUCT}, op="adjust")),
    forbidden("product-style", made({"allow": PRODUCT})),
    forbidden("nc-earning", licence("CC BY-NC 4.0", earning=True)),
    forbidden("alike-conflict", made({"licence": "CC BY-SA 4.0"}, {"licence": "CC BY-NC-SA 4.0"})),
    forbidden("withdrawn", made({}, then=taken_down)),
    forbidden("swapped-file", made({}, then=swapped)),
    forbidden("another-viewers", made({"scope": "private", "owner": "viewer-2"}, owner="viewer-1")),
    forbidden("upload-shared", made({"scope": "private", "owner": "viewer-2"})),
    forbidden("one-of-two", made({}, {"licence": "CC BY-ND 4.0"})),
    forbidden(
        "model-research", made({}, terms=[ModelTerms(model="pretty", licence="Research only")], earning=True)
    ),
    forbidden("chain-withdrawn", chain(withdrawn)),
    odd("nd-wide", licence("ＣＣ ＢＹ－ＮＤ ４．０")),
    odd("nd-zero-width", licence("CC BY-N\u200bD 4.0")),
    odd("nd-german", licence("Namensnennung – Keine Bearbeitungen 4.0")),
    odd("nd-phrase", licence("Free to share, but you may not remix, transform or build upon it")),
    odd("chain-nd", chain(becomes(licence="CC BY-ND 4.0"))),
    fine("by", licence("CC BY 4.0")),
    fine("zero", licence("CC0 1.0")),
    fine("nd-in-name", made({"licence": "CC BY 4.0", "creator": "ND Films", "title": "Candid: N. D."})),
    fine("nc-hobby", licence("CC BY-NC 4.0")),
    fine("alike", made({"licence": "CC BY-SA 4.0"}, {"licence": "CC BY 4.0"})),
    fine("product-crop", made({"allow": PRODUCT}, op="clip")),
    fine("chain", chain(lambda stage, root: None)),
    fine("digest", text_of("CC BY 4.0", "CC0 1.0")),
]
