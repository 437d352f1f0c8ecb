"""Read back what was sealed: a file whose seal cannot be read back never becomes an item."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import GenerecError
from generec.fidelity import embed, sidecar
from generec.fidelity.keys import utc
from generec.fidelity.labels import source_type, words
from generec.fidelity.seal import Sealed
from generec.fidelity.verify import verify_file

LABEL: Final = "fidelity.identifiability.label.v1"


def failed(check: str, why: str) -> Verdict:
    """The verdict of a check that could not judge: `hold`, and `detail.failed` is true."""
    return Verdict(check=check, outcome="hold", evidence=why, detail={"failed": True})


def read_back(sealed: Sealed, draft: Draft, *, trust: str, at: float) -> Verdict:
    """Pass when manifest and visible label can be read from the sealed files and say what they
    should; hold otherwise."""
    try:
        if sealed.media is None:
            wrong = _text(sealed, draft, trust=trust, at=at)
        else:
            files = [(sealed.media, draft.mime or "")]
            files += [(sealed.thumbnail, "image/jpeg")] if sealed.thumbnail else []
            wrong = [fault for file, mime in files for fault in _media(file, mime, sealed, draft, trust, at)]
    except GenerecError as error:
        wrong = [error.message]
    if wrong:
        return Verdict(
            check=LABEL, outcome="hold", evidence=f"the seal cannot be read back: {'; '.join(wrong)}"
        )
    return Verdict(
        check=LABEL,
        outcome="pass",
        evidence=f"marked “{words(draft)}” and signed by {sealed.issuer}",
        detail={
            "mark": sealed.mark,
            "digital_source_type": source_type(draft),
            "invisible_mark": sealed.invisible,
        },
    )


def _media(file: Path, mime: str, sealed: Sealed, draft: Draft, trust: str, at: float) -> list[str]:
    found = verify_file(file, at=at, trust=trust)
    label = embed.read(file, mime=mime)
    wrong = [] if found.valid and found.trusted and not found.tampered else list(found.findings)
    if found.mark.id != sealed.mark or found.recipe != draft.recipe.key():
        wrong.append("the manifest names another mark or recipe")
    if label is None or (label.text, label.mark) != (words(draft), sealed.mark):
        wrong.append("the visible label is missing or different")
    return wrong


def _text(sealed: Sealed, draft: Draft, *, trust: str, at: float) -> list[str]:
    checked = sidecar.check(sealed.sidecar or b"", anchors=trust, now=utc(at))
    if checked is None or not checked.trusted:
        return ["the signature does not hold"]
    said = checked.payload
    expected = (sealed.mark, draft.recipe.key(), sidecar.digest(draft.text or ""))
    return (
        []
        if (said.get("mark"), said.get("recipe"), said.get("sha256")) == expected
        else ["it names another text"]
    )
