"""WCAG 2.2 AA by axe-core, on every page and in every state of it, dark and light, large and small."""

import pytest

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1400, "height": 900}}


def violations(page) -> list[str]:
    """What axe finds, once nothing moves any more."""
    page.evaluate("() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {})))")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    assert len(found["passes"]) > 10
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def feed(page, do):
    page.wait_for_selector(".card.current[data-id]")


def panel(page, do):
    feed(page, do)
    if page.locator("#open-side").is_visible():
        page.click("#open-side")


def answered(page, do):
    panel(page, do)
    do.wish(page, "more lamps, no boats")
    page.locator(".chip-out").first.wait_for()


def asked(page, do):
    panel(page, do)
    do.wish(page, "make it better")
    page.locator("#choices button").first.wait_for()


def menu(page, do):
    feed(page, do)
    page.locator(".card.current .act-more").click()


def report(page, do):
    menu(page, do)
    page.get_by_role("button", name="Report").click()


def why(page, do):
    feed(page, do)
    page.locator(".card.current .because").click()


def origin(page, do):
    feed(page, do)
    page.locator(".card.current .badge").click()
    page.locator("#sheet dl").first.wait_for()


def text(page, do):
    do.to(page, "words")


def picture(page, do):
    do.to(page, "photo")


STATES = (feed, panel, answered, asked, menu, report, why, origin, text, picture)


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit, do, state, size):
    scheme = "dark" if (STATES.index(state) + (size == "phone")) % 2 else "light"
    # Nothing moves, so that colours are not judged halfway.
    page = visit(color_scheme=scheme, reduced_motion="reduce", **(PHONE if size == "phone" else DESK))
    state(page, do)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_on_the_viewers_page(visit, do, scheme, system):
    system.recommend("v1", say="never show me boats again")
    page = visit("/you?viewer=v1", color_scheme=scheme, **(PHONE if scheme == "dark" else DESK))
    page.locator("#parameters li").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Erase everything").click()
    page.locator("#sheet").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_where_something_is_wrong(visit, do, scheme):
    page = visit(
        color_scheme=scheme, before=lambda p: p.route("**/v1/recommend", lambda route: route.abort())
    )
    page.get_by_text("That did not work").wait_for()
    assert violations(page) == []


def test_axe_finds_nothing_in_the_description_of_the_api(visit):
    page = visit("/docs")
    page.locator("#api[aria-busy=false]").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_everything_to_press_is_large_enough(visit, do, size):
    page = visit(**(PHONE if size == "phone" else DESK))
    answered(page, do)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], select, input, summary')]
            .map((node) => [node, node.getBoundingClientRect()])
            .filter(([node, box]) => box.width && node.checkVisibility({visibilityProperty: true}))
            .filter(([node, box]) => !node.matches('.jump, .note'))
            .filter(([, box]) => Math.min(box.width, box.height) < 24)
            .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
    )
    assert small == []
