"""How heavy the pages are, how soon something plays, and that nothing jumps."""

import pytest

MOST = 150_000
FIRST_FRAME_S = 1.0


@pytest.mark.parametrize("path", ["/", "/you"])
def test_own_script_and_style_of_a_page_are_small(visit, path):
    """As they lie there: nothing is made smaller or compressed on the way."""
    sizes = {}

    def note(response):
        if response.request.resource_type in ("script", "stylesheet"):
            sizes[response.url] = len(response.body())

    page = visit(path, before=lambda p: p.on("response", note))
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 5
    assert sum(sizes.values()) <= MOST


PLAYED = """() => new Promise((done) => {
    const look = () => {
        const video = document.querySelector('.card.current video.main');
        if (!video) return requestAnimationFrame(look);
        if (video.readyState >= 2 && video.currentTime > 0) return done(performance.now() / 1000);
        video.requestVideoFrameCallback((now) => done(now / 1000));
    };
    look();
})"""


BARE = """() => new Promise((done) => {
    const video = Object.assign(document.createElement('video'), {muted: true, src: '/v1/items/boats/media'});
    document.body.append(video);
    video.requestVideoFrameCallback((now) => done(now / 1000));
    video.play();
})"""


def test_the_first_frame_is_there_within_a_second(visit):
    """From the beginning of the navigation, the best of some; on a machine that is busy with much else, as
    soon as may be beside a page that has nothing but one film."""
    best = bare = 60.0
    for _ in range(6):
        for path, script in (("/", PLAYED), ("/docs", BARE)):
            page = visit(path)
            took = page.evaluate(script)
            page.close()
            best, bare = (min(best, took), bare) if path == "/" else (best, min(bare, took))
        if best <= FIRST_FRAME_S:
            break
    assert best <= max(FIRST_FRAME_S, 3 * bare), (best, bare)


SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
    const own = list.getEntries().filter((one) => !one.hadRecentInput);
    for (const one of own) window.shifts.push([one.value, one.startTime]);
}).observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.parametrize("size", [(1400, 900), (390, 780)])
def test_nothing_jumps(visit, do, size):
    width, height = size
    page = visit(viewport={"width": width, "height": height}, before=lambda p: p.add_init_script(SHIFTS))
    page.wait_for_selector(".card.current[data-id]")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowDown")
    do.until(page, "() => document.querySelectorAll('#feed > .card')[1].classList.contains('current')")
    page.wait_for_timeout(500)
    assert sum(value for value, _ in page.evaluate("window.shifts")) < 0.01
