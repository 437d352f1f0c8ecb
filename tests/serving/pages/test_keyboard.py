"""Everything by keys alone."""

FOCUSED = "document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName"


def test_the_first_stop_leads_past_the_panel(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the feed"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "feed"


def test_a_wish_from_beginning_to_undo(page, do):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "words"
    page.keyboard.type("no boats")
    page.keyboard.press("Enter")
    page.locator(".chip-out").wait_for()
    page.keyboard.press("Escape")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('undo')"):
            break
    page.keyboard.press("Enter")
    page.get_by_text("Taken back").wait_for()


def test_cards_are_walked_and_acted_on(page, do, kinds):
    ids = page.evaluate("[...document.querySelectorAll('.card[data-id]')].map(c => c.dataset.id)")
    at = "id => document.querySelector('.card.current')?.dataset.id === id"
    page.keyboard.press("ArrowDown")
    do.until(page, at, ids[1])
    page.keyboard.press("j")
    do.until(page, at, ids[2])
    page.keyboard.press("k")
    do.until(page, at, ids[1])
    page.keyboard.press("l")
    assert page.locator(".card.current .act-like").get_attribute("aria-pressed") == "true"
    do.eventually(lambda: "like" in kinds())


def test_only_the_card_on_screen_is_on_the_way_of_tab(page):
    stops = page.evaluate(
        """() => [...document.querySelectorAll('.card button, .card .words')]
            .filter((node) => node.tabIndex === 0)
            .every((node) => node.closest('.card').classList.contains('current'))"""
    )
    assert stops
    page.locator(".card.current .act-like").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card').classList.contains('current')")


def test_a_sheet_opens_closes_and_gives_the_focus_back(page):
    page.locator(".card.current .badge").focus()
    page.keyboard.press("Enter")
    page.locator("#sheet").wait_for()
    assert page.evaluate("document.querySelector('#sheet').contains(document.activeElement)")
    before = page.evaluate("document.querySelector('.card.current').dataset.id")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.locator("#sheet").wait_for(state="hidden")
    assert "badge" in page.evaluate(FOCUSED)
    assert page.evaluate("document.querySelector('.card.current').dataset.id") == before


def test_focus_goes_along_when_the_card_goes(page, do):
    page.locator(".card.current .act-no").focus()
    page.keyboard.press("Enter")
    do.until(page, "() => document.activeElement.classList.contains('current')")


def test_keys_do_nothing_while_somebody_types(page):
    before = page.evaluate("document.querySelector('.card.current').dataset.id")
    page.locator("#words").focus()
    page.keyboard.type("dl jk")
    assert page.input_value("#words") == "dl jk"
    assert page.evaluate("document.querySelector('.card.current').dataset.id") == before
    assert page.locator(".refused").count() == 0
