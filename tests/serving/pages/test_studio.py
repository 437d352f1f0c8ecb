"""The studio in a real browser: by keys alone, on a phone, and with titles that would be scripts."""

import pytest

from generec.serving.studio.operators import Operators
from generec.system import GeneRec

PASSWORD = "a long enough password"
STRICT = {"plugins": {"fidelity.safety.nudity.v1": {"warn": 0, "hold": 0}}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 2}
SAFE = "() => window.__xss === undefined && document.querySelector('img[src=x]') === null"


@pytest.fixture
def operator(system):
    return Operators(system.home.path / "keys").put("ann", PASSWORD)


@pytest.fixture
def studio(visit, operator):
    """Opens a part of the studio, signed in."""

    def open_(part: str = "review", *, name: str = "ann", **options):
        page = visit(f"/studio#/{part}", **options)
        page.locator("#entry:not([hidden])").wait_for()
        sign_in(page, PASSWORD, name)
        page.locator("#main > div:not([aria-busy]) h1").wait_for()
        return page

    return open_


def sign_in(page, password: str, name: str = "ann") -> None:
    page.fill("#name", name)
    page.fill("#password", password)
    page.keyboard.press("Enter")


class TestReview:
    """The queue of a home that holds what is made."""

    @pytest.fixture
    def system(self, system):
        """The same home, stricter: two drafts wait."""
        home = system.home.path
        system.close()
        with GeneRec.open(home, options=STRICT) as strict:
            for item in ("boats", "evil"):
                strict.recommend("v1", say="make this black and white", item=item, wait=60, k=1)
            assert len(strict.reviews()) == 2
            yield strict

    def test_keys_alone_approve_and_reject(self, studio, system, do):
        page = studio()
        page.locator(".draft video").first.wait_for()
        first, second = system.reviews()
        assert page.locator(".count").inner_text() == "2"
        assert "black and white" in page.locator(".tags").inner_text().lower()
        assert page.locator(".verdict.is-hold").count() == 1
        assert page.evaluate(SAFE)
        page.keyboard.press("n")
        page.keyboard.type("just a boat")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        assert page.evaluate("document.activeElement.id") == "approve"
        assert len(system.reviews()) == 2, "a key alone decides nothing: Enter does"
        page.keyboard.press("Enter")
        page.locator("#toast").get_by_text("Published").wait_for()
        told = system.held(first.id)
        assert (told.state, told.by, told.note) == ("approved", "ann", "just a boat")
        assert system.item(told.item).origin == "edited"
        do.eventually(lambda: page.locator(".queue li").count() == 1)
        page.keyboard.press("r")
        page.keyboard.press("Enter")
        page.locator("#toast").get_by_text("Kept out for good").wait_for()
        assert system.held(second.id).state == "rejected"
        page.get_by_text("Nothing waits").wait_for()
        assert page.locator(".count").is_hidden()

    def test_evidence_leads_to_its_second_and_the_source_stands_beside(self, studio, do):
        page = studio()
        page.locator(".stage video").wait_for()
        place = page.locator(".place").first
        place.wait_for()
        wanted = float(page.locator(".tick").first.get_attribute("aria-label").split(" at ")[1].rstrip(" s"))
        page.evaluate("document.querySelector('.stage video').currentTime = 0")
        page.keyboard.press("e")
        do.until(page, "t => Math.abs(document.querySelector('.stage video').currentTime - t) < 0.2", wanted)
        assert page.locator(".source figcaption a").inner_text() == "Boats at noon"
        page.keyboard.press("j")
        do.until(page, "() => document.querySelectorAll('.queue button')[1].ariaCurrent === 'true'")
        assert page.evaluate(SAFE)

    def test_two_reviewers_see_what_comes_and_what_the_other_decides(self, studio, system, do):
        Operators(system.home.path / "keys").put("ben", PASSWORD)
        ann, ben = studio(), studio(name="ben")
        rows = ann.locator(".queue li")
        second = system.reviews()[1]
        ann.locator(".stage video").wait_for()
        ann.evaluate("document.querySelector('.stage video').dataset.kept = 'yes'")
        ann.keyboard.press("n")
        ann.keyboard.type("half a no")
        system.recommend("v2", say="make this a sketch", item="trees", wait=60, k=1)
        do.eventually(lambda: rows.count() == 3)
        assert "1 more draft waits" in ann.locator("#toast").inner_text()
        assert ann.locator(".count").inner_text() == "3"
        ben.locator(".queue button").nth(1).click()
        ben.locator("#reject").click()
        do.eventually(lambda: rows.count() == 2)
        assert system.held(second.id).by == "ben"
        assert ann.evaluate("document.activeElement.id") == "note"
        assert ann.evaluate("document.activeElement.value") == "half a no"
        assert ann.locator(".stage video[data-kept]").count() == 1, "what is looked at was not drawn anew"
        ben.locator(".queue button").first.click()
        ben.locator("#approve").click()
        ann.get_by_text("ben approved this meanwhile").wait_for()
        assert ann.locator(".stage video[data-kept]").count() == 1
        assert ann.locator("#approve").count() == 0
        assert ann.evaluate("document.activeElement.id") == "next"
        ann.keyboard.press("Enter")
        ann.get_by_role("heading", name="Trees in wind").wait_for()
        assert rows.count() == 1
        assert ann.locator(".queue [aria-current]").evaluate("node => node === document.activeElement")

    def test_a_decision_that_comes_too_late_says_so(self, studio, system):
        page = studio(allowed=("403",))
        page.locator("#approve").wait_for()
        page.route("**/reviews/waiting", lambda route: route.abort())
        system.review(system.reviews()[0].id, "reject", by="ben")
        page.unroute("**/reviews/waiting")
        page.locator("#approve").click()
        page.get_by_text("ben rejected this meanwhile").wait_for()

    def test_on_a_phone_everything_is_within_reach(self, studio):
        page = studio(**PHONE)
        page.locator(".decide").wait_for()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("scrollY") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        box = page.locator("#approve").bounding_box()
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= 844


