"""The pages on a phone."""


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


ARABIC = "مرحبا بالعالم من القطط الصغيرة في الحديقة الكبيرة"
PHONE = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def swipe(page, dy: int) -> None:
    """A finger over the feed."""
    line = page.context.new_cdp_session(page)

    def touch(kind: str, *points: int) -> None:
        at = [{"x": 150, "y": y} for y in points]
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", 400 - dy // 2)
    for step in range(1, 6):
        touch("touchMove", 400 - dy // 2 + dy * step // 5)
    touch("touchEnd")


def test_a_swipe_leads_to_the_next_and_back(visit, do):
    page = visit(**PHONE)
    page.wait_for_selector(".card.current[data-id]")
    at = "n => document.querySelectorAll('#feed > .card')[n]?.classList.contains('current')"
    swipe(page, -500)
    do.until(page, at, 1)
    swipe(page, 500)
    do.until(page, at, 0)


def test_the_first_thing_is_an_item_and_what_was_done_comes_later(visit):
    page = visit(**PHONE)
    page.wait_for_selector(".card.current[data-id]")
    places = page.evaluate(
        "[...document.querySelectorAll('#feed > *')].map(node => node.id || node.className)"
    )
    assert places.index("proof") == 2


def test_the_answer_stands_over_the_say_bar_and_can_be_put_right_there(visit, do):
    page = visit(**PHONE)
    page.wait_for_selector(".card.current[data-id]")
    page.click("#open-side")
    do.wish(page, "more lamps, no boats")
    chips = page.locator("#strip .chip-out")
    chips.first.wait_for()
    card = """() => {
        const top = (node) => node.getBoundingClientRect().top;
        const card = document.querySelector('.card.current');
        return card && Math.abs(top(card) - top(card.parentElement)) < 2;
    }"""
    do.until(page, card)
    count = chips.count()
    chips.first.click()
    do.eventually(lambda: page.locator("#strip .chip-out").count() == count - 1)
    page.click("#answer-close")
    assert not page.locator("#answer").is_visible()
    do.until(page, card)


def test_the_panel_keeps_the_focus_and_gives_it_back(visit, do):
    page = visit(**PHONE)
    page.wait_for_selector(".card.current[data-id]")
    assert page.evaluate("document.getElementById('side').inert")
    page.click("#open-side")
    do.until(page, "() => document.activeElement.id === 'words'")
    page.keyboard.press("Escape")
    do.until(page, "() => document.activeElement.id === 'open-side'")
    assert page.evaluate("document.getElementById('side').inert")


def test_long_titles_and_strange_letters_stay_inside(visit, do, system):
    strange = ["W" * 300, ARABIC, "Z̷̢̛͈͎̱a̶͔̭̓l̵̰̀g̸̮̈o̶̗͆ " * 12, "👩‍👩‍👧‍👦🏳️‍🌈 漢字かな交じり文"]
    rows = [{"id": f"odd{n}", "title": title, "text": f"{title} " * 8} for n, title in enumerate(strange)]
    system.items(rows, rights="own")
    page = visit("/?item=odd0", **PHONE)
    for n in range(len(strange)):
        page.goto(page.url.split("/?")[0] + f"/?item=odd{n}")
        page.wait_for_selector(f".card.current[data-id=odd{n}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        inside = page.evaluate(
            """() => {
                const card = document.querySelector('.card.current');
                const frame = card.querySelector('.frame').getBoundingClientRect();
                const title = card.querySelector('h2').getBoundingClientRect();
                const wide = title.right <= frame.right + 1 && title.left >= frame.left - 1;
                return wide && title.bottom < frame.bottom;
            }"""
        )
        assert inside, strange[n]
    page.goto(page.url.split("/?")[0] + "/?item=odd1")
    page.wait_for_selector(".card.current[data-id=odd1]")
    assert page.evaluate("getComputedStyle(document.querySelector('.card.current h2')).direction") == "rtl"
