"""Pictures of the pages, of the sample world alone: `make screenshots`.

Each state is brought about by hand, as a viewer would, in the sizes and colours that it names. With
`--readme` the few that the first page shows are put together into `docs/images`. Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
HOME = Path(os.environ.get("HOME_DIR", "demo-home"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
SIZES: dict[str, dict[str, Any]] = {"desktop": DESKTOP, "phone": PHONE}
PATIENCE_MS = 120_000
WISH = "more animals, no rockets, and make this black and white"
OTHERS = cycle(
    f"more animals, no rockets, and make this {look}" for look in ("vintage", "warmer", "cooler", "a sketch")
)
"""For what is being made: what was made once is there at once."""
ITEM = "desert-bloom"
ON_ITEM = ("wish", "made", "origin", "review", "lineage")
OPERATOR, PASSWORD = "ann", secrets.token_urlsafe(15)
STRICT = """
[plugins."fidelity.safety.nudity.v1"]
warn = 0.0
hold = 0.0
"""
"""Everything made waits for a person."""


def feed(page: Page) -> None:
    """The feed as it opens."""


def say(page: Page, words: str) -> None:
    """Say something, in the panel or in the sheet that it is on a phone."""
    if page.locator("#open-side").is_visible():
        page.click("#open-side")
    page.fill("#words", words)
    page.get_by_role("button", name="Send").click()


def panel(page: Page) -> None:
    """The panel; on a phone it has to be opened."""
    if page.locator("#open-side").is_visible():
        page.click("#open-side")


def wish(page: Page) -> None:
    """A wish, understood, while its item is being made."""
    say(page, next(OTHERS))
    page.locator("#making li").wait_for()
    page.locator(".chip-out").first.wait_for()
    bloom(page)


def bloom(page: Page) -> None:
    """The film at its flower, and those beside it where each tells most."""
    page.evaluate(
        """async () => {
            for (const [n, video] of document.querySelectorAll('#proof video').entries()) {
                video.pause();
                video.currentTime = n ? 1.2 : 0.5;
            }
            const video = document.querySelector('.card.current video.main');
            if (!video.duration) await new Promise((known) => { video.onloadedmetadata = known; });
            video.currentTime = 0.8 * video.duration;
            return new Promise((done) => video.requestVideoFrameCallback(done));
        }"""
    )


def made(page: Page) -> None:
    """The item that was made, in the feed."""
    say(page, WISH)
    page.locator(".card.current:has(.badge-edited)").wait_for()
    bloom(page)


def origin(page: Page) -> None:
    """Where a made item comes from."""
    made(page)
    page.locator(".card.current .badge").click()
    page.locator("#sheet .verdict").wait_for()


def why(page: Page) -> None:
    """Why an item is there."""
    page.locator(".card.current .because").click()


def menu(page: Page) -> None:
    """All that can be done with an item."""
    page.locator(".card.current .act-more").click()


def report(page: Page) -> None:
    """A report."""
    menu(page)
    page.get_by_role("button", name="Report").click()


def question(page: Page) -> None:
    """A question back."""
    say(page, "make it better")
    page.locator("#choices button").first.wait_for()


def refusal(page: Page) -> None:
    """A refusal."""
    say(page, "undress her")
    page.locator("#reply.reply-refuse").wait_for()


def article(page: Page) -> None:
    """Something to read."""
    say(page, "only articles to read")
    page.locator(".chip-out").first.wait_for()
    page.evaluate("document.querySelector('.card.kind-text')?.scrollIntoView()")


def error(page: Page) -> None:
    """A server that went away."""
    page.route("**/v1/recommend", lambda route: route.abort())
    page.locator("#no-ai").dispatch_event("click")
    page.get_by_text("That did not work").wait_for()


def you(page: Page) -> None:
    """The viewer's own page."""
    page.goto(page.url.split("?")[0] + "you?viewer=ada")
    page.locator("#parameters li").first.wait_for()


def studio(part: str) -> Callable[[Page], None]:
    """A part of the studio, signed in."""

    def bring(page: Page) -> None:
        page.goto(f"{origin_of(page)}/studio#/{part}")
        page.locator("#entry:not([hidden])").wait_for()
        page.fill("#name", OPERATOR)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.locator("#main > div:not([aria-busy]) h1").wait_for()

    return bring


def origin_of(page: Page) -> str:
    """The address of the server."""
    return "/".join(page.url.split("/")[:3])


def login(page: Page) -> None:
    """The door of the studio."""
    page.goto(f"{origin_of(page)}/studio")
    page.locator("#entry:not([hidden])").wait_for()


def lineage(page: Page) -> None:
    """An item with what was made of it, and what became of that."""
    made(page)
    studio(f"item/{ITEM}")(page)
    page.locator(".node").nth(1).wait_for()


def review(page: Page) -> None:
    """A draft that waits, in a home where a person looks at everything."""
    say(page, next(OTHERS))
    page.locator("#making li").first.wait_for()
    page.locator("#making li").first.wait_for(state="detached")
    studio("review")(page)
    page.locator(".verdict.is-hold").first.wait_for(timeout=PATIENCE_MS)


def compared(page: Page) -> None:
    """Before and after of an edit, under the slider."""
    studio(f"playground/{ITEM}")(page)
    page.fill("#wish", "make this a cartoon")
    page.click("#try")
    page.locator(".compare").wait_for()
    page.locator("#play").wait_for()


