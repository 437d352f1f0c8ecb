"""How fast the pages are, as Lighthouse measures it, of the sample world: `make pagespeed`.

Each page is opened in fresh contexts: on the line as it is, and slowed down as Lighthouse slows down for a
phone (processor by 4, 1.6 Mbit/s, 150 ms there and back). Told are medians: the largest and the first paint
(LCP, FCP), the first frame of a film, how long the page was blocked (TBT: what tasks took above 50 ms), how
much jumped (CLS), and what went over the line. Needs Chromium.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from screenshots import CHROMIUM, HOME, PATIENCE_MS, SIZES, served, studio

OBSERVED = """
window.seen = {lcp: 0, cls: 0, tbt: 0, film: 0};
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({type, buffered: true});
watch('largest-contentful-paint', (one) => { seen.lcp = one.startTime; });
watch('layout-shift', (one) => { if (!one.hadRecentInput) seen.cls += one.value; });
watch('longtask', (one) => { seen.tbt += Math.max(0, one.duration - 50); });
const look = () => {
    const video = document.querySelector('.card.current video.main');
    if (!video) return requestAnimationFrame(look);
    video.requestVideoFrameCallback((now) => { seen.film = now; });
};
look();
"""
TOLD = """() => {
    const files = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
    const own = files.filter((one) => /\\.(js|css)$/.test(new URL(one.name).pathname));
    const sum = (list, what) => list.reduce((total, one) => total + one[what], 0);
    const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    return {...window.seen, fcp, own: sum(own, 'decodedBodySize'), packed: sum(own, 'encodedBodySize'),
        bytes: sum(files, 'transferSize'), files: files.length};
}"""
PAGES = {"feed": "/?viewer=ada", "you": "/you?viewer=ada", "studio": "/studio"}
SLOW = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}
LINES = {"as it is": False, "slow phone": True}
QUIET_MS = 2500


def slowed(page: Page) -> None:
    """Slow a page down as Lighthouse does."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})


def measured(browser: Browser, url: str, name: str, size: str, slow: bool) -> dict[str, float]:
    """One opening of a page, from the navigation until nothing happens any more. Times in ms."""
    context = browser.new_context(locale="en-GB", **SIZES[size])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    if name == "studio":
        page.goto(url)
        studio("review")(page)
        page.goto("about:blank")
    page.add_init_script(OBSERVED)
    if slow:
        slowed(page)
    page.goto(url + PAGES[name])
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(QUIET_MS)
    found: dict[str, float] = page.evaluate(TOLD)
    context.close()
    return found


def row(name: str, runs: list[dict[str, float]]) -> str:
    """The medians as a line of a table."""
    mid = {key: median(run[key] for run in runs) for key in runs[0]}
    film = f"{mid['film'] / 1000:.2f} s" if mid["film"] else "–"
    times = f"{mid['fcp'] / 1000:.2f} s | {mid['lcp'] / 1000:.2f} s | {film}"
    held = f"{mid['tbt']:.0f} ms | {mid['cls']:.3f}"
    kilo = f"{mid['own'] / 1000:.0f} ({mid['packed'] / 1000:.0f}) kB"
    return f"| {name} | {times} | {held} | {kilo} | {mid['bytes'] / 1000:.0f} kB, {mid['files']:.0f} |\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="openings of each page")
    given = parser.parse_args()
    out: Any = sys.stdout
    out.write(
        "| page | first paint | largest paint | first frame | blocked | jumped | script and style (packed) |"
    )
    out.write(" all, files |\n|---|---|---|---|---|---|---|---|\n")
    with sync_playwright() as play, served(HOME) as url:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for line, slow in LINES.items():
            for size in ("phone",) if slow else SIZES:
                for name in PAGES:
                    runs = [measured(browser, url, name, size, slow) for _ in range(given.runs)]
                    out.write(row(f"{name}, {size}, {line}", runs))
                    out.flush()


if __name__ == "__main__":
    main()
