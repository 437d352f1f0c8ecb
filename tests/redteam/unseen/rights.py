"""Rights and licences that no check was tuned on."""

from generec.domain.recipes import ModelTerms

from ..cases import bad, clean
from ..licences import PRODUCT, becomes, chain, licence, made, text_of, withdrawn

BY = "fidelity.legal"


def forbidden(id, attack):
    return bad(f"licence.{id}", "licence", attack, by=BY)


def odd(id, attack):
    return bad(f"licence-odd.{id}", "licence-odd", attack, by=BY)


def fine(id, attack):
    return clean(f"licence.fine-{id}", "licence", attack, by=BY)


CASES = [
    forbidden("nd-bare", licence("cc by nd")),
    forbidden("nd-underscore", licence("CC_BY_ND_2.0")),
    forbidden("nd-long", licence("Creative Commons Attribution-NonCommercial-NoDerivs 2.5")),
    forbidden("no-edit", licence("Verbatim copying only, no modifications")),
    forbidden("none", made({"allow": frozenset()})),
    forbidden("serve-only", made({"allow": frozenset(("serve",))}, op="clip")),
    forbidden("product-collage", made({"allow": PRODUCT}, {})),
    forbidden("nc-earning-second", made({}, {"licence": "Attribution-NonCommercial 3.0"}, earning=True)),
    forbidden("nc-earning-text", text_of("CC BY 4.0", "CC BY-NC 4.0", earning=True)),
    forbidden("alike-gpl", made({"licence": "CC BY-SA 4.0"}, {"licence": "GPL-3.0"})),
    forbidden("alike-nc", made({"licence": "CC BY-SA 3.0"}, {"licence": "CC BY-NC 3.0"})),
    forbidden("owner-swap", made({"scope": "private", "owner": "viewer-9"}, {}, owner="viewer-1")),
    forbidden(
        "model-nc",
        made(
            {},
            terms=[ModelTerms(model="neat", licence="Non-Commercial 1", derivatives="allowed")],
            earning=True,
        ),
    ),
    forbidden("chain-withdrawn-deep", chain(withdrawn, depth=2)),
    odd("nd-soft", licence("CC\u00a0BY\u00adND 4.0")),
    odd("nd-twins", licence("СС ВУ-ND 4.0")),
    odd("nd-spanish", licence("Reconocimiento-SinObraDerivada 4.0")),
    odd("nd-phrase", licence("Share as is. Edits, crops and filters need our consent")),
    odd("nc-phrase", licence("Not for profit-making purposes", earning=True)),
    odd("chain-none", chain(becomes(allow=frozenset(("serve",)), rights="unknown"))),
    odd("chain-nd-deep", chain(becomes(licence="CC BY-NC-ND 4.0"), depth=2)),
    fine("sa", licence("CC BY-SA 4.0")),
    fine("url", licence("https://creativecommons.org/licenses/by/4.0/")),
    fine("mit", licence("MIT License")),
    fine(
        "brand",
        made({"licence": "CC BY 4.0", "title": "The Netherlands: ND rail lines", "creator": "NC Parks"}),
    ),
    fine("own-upload", made({"scope": "private", "owner": "viewer-1"}, owner="viewer-1")),
    fine("earning", licence("CC BY 3.0", earning=True)),
    fine("chain-deep", chain(lambda stage, root: None, depth=2)),
]