ALL = tuple((size, scheme) for size in SIZES for scheme in ("dark", "light"))
TWO = (("desktop", "light"), ("phone", "dark"))
OTHER = (("desktop", "dark"), ("phone", "light"))
STATES: dict[str, tuple[Callable[[Page], None], tuple[tuple[str, str], ...]]] = {
    "feed": (feed, ALL),
    "made": (made, ALL),
    "you": (you, ALL),
    "origin": (origin, ALL),
    "wish": (wish, TWO),
    "panel": (panel, OTHER),
    "why": (why, TWO),
    "menu": (menu, OTHER),
    "report": (report, TWO),
    "question": (question, OTHER),
    "refusal": (refusal, TWO),
    "article": (article, OTHER),
    "error": (error, TWO),
    "login": (login, TWO),
    "lineage": (lineage, ALL),
    "playground": (compared, ALL),
    "review": (review, ALL),
    "overview": (studio("overview"), ALL),
    "corpus": (studio("corpus"), TWO),
    "fairness": (studio("fairness"), OTHER),
    "settings": (studio("settings"), TWO),
}
BLOOMING = ("made",)
"""States whose film is shown at its flower."""

HELD = ("review",)
"""States of a home that holds what is made."""


@contextmanager
def served(home: Path, settings: str = "") -> Iterator[str]:
    """A copy of the sample world, served; the address. What is done to it stays in the copy.

    `settings` are added to its own.
    """
    with tempfile.TemporaryDirectory(prefix="generec-screenshots-") as folder:
        copy = Path(folder) / "home"
        if home.is_dir():
            shutil.copytree(home, copy)
        copy.mkdir(exist_ok=True)
        with (copy / "generec.toml").open("a", encoding="utf-8") as file:
            file.write(settings)
        generec = [sys.executable, "-m", "generec"]
        account = [*generec, "keys", "operator", OPERATOR, "--password-stdin", "--home", str(copy)]
        call = [*generec, "demo", "--home", str(copy), "--port", "0"]
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as server:
            try:
                lines = (re.match(r"open (http\S+)", line) for line in server.stdout or ())
                url = next((found[1] for found in lines if found), None)
                if url is None:
                    sys.exit("the sample world could not be served: what was said above tells why")
                subprocess.run(account, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL)
                yield url
            finally:
                server.terminate()


def shoot(browser: Browser, url: str, state: str, size: str, scheme: Any, target: Path) -> None:
    """One picture of one state."""
    bring, _ = STATES[state]
    context = browser.new_context(color_scheme=scheme, locale="en-GB", **SIZES[size])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{url}/?viewer=ada&item={ITEM}" if state in ON_ITEM else f"{url}/?viewer=ada")
    page.locator(
        f".card.current[data-id={ITEM}]" if state in ON_ITEM else ".card.current[data-id]"
    ).wait_for()
    bring(page)
    if state != "wish":  # what is being made is there in a moment
        # Until covers are decoded, films run and nothing slides any more.
        page.wait_for_load_state("networkidle", timeout=PATIENCE_MS)
        page.wait_for_timeout(1500)
    if state in BLOOMING:
        bloom(page)
    page.screenshot(path=target, full_page=state == "you")
    context.close()


def together(pictures: list[Path], target: Path, *, height: int, gap: int = 28) -> None:
    """Pictures side by side at one height, on white, as a JPEG."""
    parts = [Image.open(picture).convert("RGB") for picture in pictures]
    # A whole page is shown as far down as a screen reaches.
    parts = [part.crop((0, 0, part.width, min(part.height, 1688))) for part in parts]
    parts = [
        part.resize((round(part.width * height / part.height), height), Image.Resampling.LANCZOS)
        for part in parts
    ]
    wide = sum(part.width for part in parts) + gap * (len(parts) - 1)
    sheet, x = Image.new("RGB", (wide, height), "white"), 0
    for part in parts:
        sheet.paste(part, (x, 0))
        x += part.width + gap
    sheet.save(target, quality=86, optimize=True, progressive=True)


def main() -> None:
    """Make what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("states", nargs="*", choices=[*STATES, []], help="which; without any, all")
    parser.add_argument("--readme", action="store_true", help="put those of the first page together, too")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = given.states or list(STATES)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for settings, held in (("", False), (STRICT, True)):
            states = [state for state in wanted if (state in HELD) == held]
            if not states:
                continue
            with served(HOME, settings) as url:
                for state in states:
                    for size, scheme in STATES[state][1]:
                        target = given.folder / f"{state}-{size}-{scheme}.png"
                        shoot(browser, url, state, size, scheme, target)
                        sys.stdout.write(f"{target}\n")
    if given.readme:
        of = given.folder
        together([of / "wish-desktop-light.png"], IMAGES / "feed.jpg", height=900)
        phones = ("feed-phone-dark", "wish-phone-dark", "origin-phone-light", "you-phone-light")
        together([of / f"{name}.png" for name in phones], IMAGES / "phone.jpg", height=900)
        parts = [of / "review-desktop-light.png", of / "lineage-desktop-dark.png"]
        together(parts, IMAGES / "studio.jpg", height=680)


if __name__ == "__main__":
    main()
