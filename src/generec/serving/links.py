"""Addresses of media: what a feed that is served points at."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from generec.domain.items import Item
from generec.serving.access import Caller
from generec.serving.service import Service


@dataclass(frozen=True, slots=True)
class Urls:
    """Links for one viewer: by token where the server is not open, else by name where it matters."""

    local: bool
    user: str | None = None
    token: str | None = None

    def media(self, item: Item) -> str | None:
        """Where the item plays or is seen; None for text."""
        return None if item.media is None else self._url(item, "media")

    def thumbnail(self, item: Item, *, cover_s: float | None) -> str | None:
        """Where its cover is: the frame at `cover_s` seconds, or the item's own cover."""
        if item.media is None and item.thumbnail is None:
            return None
        return self._url(item, "thumbnail", **({} if cover_s is None else {"t": f"{cover_s:.3f}"}))

    def _url(self, item: Item, part: str, **query: str) -> str:
        if self.token is not None:
            query["token"] = self.token
        elif item.owner is not None and self.user is not None:
            query["user"] = self.user
        address = f"/v1/items/{quote(item.id, safe='')}/{part}"
        return f"{address}?{urlencode(query)}" if query else address


def urls(service: Service, caller: Caller, user: str | None) -> Urls:
    """The links that a caller gets for a viewer.

    Tokens in addresses only load media. Their end is rounded up, so that an address stays the same
    for a while and a browser's cache works.
    """
    if caller.kind == "open" or user is None:
        return Urls(local=caller.local, user=user)
    return tokened(service, user, local=caller.local)


def tokened(service: Service, user: str, *, local: bool) -> Urls:
    """Links that load media for `user` by a token in the address."""
    life = service.config.link_minutes * 60
    half = life / 2
    now = service.now()
    end = (now + life) // half * half + half
    return Urls(local=local, user=user, token=service.keys.token(user, end - now, now=now, scope="media"))
