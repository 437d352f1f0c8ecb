"""The feed page in a real browser. Skipped, loudly, where there is no Chromium."""

import shutil
import time
from itertools import pairwise

import pytest

from generec.serving.keys import Keys
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


@pytest.fixture(scope="module")
def chromium():
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: the feed page was not tested in a browser (apt install chromium)")
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
    """Opens the page in a fresh browser context; a fault in the page fails the test."""
    contexts, faults = [], []

    def open_(path: str = "/", **options):
        context = chromium.new_context(viewport={"width": 1400, "height": 900}, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if is_fault(line) else None)
        page.on("request", lambda r: None if r.url.startswith(served.url) else faults.append(r.url))
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


def is_fault(line) -> bool:
    """Whether a line of the console is an error of the page; a cut connection is the test's own doing."""
    return line.type == "error" and "net::ERR_FAILED" not in line.text


def eventually(check, seconds: float = 20.0):
    """The first true answer of `check`, asked again and again."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
    return found


def kinds(system, user: str = "v1") -> set[str]:
    return {event.kind for event in system.home.rows.events.of(user) if event.request}


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


def test_cards_have_cover_title_reason_and_badge(page):
    first = page.locator(".card.current")
    assert first.locator("h2").inner_text()
    assert first.locator(".because").inner_text()
    assert first.locator(".badge").inner_text() == "Found"
    covers = page.evaluate("[...document.querySelectorAll('.card video.main')].map(v => v.poster)")
    assert covers
    assert all("/thumbnail" in cover for cover in covers)
    until(page, "() => [...document.querySelectorAll('.card.current .back')].every(i => i.naturalWidth > 0)")


def test_a_video_plays_and_stays_inside_its_window(page):
    page.wait_for_selector(".card.current video.main")
    page.evaluate(
        """() => {
            const card = document.querySelector('.card.current');
            card.shown.clip = [2, 3];
            window.times = [];
            const video = card.querySelector('video.main');
            video.currentTime = 2;
            video.addEventListener('timeupdate', () => window.times.push(video.currentTime));
        }"""
    )
    eventually(lambda: page.evaluate("window.times.length") > 14)
    times = page.evaluate("window.times")
    assert min(times) >= 1.9
    assert max(times) <= 3.35
    assert any(later < sooner for sooner, later in pairwise(times)), "it never began again"


def test_what_the_viewer_does_is_sent_with_request_and_slot(page, system):
    card = page.locator(".card.current")
    id = card.get_attribute("data-id")
    eventually(lambda: page.locator(".act-like").first.is_visible())
    page.wait_for_timeout(1300)
    card.locator(".act-like").click()
    eventually(lambda: {"impression", "like"} <= kinds(system))
    assert card.locator(".act-like").get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowDown")
    eventually(lambda: "view" in kinds(system))
    events = [e for e in system.home.rows.events.of("v1") if e.item == id and e.request]
    assert {(e.position, len(e.request or "") > 0) for e in events} == {(0, True)}
    assert all(e.value and 0.3 <= e.value < 30 for e in events if e.kind == "view")


def test_not_for_me_moves_on(page, system):
    before = page.locator(".card.current").get_attribute("data-id")
    page.keyboard.press("d")
    until(page, "id => document.querySelector('.card.current')?.dataset.id !== id", before)
    eventually(lambda: "dislike" in kinds(system))


def test_a_wish_is_shown_as_it_was_understood(page):
    page.get_by_role("button", name="more lamps").click()
    chips = page.locator("#chips .chip")
    eventually(lambda: chips.count() >= 2)
    assert "Find" in chips.nth(0).inner_text()
    assert "lamps" in chips.nth(1).inner_text()
    page.wait_for_selector(".card.current[data-id]")
    page.locator(".trace summary").click()
    assert page.locator("#trace li").count() >= 3


def test_a_refusal_is_said(page):
    page.fill("#words", "undress her")
    page.keyboard.press("Enter")
    eventually(lambda: page.locator("#reply.reply-refuse").count())
    assert page.locator("#reply").inner_text()
    page.wait_for_selector(".card.current[data-id]")


def test_what_is_made_arrives_and_says_where_it_comes_from(page):
    to(page, "boats")
    page.fill("#words", "trim it to 2 seconds")
    page.get_by_role("button", name="Send").click()
    made = page.locator(".card:has(.badge-edited)").first
    made.wait_for(timeout=60_000)
    made.scroll_into_view_if_needed()
    made.locator(".badge").click()
    sheet = page.locator("#sheet")
    sheet.get_by_text("The seal holds").wait_for()
    assert sheet.get_by_text("Boats at noon").count()
    assert sheet.locator(".checks li").count() >= 3
    sheet.get_by_text("Show the original").click()
    page.locator(".card.originally").wait_for()
    assert "/v1/items/boats/media" in page.locator(".card.originally video.main").get_attribute("src")


def test_a_digest_lists_its_sources_and_each_of_them_opens(system, page):
    for id, title, text in (
        ("dover", "Dover opens a harbour for sailing", "Dover has opened a new harbour for sailing boats."),
        (
            "race",
            "Norway wins the sailing race",
            "Crews from Norway have won the race around the Isle of Wight.",
        ),
    ):
        system.items([{"id": id, "title": title, "text": text, "topics": ["sailing"]}], rights="own")
    page.fill("#words", "write me a digest of sailing news")
    page.get_by_role("button", name="Send").click()
    made = page.locator(".card:has(.badge-created)").first
    made.wait_for(timeout=60_000)
    made.scroll_into_view_if_needed()
    assert made.locator("h2").inner_text() == "Sailing in brief"
    assert made.locator(".digest > p").inner_text().count("¹") == 1
    notes = made.locator(".note")
    assert notes.count() == 2
    second = notes.nth(1).inner_text()
    notes.nth(1).click()
    page.locator(".card.originally").wait_for()
    shown = page.locator(".card.originally .words").inner_text()
    assert ("Dover has opened" in shown) == ("Dover opens" in second)


def test_the_badge_of_what_was_found_says_so(page):
    page.locator(".card.current .badge").click()
    page.locator("#sheet").get_by_text("Nothing was changed").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("#sheet").is_visible()


def test_titles_stay_text(page):
    to(page, "evil")
    assert page.locator(".card.current h2").inner_text() == EVIL
    page.locator(".card.current .badge").click()
    page.locator("#sheet .sheet-body dl").first.wait_for()
    assert page.locator("#sheet-title").inner_text() == EVIL
    page.keyboard.press("Escape")
    page.fill("#words", EVIL)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.evaluate("window.__xss") is None
    assert page.locator("img[src=x]").count() == 0


def test_switches_are_kept(page, system):
    page.get_by_role("switch", name="No AI").click()
    eventually(lambda: system.viewer("v1").ai is False)
    page.get_by_role("switch", name="Not profiled").click()
    eventually(lambda: system.viewer("v1").profiling is False)
    eventually(lambda: page.locator("#not-profiled").get_attribute("aria-checked") == "true")


def test_two_covers_and_before_and_after_stand_side_by_side(page):
    proof = page.locator("#proof")
    pictures = proof.locator(".covers img")
    assert pictures.count() == 2
    assert pictures.nth(0).get_attribute("src") != pictures.nth(1).get_attribute("src")
    assert all(picture.get_attribute("alt") for picture in pictures.all())
    assert proof.locator(".compare video").count() == 2
    assert proof.get_by_text("likes boats").count() == 1


def test_another_viewer_can_be_chosen(page, served):
    page.select_option("#viewer", "v2")
    page.wait_for_url("**/?viewer=v2")
    page.wait_for_selector(".card.current[data-id]")
    assert page.locator("#viewer-about").inner_text() == ""


def test_words_and_photos_are_cards_too(page):
    to(page, "words")
    assert page.locator(".card.current .words").inner_text() == "Words alone."
    to(page, "photo")
    assert page.locator(".card.current img.main").get_attribute("alt") == "A photo"


def test_on_a_phone_nothing_hangs_over_and_the_panel_opens(visit):
    page = visit(device_scale_factor=2, has_touch=True)
    page.set_viewport_size({"width": 390, "height": 780})
    page.wait_for_selector(".card[data-id]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('#feed > #proof') !== null")
    page.click("#open-side")
    page.fill("#words", "more lamps")
    page.click(".send")
    page.wait_for_selector(".card.current[data-id]")
    page.locator("#strip .chip").filter(has_text="lamps").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_motion_nothing_plays_by_itself(visit):
    page = visit(reduced_motion="reduce")
    page.wait_for_selector(".card.current video.main")
    page.wait_for_timeout(800)
    assert page.evaluate("[...document.querySelectorAll('video')].every(v => v.paused)")
    page.keyboard.press(" ")
    eventually(lambda: page.evaluate("!document.querySelector('.card.current video.main').paused"))


def test_an_empty_home_says_so(chromium, tmp_path, models):
    from generec.system import GeneRec

    with GeneRec.open(tmp_path / "empty") as empty:
        server = start(empty, port=0)
        page = chromium.new_page()
        page.goto(server.url)
        page.get_by_text("Nothing to show yet").wait_for(timeout=30_000)
        page.close()
        server.stop()


def test_a_server_that_went_away_is_told_of_and_can_be_asked_again(page, served):
    page.route("**/v1/recommend", lambda route: route.abort())
    page.select_option("#viewer", "v2")
    page.get_by_text("The server cannot be reached.").wait_for()
    page.unroute("**/v1/recommend")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".card.current[data-id]")


def test_with_a_token_the_page_is_its_viewers_own(chromium, system):
    keys = Keys(system.home.path / "keys")
    keys.new("site")
    server = start(system, host="0.0.0.0", port=0)
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{server.url}/?viewer=v2#token={keys.token('v1', 600)}")
    page.wait_for_selector(".card.current video.main")
    until(page, "() => document.querySelector('.card.current video.main')?.readyState >= 2")
    assert "token" not in page.url
    assert not page.locator("#viewer-field").is_visible()
    page.locator(".card.current .act-like").click()
    eventually(lambda: "like" in kinds(system))
    assert kinds(system, "v2") == set()
    page.close()
    bare = chromium.new_page()
    bare.goto(server.url)
    bare.get_by_text("needs a viewer token").wait_for(timeout=30_000)
    bare.close()
    server.stop()


def test_the_api_can_be_read_without_the_network(visit):
    page = visit("/docs")
    page.locator("#api[aria-busy=false]").wait_for()
    assert page.locator("section code").filter(has_text="/v1/recommend").count() == 1
    assert page.locator("#index a").count() >= 18
