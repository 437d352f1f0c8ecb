"""What a draft becomes: the item's record, with what it inherits from its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from generec.domain.drafts import Draft, Seal
from generec.domain.items import Item
from generec.policy.licences import derive_of
from generec.policy.rights import inherited


def item_id(key: str, *, owner: str | None = None) -> str:
    """The id of what a recipe makes: `g_` and 24 hex digits, for a private item the owner's own."""
    return f"g_{named(key, owner)}"


def named(key: str, owner: str | None) -> str:
    """24 hex digits for a recipe, for a private one the owner's own; they do not show the owner."""
    if owner is not None:
        key = hashlib.sha256(f"{key}\n{owner}".encode()).hexdigest()
    return key[:24]


def item_of(
    draft: Draft,
    sources: Sequence[Item],
    seal: Seal,
    *,
    thumbnail: str | None,
    adults_only: bool,
    at: float,
) -> Item:
    """The item of a sealed draft; `thumbnail` is a blob key, `at` epoch seconds."""
    allow, rights = inherited(sources, used=draft.recipe.terms)
    derived = derive_of(draft.recipe, sources)
    first, id = sources[0] if sources else None, item_id(seal.recipe, owner=draft.owner)
    new = draft.origin == "created"  # a work of its own, of which no source is the original
    return Item(
        id=id,
        work=first.work if first and not new else id,
        kind=draft.kind,
        title=draft.title or (first.title if first else ""),
        description=draft.description or (first.description if first else ""),
        topics=draft.topics or (first.topics if first else ()),
        creator=first.creator if first and not new else None,
        language=draft.language or (first.language if first else None),
        origin=draft.origin,
        ai=draft.ai or any(item.ai for item in sources),
        adults_only=adults_only or any(item.adults_only for item in sources),
        media=seal.media,
        mime=draft.mime,
        thumbnail=thumbnail,
        text=draft.text,
        duration_s=draft.duration_s,
        width=draft.width,
        height=draft.height,
        fps=draft.fps,
        has_audio=draft.has_audio,
        licence=derived.licence,
        source=first.source if first and not new else None,
        rights=rights,
        allow=allow,
        parents=tuple(item.id for item in sources),
        changes=draft.changes,
        credits=derived.attribution,
        recipe=seal.recipe,
        seal=seal.id,
        scope=draft.scope,
        owner=draft.owner,
        published_at=at,
        expires_at=min((item.expires_at for item in sources if item.expires_at is not None), default=None),
    )
