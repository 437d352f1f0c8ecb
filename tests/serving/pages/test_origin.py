"""Where things come from: badge, provenance, original, verification."""


def test_what_is_made_arrives_and_says_where_it_comes_from(page, do):
    do.to(page, "boats")
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
