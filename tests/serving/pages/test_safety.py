"""What keeps viewers safe: text stays text, and a page is its viewer's own."""

from generec.serving.keys import Keys
from generec.serving.run import start
from generec.serving.service import ServingConfig


def test_titles_stay_text(page, do, evil):
    do.to(page, "evil")
    assert page.locator(".card.current h2").inner_text() == evil
    page.locator(".card.current .badge").click()
    page.locator("#sheet .sheet-body dl").first.wait_for()
    assert page.locator("#sheet-title").inner_text() == evil
    page.keyboard.press("Escape")
    page.fill("#words", evil)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert page.evaluate("window.__xss") is None
    assert page.locator("img[src=x]").count() == 0


def test_with_a_token_the_page_is_its_viewers_own(chromium, system, do, kinds):
    keys = Keys(system.home.path / "keys")
    keys.new("site")
    server = start(system, host="0.0.0.0", port=0)
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.goto(f"{server.url}/?viewer=v2#token={keys.token('v1', 600)}")
    page.wait_for_selector(".card.current video.main")
    do.until(page, "() => document.querySelector('.card.current video.main')?.readyState >= 2")
    assert "token" not in page.url
    assert not page.locator("#viewer-field").is_visible()
    page.locator(".card.current .act-like").click()
    do.eventually(lambda: "like" in kinds())
    assert kinds("v2") == set()
    page.close()
    bare = chromium.new_page()
    bare.goto(server.url)
    bare.get_by_text("needs a viewer token").wait_for(timeout=30_000)
    bare.close()
    server.stop()


def elsewhere(chromium, url: str):
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(url)
    return page


def test_the_token_lives_on_in_a_cookie_that_no_script_reads(chromium, system, do):
    keys = Keys(system.home.path / "keys")
    keys.new("site")
    server = start(system, host="0.0.0.0", port=0)
    page = elsewhere(chromium, f"{server.url}/#token={keys.token('v1', 600)}")
    page.wait_for_selector(".card.current[data-id]")
    page.goto(f"{server.url}/you")
    page.locator("#parameters li").first.wait_for()
    assert page.evaluate("document.cookie") == ""
    stored = "JSON.stringify([Object.values(localStorage), Object.values(sessionStorage)])"
    assert "gt1." not in page.evaluate(stored)
    page.get_by_role("switch", name="Profiling").click()
    do.eventually(lambda: system.viewer("v1").profiling is False)
    page.context.close()
    server.stop()


def test_guests_are_let_in_each_as_themselves_and_known_again(chromium, system):
    Keys(system.home.path / "keys").new("site")
    server = start(system, host="0.0.0.0", port=0, config=ServingConfig(guests=True))
    seen = set()
    for _ in range(2):
        page = elsewhere(chromium, server.url)
        page.wait_for_selector(".card.current[data-id]")
        first = page.evaluate("fetch('/page.json').then(r => r.json()).then(p => p.viewer)")
        page.reload()
        page.wait_for_selector(".card.current[data-id]")
        assert page.evaluate("fetch('/page.json').then(r => r.json()).then(p => p.viewer)") == first
        seen.add(first)
        page.context.close()
    assert len(seen) == 2
    assert all(user.startswith("guest_") for user in seen)
    server.stop()


def test_the_page_runs_no_script_that_is_not_its_own(visit):
    page = visit(allowed=("Content Security Policy",))
    page.wait_for_selector(".card.current[data-id]")
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.__inline = 1';
            document.body.append(script);
            const node = document.createElement('div');
            node.setAttribute('onclick', 'window.__inline = 1');
            document.body.append(node);
            node.click();
        }"""
    )
    assert page.evaluate("window.__inline") is None
