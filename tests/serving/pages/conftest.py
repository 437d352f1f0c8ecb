"""The pages in a real browser. Skipped, loudly, where there is no Chromium."""

import shutil
import time
from types import SimpleNamespace

import pytest

from generec.serving.run import start

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
EVIL = "<img src=x onerror='window.__xss=1'><script>window.__xss=1</script>"
CUT = ("net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION")
PAGE = {
    "viewer": "v1",
    "viewers": [{"id": "v1", "name": "Ada", "about": "Boats."}, {"id": "v2", "name": "Ben"}],
    "wishes": ["more lamps", "make this silent"],
    "covers": {
        "item": "trees",
        "left": {"viewer": "v1", "name": "Ada", "why": "likes boats", "cover_s": 0.5},
        "right": {"viewer": "v2", "name": EVIL, "why": EVIL, "cover_s": 4.5},
    },
    "compare": {"before": "boats", "after": "trees", "wish": EVIL},
}
SLOW_S = 60.0
"""How long a thing may take on a machine that is busy with much else."""


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: the pages were not tested in a browser (apt install chromium)")
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def served(system):
    server = start(system, port=0, page=lambda: PAGE)
    yield server
    server.stop()


@pytest.fixture
def visit(chromium, served):
    """Opens a page in a fresh browser context; a fault in the page fails the test."""
    contexts, faults, own = [], [], (served.url, "blob:")

    def open_(path: str = "/", *, context=None, before=None, allowed=(), **options):
        if context is None:
            context = chromium.new_context(**{"viewport": {"width": 1400, "height": 900}} | options)
            contexts.append(context)
        context.set_default_timeout(1000 * SLOW_S)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if is_fault(line, allowed) else None)
        page.on("request", lambda r: None if r.url.startswith(own) else faults.append(r.url))
        if before is not None:
            before(page)
        page.goto(served.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(visit):
    page = visit()
    page.wait_for_selector(".card.current[data-id]")
    return page


def is_fault(line, allowed=()) -> bool:
    """Whether a line of the console is an error of the page; a cut connection is the test's own doing."""
    return line.type == "error" and not any(cut in line.text for cut in (*CUT, *allowed))


def eventually(check, seconds: float = SLOW_S):
    """The first true answer of `check`, asked again and again."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
    return found


def until(page, predicate: str, argument=None) -> None:
    """Until a predicate holds in the page; asked from outside, since the page forbids evaluation inside."""
    eventually(lambda: page.evaluate(predicate, argument))


def to(page, id: str) -> None:
    """Scroll to an item."""
    until(page, "id => [...document.querySelectorAll('.card')].some(c => c.dataset.id === id)", id)
    page.evaluate(
        "id => [...document.querySelectorAll('.card')].find(c => c.dataset.id === id).scrollIntoView()", id
    )
    until(page, "id => document.querySelector('.card.current')?.dataset.id === id", id)


def wish(page, words: str) -> None:
    """Say something in the panel, and wait for how it was understood."""
    page.fill("#words", words)
    page.get_by_role("button", name="Send").click()
    eventually(lambda: page.locator("#answer-head").inner_text().upper() != "READING YOUR WISH …")


@pytest.fixture
def do():
    """What tests of the pages do again and again: `do.eventually`, `do.until`, `do.to`, `do.wish`."""
    return SimpleNamespace(eventually=eventually, until=until, to=to, wish=wish)


@pytest.fixture
def kinds(system):
    """The kinds of events that a viewer's page has sent so far."""

    def of(user: str = "v1") -> set[str]:
        return {event.kind for event in system.home.rows.events.of(user) if event.request}

    return of


@pytest.fixture(scope="session")
def evil():
    """A title that would be a script if it were read as HTML."""
    return EVIL
