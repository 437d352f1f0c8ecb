"""Facts out of a knowledge service of the web with MediaWiki's interface, where the operator names one.

What is read is kept in the home, so that the check at the gate sees the very words that were taken.
The words of the wish go to that service. https://www.mediawiki.org/wiki/API:Main_page, Extension:TextExtracts
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from generec.creator.facts.passage import Bounds, spans
from generec.domain.errors import ServiceError
from generec.domain.facts import Fact, FactSource
from generec.editor.text.language import language_of
from generec.editor.text.passages import clean
from generec.policy.licences import terms

_MOST_BYTES = 2_000_000
_AGENT = "GeneRec (https://pypi.org/project/generec/)"


class WebConfig(BaseModel):
    """A knowledge service to ask. Off while `url` is empty; then nothing ever leaves this machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="address of a MediaWiki interface (https://.../w/api.php); empty: none is asked",
    )
    pages: int = Field(default=3, ge=1, le=10, description="pages that are read for a topic")
    timeout_s: float = Field(default=6.0, gt=0, description="how long an answer may take, s")
    licence: str = Field(
        default="", description="licence of its words; empty: what the service says itself, none is not used"
    )


class Web:
    """The pages of one service, kept under `folder` by the hash of their id."""

    def __init__(self, config: WebConfig, *, folder: Path) -> None:
        self._config, self._folder = config, folder

    def facts(self, topic: str, *, bounds: Bounds) -> Iterator[Fact]:
        """Sentences of pages about a topic. Raises `ServiceError`."""
        if not self._config.url:
            return
        answer = self._asked(topic)
        licence = self._licence(answer)
        site = _at(answer, "query", "general", "sitename")
        for page in sorted(_at(answer, "query", "pages") or [], key=lambda page: page.get("index", 0)):
            words = clean(str(page.get("extract") or ""))
            address = str(page.get("canonicalurl") or page.get("fullurl") or "")
            if not words or not address or not page.get("title"):
                continue
            source = FactSource(
                kind="web",
                id=f"web:{address}#{page.get('lastrevid', '')}",
                title=str(page["title"]),
                licence=licence,
                address=address,
                creator=f"contributors of {site}" if site else "",
            )
            self._keep(source.id, words)
            language = language_of(words, told=page.get("pagelanguage"))
            for start, end in spans(words, language=language, bounds=bounds):
                yield Fact(text=words[start:end], source=source, span=(start, end), language=language)

    def words(self, id: str) -> str | None:
        """What a page said when it was read; None where none was."""
        file = self._file(id)
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def _asked(self, topic: str) -> Mapping[str, Any]:
        query = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "generator": "search",
            "gsrsearch": topic,
            "gsrlimit": self._config.pages,
            "prop": "extracts|info",
            "exintro": "1",
            "explaintext": "1",
            "exlimit": "max",
            "inprop": "url",
            "meta": "siteinfo",
            "siprop": "general|rightsinfo",
        }
        request = urllib.request.Request(
            f"{self._config.url}?{urlencode(query)}",
            headers={"User-Agent": _AGENT, "Accept": "application/json"},
        )
        opener = urllib.request.build_opener(_Straight())
        try:
            with opener.open(request, timeout=self._config.timeout_s) as response:
                content = response.read(_MOST_BYTES + 1)
            answer = json.loads(content) if len(content) <= _MOST_BYTES else None
        except (OSError, ValueError, RecursionError) as error:
            told = f"it answers {error.code}" if isinstance(error, urllib.error.HTTPError) else str(error)
            raise self._failed(told) from error
        if not isinstance(answer, dict) or "error" in answer:
            raise self._failed("its answer is too large, or none of MediaWiki's")
        return answer

    def _licence(self, answer: Mapping[str, Any]) -> str:
        """The licence of the words. Raises `ServiceError` where none says that they may be used."""
        licence = self._config.licence or str(_at(answer, "query", "rightsinfo", "text") or "")
        if not terms(licence).granted:
            raise self._failed(f"its licence does not say that its words may be used ({licence or 'none'})")
        return licence

    def _keep(self, id: str, words: str) -> None:
        file = self._file(id)
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            part.write_text(words, encoding="utf-8")
            part.replace(file)

    def _file(self, id: str) -> Path:
        return self._folder / f"{hashlib.sha256(id.encode()).hexdigest()}.txt"

    def _failed(self, told: str) -> ServiceError:
        return ServiceError(f"the knowledge service failed: {told}", field="creator.facts.web.url")


class _Straight(urllib.request.HTTPRedirectHandler):
    """Words go only where the operator said."""

    def redirect_request(self, *args: Any, **rest: Any) -> None:
        """Follow nothing: the answer is an error of its own."""


def _at(answer: Any, *path: str) -> Any:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer
