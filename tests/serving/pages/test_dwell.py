"""How long something was seen and watched: by the clock, only while it is in sight."""

import time


def told_of(system, item: str):
    return [event for event in system.home.rows.events.of("v1") if event.item == item and event.request]


def views(system, item: str) -> float:
    return sum(event.value for event in told_of(system, item) if event.kind == "view")


def leave(page, do, system, item: str) -> float:
    """Go on to the next card; the seconds that were told of the item."""
    page.keyboard.press("ArrowDown")
    do.eventually(lambda: views(system, item))
    return views(system, item)


def test_a_page_that_was_busy_still_measures_right(page, do, system):
    do.to(page, "photo")
    began = time.monotonic()
    page.evaluate("() => { const end = performance.now() + 2500; while (performance.now() < end); }")
    page.wait_for_timeout(200)
    told = leave(page, do, system, "photo")
    assert 2.4 <= told <= time.monotonic() - began + 0.5


def test_time_behind_a_sheet_does_not_count(page, do, system):
    do.to(page, "photo")
    page.wait_for_timeout(1200)
    before = time.monotonic()
    page.keyboard.press("i")
    page.locator("#sheet").wait_for()
    covered = time.monotonic()
    page.wait_for_timeout(2500)
    hidden = time.monotonic() - covered
    page.keyboard.press("Escape")
    page.locator("#sheet").wait_for(state="hidden")
    told = leave(page, do, system, "photo")
    assert told <= (time.monotonic() - before) + 1.8 - hidden + 0.5


def test_a_hidden_page_does_not_count_and_hands_in_what_it_has(page, do, system):
    do.to(page, "photo")
    page.wait_for_timeout(1300)
    page.evaluate(
        """() => {
            Object.defineProperty(document, 'hidden', {value: true, configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    told = do.eventually(lambda: views(system, "photo"))
    page.wait_for_timeout(1500)
    page.evaluate(
        """() => {
            delete document.hidden;
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    page.wait_for_timeout(500)
    assert leave(page, do, system, "photo") < told + 1.4


def test_what_is_passed_quickly_is_a_skip(page, do, system):
    ids = page.evaluate("[...document.querySelectorAll('.card[data-id]')].map(c => c.dataset.id)")
    do.until(page, "() => document.querySelector('.card.current').shown.seen")
    page.evaluate("document.querySelector('.card.current video.main')?.pause()")
    page.keyboard.press("ArrowDown")
    kinds = do.eventually(lambda: {event.kind for event in told_of(system, ids[0])} - {"impression"})
    assert kinds & {"skip", "view"}


def test_a_film_seen_again_and_again_tells_how_often(page, do, system):
    page.wait_for_selector(".card.current video.main")
    id = page.locator(".card.current").get_attribute("data-id")
    page.evaluate("() => { document.querySelector('.card.current').shown.clip = [2, 2.6]; }")
    do.until(page, "() => (document.querySelector('.card.current').shown.plays ?? 0) >= 3")
    page.keyboard.press("ArrowDown")
    (told,) = do.eventually(lambda: [one for one in told_of(system, id) if one.kind == "complete"])
    assert told.value >= 3


def test_paused_is_not_watched(page, do, system):
    page.wait_for_selector(".card.current video.main")
    id = page.locator(".card.current").get_attribute("data-id")
    do.until(page, "() => document.querySelector('.card.current').shown.seen")
    page.keyboard.press(" ")
    do.until(page, "() => document.querySelector('.card.current video.main').paused")
    began = time.monotonic()
    page.wait_for_timeout(2000)
    paused = time.monotonic() - began
    page.keyboard.press("ArrowDown")
    do.eventually(lambda: any(e.item != id for e in system.home.rows.events.of("v1") if e.request))
    on_screen = page.evaluate("performance.now()") / 1000
    assert views(system, id) <= on_screen - paused + 0.3
