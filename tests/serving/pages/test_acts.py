"""What a viewer does with an item: share, report, say why not, ask why."""


def acts(system, kind: str, user: str = "v1"):
    return [event for event in system.home.rows.events.of(user) if event.kind == kind and event.request]


def test_a_shared_link_opens_the_item_first(visit, served, do, system):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    do.to(page, "trees")
    page.locator(".card.current .act-share").click()
    page.locator("#toast").get_by_text("The link is copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{served.url}/?item=trees"
    do.eventually(lambda: [event.item for event in acts(system, "share")] == ["trees"])
    other = visit(link.removeprefix(served.url))
    other.wait_for_selector(".card.current[data-id=trees]")
    assert other.locator(".card[data-id=trees]").count() == 1
    assert other.locator(".card.current .because").inner_text().lower() == "you opened a link to it"
    other.keyboard.press("ArrowDown")
    do.until(other, "() => document.querySelector('.card.current')?.dataset.id !== 'trees'")


def test_where_nothing_can_be_copied_the_link_can_be_read(visit, served, do):
    page = visit(before=lambda p: p.add_init_script("delete Navigator.prototype.clipboard"))
    page.wait_for_selector(".card.current[data-id]")
    page.locator(".card.current .act-share").click()
    field = page.get_by_label("Link to this")
    field.wait_for()
    assert field.input_value().startswith(f"{served.url}/?item=")


def test_a_link_to_what_is_gone_says_so_and_the_feed_is_there(visit, do):
    page = visit("/?item=nowhere", allowed=("404 (Not Found)",))
    page.locator("#toast").get_by_text("is not here any more").wait_for()
    page.wait_for_selector(".card.current[data-id]")


def test_a_report_has_a_reason_and_words(page, do, system, evil):
    id = page.locator(".card.current").get_attribute("data-id")
    page.locator(".card.current .act-more").click()
    page.get_by_role("button", name="Report").click()
    page.get_by_role("button", name="Send the report").click()
    assert page.locator("#sheet").is_visible(), "a report without a reason is not sent"
    page.get_by_label("It says what is not true").check()
    page.fill("#report-words", evil)
    page.get_by_role("button", name="Send the report").click()
    page.locator("#toast").get_by_text("It was reported").wait_for()
    (report,) = do.eventually(lambda: acts(system, "report"))
    assert (report.item, report.text) == (id, f"false: {evil}")
    do.until(page, "id => document.querySelector('.card.current')?.dataset.id !== id", id)


def test_not_for_me_can_say_why_and_that_stands(page, do, system):
    page.keyboard.press("d")
    page.get_by_role("button", name="Say why").click()
    page.get_by_role("button", name="too long").click()
    do.eventually(lambda: [event.text for event in acts(system, "why")] == ["too long"])
    assert system.viewer("v1").wishes[0].clause.limits.max_seconds


def test_why_this_says_what_chose_it(page):
    because = page.locator(".card.current .because").inner_text()
    page.locator(".card.current .because").click()
    sheet = page.locator("#sheet")
    assert because.lower() in sheet.locator(".reason").inner_text().lower()
    assert sheet.get_by_text("How the feed came about").count() == 1
    sheet.get_by_text("What is believed of me").click()
    page.wait_for_url("**/you?viewer=v1#believed")
    page.locator("#beliefs").wait_for()


def test_like_counts_once_and_shows(page, do, system):
    like = page.locator(".card.current .act-like")
    like.click()
    like.click()
    do.eventually(lambda: acts(system, "like"))
    assert like.get_attribute("aria-pressed") == "true"
    page.wait_for_timeout(300)
    assert len(acts(system, "like")) == 1


def test_the_next_film_is_fetched_before_it_is_seen(page, do):
    before = """() => {
        const cards = [...document.querySelectorAll('.card[data-id]')];
        const at = cards.findIndex((card, n) => cards[n + 1]?.querySelector('video.main'));
        return cards[at].dataset.id;
    }"""
    do.to(page, page.evaluate(before))
    do.until(
        page,
        """() => {
            const cards = [...document.querySelectorAll('.card[data-id]')];
            const next = cards[cards.findIndex(c => c.classList.contains('current')) + 1];
            const video = next.querySelector('video.main');
            return video.paused && video.preload === 'auto' && video.readyState >= 2;
        }""",
    )


def test_sound_is_remembered_and_comes_with_the_first_touch(visit, do):
    first = visit()
    first.wait_for_selector(".card.current video.main")
    assert first.evaluate("document.querySelector('.card.current video.main').muted")
    first.locator(".card.current .act-mute").click()
    do.until(first, "() => !document.querySelector('.card.current video.main').muted")
    again = visit(context=first.context)
    again.wait_for_selector(".card.current video.main")
    assert again.evaluate("document.querySelector('.card.current video.main').muted")
    again.locator(".side h1").click()
    do.eventually(lambda: again.locator(".card.current .act-mute[aria-pressed=true]").count())


def test_every_item_is_named_for_those_who_do_not_see_it(page, do):
    cards = page.locator(".card[data-id]")
    for at in range(cards.count()):
        name = cards.nth(at).get_attribute("aria-label")
        assert name.startswith(("Clip: ", "Photo: ", "Article: "))
        assert name.endswith(". Found.")
    films = page.locator(".card video.main")
    assert all(film.get_attribute("aria-label") for film in films.all())
    do.to(page, "photo")
    assert page.locator(".card.current img.main").get_attribute("alt") == "A photo"
