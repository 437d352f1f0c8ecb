"""The checks by name, and all of them on any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generec import plugins
from generec.domain.drafts import Draft, Verdict
from generec.domain.errors import ConfigError, DataError, GenerecError
from generec.domain.parts import Check
from generec.domain.recipes import Recipe, Step
from generec.fidelity import (
    authenticity,
    blocked,
    drift,
    faces,
    facts,
    flashing,
    legal,
    likeness,
    loudness,
    personal,
    promise,
    recipes,
    rests,
    safety,
    safety_words,
    traced,
    viewers,
    webhook,
)
from generec.fidelity.looking import opened
from generec.fidelity.readback import LABEL, failed
from generec.fidelity.verify import Verification, verify_file
from generec.media.probe import probe

BUILT_IN = (
    legal.NAME,
    authenticity.NAME,
    facts.NAME,
    traced.NAME,
    rests.NAME,
    safety.NAME,
    safety_words.NAME,
    flashing.NAME,
    loudness.NAME,
    faces.NAME,
    recipes.NAME,
    viewers.NAME,
    personal.NAME,
    likeness.NAME,
    drift.NAME,
    promise.NAME,
    blocked.NAME,
)
OF_A_FILE = (authenticity.NAME, safety.NAME, safety_words.NAME, flashing.NAME, loudness.NAME)
"""Checks that a file alone allows."""
OPTIONAL = (webhook.NAME,)
"""Checks that an operator adds to `gate.checks`."""


def open_checks(
    names: Sequence[str] = BUILT_IN, settings: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Check]:
    """The checks registered under `names`, each with its settings (by name).

    Raises `ConfigError` for a name that nothing registers, and for wrong settings.
    """
    out: list[Check] = []
    for name in names:
        try:
            out.append(plugins.make("check", name, (settings or {}).get(name)))
        except ValueError as error:
            raise ConfigError(f"settings of the check {name}: {error}") from error
    return out


def check_file(
    path: Path, *, at: float, trust: str = "", checks: Sequence[Check] | None = None
) -> list[Verdict]:
    """Run all checks that a file alone allows: what it shows, and what it says of its origin.

    The checks of licence and facts need sources, which a file does not have, so they are left out. A check
    that fails is a verdict of `hold` with `detail.failed`. Raises `DataError` when there is no file and
    `MediaError` when it is nothing that can be shown.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}", file=str(path))
    draft = as_draft(path)
    chosen = open_checks(OF_A_FILE) if checks is None else checks
    with opened(draft, (), checks=chosen):
        verdicts = [_run(check, draft) for check in chosen]
    return [*verdicts, _provenance(verify_file(path, at=at, trust=trust))]


def as_draft(path: Path) -> Draft:
    """A file of unknown making, in the form that checks take."""
    seen = probe(path)
    text = path.read_text(encoding="utf-8", errors="replace") if seen.kind == "text" else None
    return Draft(
        recipe=Recipe(kind=seen.kind, steps=(Step(component="fidelity.check.v1", op="look"),)),
        kind=seen.kind,
        media=None if text is not None else path,
        mime=seen.mime,
        text=text,
        duration_s=seen.duration_s,
        width=seen.width,
        height=seen.height,
        fps=seen.fps,
        has_audio=seen.has_audio,
    )


def _run(check: Check, draft: Draft) -> Verdict:
    try:
        return check(draft=draft, sources=())
    except GenerecError as error:
        return failed(check.name, f"the check failed: {error.message}")


def _provenance(found: Verification) -> Verdict:
    """A file without a seal is nothing to complain of; one that was tampered with is."""
    return Verdict(
        check=LABEL,
        outcome="block" if found.tampered else "pass",
        evidence="; ".join(found.findings),
        detail={
            "signed": found.signed,
            "valid": found.valid,
            "trusted": found.trusted,
            "mark": found.mark.id,
        },
    )