def test_nothing_is_seen_without_the_right_password(chromium, served, operator, do):
    """Its own context: the browser itself notes the refusal in its console."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/studio#/corpus")
    page.locator("#entry:not([hidden])").wait_for()
    sign_in(page, "not the password")
    page.get_by_text("The name or the password is wrong").wait_for()
    assert page.locator("#studio").is_hidden()
    assert page.locator(".tile").count() == 0
    sign_in(page, PASSWORD)
    page.locator(".tile").first.wait_for()
    page.reload()
    page.locator(".tile").first.wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.locator("#entry:not([hidden])").wait_for()
    page.reload()
    page.locator("#entry:not([hidden])").wait_for()
    assert page.locator(".tile").count() == 0
    context.close()


def test_who_is_signed_out_elsewhere_is_asked_again(chromium, served, operator, system):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/studio#/settings")
    sign_in(page, PASSWORD)
    page.locator(".sections").wait_for()
    Operators(system.home.path / "keys").put("ann", PASSWORD)
    page.get_by_role("link", name="Overview").click()
    page.locator("#entry:not([hidden])").wait_for()
    assert page.locator("#main").inner_text() == ""
    context.close()


def test_the_corpus_is_searched_by_words(studio, do, evil):
    page = studio("corpus")
    do.eventually(lambda: page.locator(".tile").count() == 8)
    assert page.get_by_text(evil).count() == 1
    assert page.evaluate(SAFE)
    page.get_by_label("Search by words").fill("lamps")
    do.eventually(lambda: "lamp" in page.locator(".tile b").first.inner_text().lower())
    page.get_by_label("Kind").select_option("image")
    do.eventually(lambda: page.locator(".tile").count() == 1)


def test_an_item_has_its_lineage_and_variants(studio, system, do):
    made = system.edit("boats", operations=["clip:3"])
    system.edit(made.id, operations=["mute"])
    page = studio(f"item/{made.id}")
    nodes = page.locator(".node")
    do.eventually(lambda: nodes.count() == 3)
    assert page.locator(".edge").count() == 2
    assert page.locator(".node.is-this").count() == 1
    assert page.locator(".variant").count() == 3
    nodes.first.focus()
    page.keyboard.press("Enter")
    do.until(page, "() => location.hash === '#/item/boats'")
    page.get_by_role("heading", name="Boats at noon").wait_for()


def test_a_wish_is_tried_and_compared_under_a_slider(studio, do):
    page = studio("playground")
    page.locator(".strip-grid button", has_text="Trees in wind").click()
    page.fill("#wish", "trim it to 3 seconds")
    page.get_by_role("button", name="Try it").click()
    page.locator(".compare").wait_for()
    assert page.locator(".result-of .changes li").count() >= 1
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.querySelector('.compare').style.getPropertyValue('--cut')") == "49%"
    do.until(page, "() => [...document.querySelectorAll('.compare video')].every((v) => v.readyState >= 2)")
    page.evaluate("document.querySelector('.over video').currentTime = 1.5")
    do.until(
        page,
        """() => { const [a, b] = document.querySelectorAll('.compare video');
            return Math.abs(a.currentTime - b.currentTime) < 0.4; }""",
    )


def test_a_title_is_only_text_in_the_playground_too(studio, evil):
    page = studio("playground/evil")
    page.locator("#wish").wait_for()
    assert evil in page.locator(".wish-form label").inner_text()
    assert page.evaluate(SAFE)


def test_settings_say_where_they_come_from(studio, system, do):
    (system.home.path / "generec.toml").write_text("[exposure]\nfeed_share = 0.25\n")
    page = studio("settings")
    page.get_by_label("Only what was set").check()
    do.eventually(lambda: page.locator(".settings li").count() == 1)
    assert page.locator(".settings code").inner_text() == "feed_share"
    assert page.locator(".whence").inner_text() == "file"
    page.get_by_label("Only what was set").uncheck()
    page.get_by_label("Search settings").fill("day_share")
    do.eventually(lambda: page.locator(".settings li").count() == 1)


def test_overview_and_fairness_are_drawn(studio, system, do):
    system.recommend("v1", k=4)
    page = studio("overview")
    assert page.locator(".figure dd").first.inner_text().startswith("1")
    assert page.locator(".bars rect").count() >= 1
    page.get_by_role("link", name="Fairness").click()
    page.locator(".panel .interval").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1400


@pytest.mark.parametrize("part", ["overview", "corpus", "item/boats", "fairness", "playground", "settings"])
def test_on_a_phone_a_page_opens_at_its_top_and_nothing_is_cut_off(studio, part):
    page = studio(part, **PHONE, is_mobile=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("scrollY") == 0
    page.evaluate("scrollTo(0, 500)")
    page.reload()
    page.locator("#main > div:not([aria-busy]) h1").wait_for()
    page.evaluate("location.hash = '#/settings'")
    page.locator(".page-settings:not([aria-busy])").wait_for()
    assert page.evaluate("scrollY") == 0


def test_the_overview_goes_on_and_leaves_the_focus(studio, system, do):
    page = studio("overview")
    page.locator(".figure a").wait_for()
    page.locator(".figure a").focus()
    asked = page.locator(".figure dd").first
    assert asked.inner_text().startswith("0")
    system.recommend("v1", k=4)
    do.eventually(lambda: asked.inner_text().startswith("1"))
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#/review"


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize(
    "part", ["review", "overview", "corpus", "item/boats", "fairness", "playground/trees", "settings"]
)
def test_axe_finds_nothing_in_the_studio(studio, part, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    options = PHONE if scheme == "dark" else {}
    page = studio(part, color_scheme=scheme, reduced_motion="reduce", **options)
    page.wait_for_load_state("networkidle")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response
    assert [
        f"{rule['id']}: {node['html'][:160]}" for rule in found["violations"] for node in rule["nodes"]
    ] == []


def test_the_studio_loads_little(studio):
    """Own script and style, as they lie there."""
    sizes = {}
    page = studio(
        before=lambda p: p.on(
            "response",
            lambda r: (
                sizes.update({r.url: len(r.body())})
                if r.request.resource_type in ("script", "stylesheet")
                else None
            ),
        )
    )
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 8
    assert sum(sizes.values()) <= 150_000
