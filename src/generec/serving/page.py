"""What the feed page starts with: who is watching, example wishes, and what there is to compare."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from generec.domain.errors import ConfigError, GenerecError
from generec.serving.access import Caller
from generec.serving.describe import item_of, record
from generec.serving.links import urls
from generec.serving.service import Service

WISHES = ("shorter clips, please", "only photos", "cut this to the best 5 seconds")
VIEWERS = 12


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PageViewer(_Part):
    """A viewer whom the page can be opened for."""

    id: str
    name: str = ""
    about: str = ""


class Compare(_Part):
    """An item before and after a wish (ids)."""

    before: str
    after: str
    wish: str


class Cover(_Part):
    """The cover of an item for one viewer: the frame's second, and why."""

    viewer: str
    name: str = ""
    why: str = ""
    cover_s: float
    clip: tuple[float, float] | None = None


class Covers(_Part):
    """One item with the covers of two viewers."""

    item: str
    left: Cover
    right: Cover


class Progress(_Part):
    """How far something is that goes on behind the page."""

    done: int
    total: int
    what: str = ""


class Page(_Part):
    """The page's beginning. What is absent is not shown."""

    viewer: str | None = None
    viewers: tuple[PageViewer, ...] = ()
    wishes: tuple[str, ...] = WISHES
    compare: Compare | None = None
    covers: Covers | None = None
    progress: Progress | None = None


def told(service: Service, caller: Caller) -> dict[str, Any]:
    """The page's beginning as plain data, with addresses. Beyond this machine it names no viewers.

    Raises `ConfigError` when what was given as the page is not one.
    """
    try:
        page = Page.model_validate(service.page())
    except ValidationError as error:
        raise ConfigError(f"the page's beginning is wrong: {error}") from error
    out = page.model_dump(mode="json") | {"open": caller.kind == "open"}
    if caller.kind != "open":
        return out | {"viewer": caller.user, "viewers": [], "compare": None, "covers": None}
    viewers = page.viewers or _known(service)
    return out | {
        "viewers": [viewer.model_dump() for viewer in viewers],
        "viewer": page.viewer or (viewers[0].id if viewers else None),
        "compare": _compare(service, caller, page),
        "covers": _covers(service, caller, page),
    }


def _known(service: Service) -> tuple[PageViewer, ...]:
    return tuple(PageViewer(id=id) for id in service.system.home.rows.viewers.known()[:VIEWERS])


def _item(service: Service, caller: Caller, id: str, user: str | None) -> dict[str, Any] | None:
    try:
        item = item_of(service.system, id, user=user, local=caller.local)
    except GenerecError:
        return None
    return record(item, urls(service, caller, user))


def _compare(service: Service, caller: Caller, page: Page) -> dict[str, Any] | None:
    if page.compare is None:
        return None
    before = _item(service, caller, page.compare.before, page.viewer)
    after = _item(service, caller, page.compare.after, page.viewer)
    return {"wish": page.compare.wish, "before": before, "after": after} if before and after else None


def _covers(service: Service, caller: Caller, page: Page) -> dict[str, Any] | None:
    if page.covers is None:
        return None
    try:
        item = item_of(service.system, page.covers.item, user=None, local=caller.local)
    except GenerecError:
        return None
    links = urls(service, caller, None)
    sides = {
        side: {**cover.model_dump(mode="json"), "thumbnail": links.thumbnail(item, cover_s=cover.cover_s)}
        for side, cover in (("left", page.covers.left), ("right", page.covers.right))
    }
    return {"item": record(item, links), **sides}
