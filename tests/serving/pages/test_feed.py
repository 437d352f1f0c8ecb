"""The feed: what a card shows, how it plays, and what is told of what the viewer does."""

from itertools import pairwise

from generec.serving.run import start


def test_cards_have_cover_title_reason_and_badge(page, do):
    first = page.locator(".card.current")
    assert first.locator("h2").inner_text()
    assert first.locator(".because").inner_text()
    assert first.locator(".badge").inner_text() == "Found"
    covers = page.evaluate(
        "[...document.querySelectorAll('.card')].slice(0, 3).map(c => c.querySelector('.back, img')?.src)"
    )
    assert len(covers) == 3
    assert all(cover is None or "/v1/items/" in cover for cover in covers)
    assert any("/thumbnail" in cover for cover in covers if cover)
    do.until(
        page, "() => [...document.querySelectorAll('.card.current .back')].every(i => i.naturalWidth > 0)"
    )


def test_a_video_plays_and_stays_inside_its_window(page, do):
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
    do.eventually(lambda: page.evaluate("window.times.length") > 14)
    times = page.evaluate("window.times")
    assert min(times) >= 1.9
    assert max(times) <= 3.35
    assert any(later < sooner for sooner, later in pairwise(times)), "it never began again"


def test_what_the_viewer_does_is_sent_with_request_and_slot(page, system, do, kinds):
    card = page.locator(".card.current")
    id = card.get_attribute("data-id")
    do.eventually(lambda: page.locator(".act-like").first.is_visible())
    page.wait_for_timeout(1300)
    card.locator(".act-like").click()
    do.eventually(lambda: {"impression", "like"} <= kinds())
    assert card.locator(".act-like").get_attribute("aria-pressed") == "true"
    page.keyboard.press("ArrowDown")
    do.eventually(lambda: "view" in kinds())
    events = [e for e in system.home.rows.events.of("v1") if e.item == id and e.request]
    assert {(e.position, len(e.request or "") > 0) for e in events} == {(0, True)}
    assert all(e.value and 0.3 <= e.value < 30 for e in events if e.kind == "view")


def test_not_for_me_moves_on(page, system, do, kinds):
    before = page.locator(".card.current").get_attribute("data-id")
    page.keyboard.press("d")
    do.until(page, "id => document.querySelector('.card.current')?.dataset.id !== id", before)
    do.eventually(lambda: "dislike" in kinds())


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


def test_words_and_photos_are_cards_too(page, do):
    do.to(page, "words")
    assert page.locator(".card.current .words").inner_text() == "Words alone."
    do.to(page, "photo")
    assert page.locator(".card.current img.main").get_attribute("alt") == "A photo"


def test_an_empty_home_says_so(chromium, tmp_path, models):
    from generec.system import GeneRec

    with GeneRec.open(tmp_path / "empty") as empty:
        server = start(empty, port=0)
        page = chromium.new_page()
        page.goto(server.url)
        page.get_by_text("Nothing to show yet").wait_for(timeout=30_000)
        page.close()
        server.stop()


def test_what_is_far_below_waits_with_its_cover_and_has_it_when_it_comes(page, do):
    bare = (
        "[...document.querySelectorAll('.card:has(video.main)')].map(c => !c.querySelector('video').poster)"
    )
    do.until(page, "() => document.querySelector('.card.current')")
    waits = page.evaluate(bare)
    assert waits[-1], "the last of them is not near"
    last = page.evaluate("[...document.querySelectorAll('.card:has(video.main)')].at(-1).dataset.id")
    do.to(page, last)
    do.until(
        page,
        """() => { const card = document.querySelector('.card.current');
            return card.querySelector('video').poster && card.querySelector('.back').naturalWidth > 0; }""",
    )
    do.until(page, "() => document.querySelector('.card.current video track') !== null")


def test_the_film_on_screen_has_the_line_for_itself_until_it_plays(visit, do):
    """What comes next is asked for after it, and what stands out of sight not at all."""
    asked = []
    page = visit(
        viewport={"width": 390, "height": 780},
        before=lambda p: p.on("request", lambda r: asked.append(r.url.split("/v1/items/")[-1])),
    )
    page.wait_for_selector(".card.current video.main")
    first = page.locator(".card.current").get_attribute("data-id")

    def heard() -> list[str]:
        page.evaluate("0")  # the browser tells of requests only while it is being asked something itself
        return [url for url in asked if url.endswith("/media")]

    films = do.eventually(lambda: (films := heard()) and len(set(films)) >= 2 and films)
    assert films[0] == f"{first}/media"
    assert page.evaluate("document.querySelector('#proof video')?.src ?? ''") == ""
