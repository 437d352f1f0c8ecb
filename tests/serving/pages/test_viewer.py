"""The viewer's page and switches."""

import json
from pathlib import Path


def test_switches_are_kept(page, system, do):
    page.get_by_role("switch", name="No AI").click()
    do.eventually(lambda: system.viewer("v1").ai is False)
    page.get_by_role("switch", name="Not profiled").click()
    do.eventually(lambda: system.viewer("v1").profiling is False)
    do.eventually(lambda: page.locator("#not-profiled").get_attribute("aria-checked") == "true")


def test_what_is_believed_is_told(visit, system):
    page = visit("/you?viewer=v1")
    page.locator("#parameters li").first.wait_for()
    about = system.about("v1")
    assert page.locator("h1").inner_text() == "Ada"
    assert str(about["events"]) in page.locator("#because").inner_text()
    told = page.locator("#beliefs .topics").first.inner_text()
    assert all(topic["topic"] in told for topic in about["topics"] if abs(topic["weight"]) >= 0.005)
    page.get_by_text("Back to the feed").click()
    page.wait_for_url("**/?viewer=v1")


def test_a_standing_wish_is_changed_and_forgotten(visit, system, do):
    system.recommend("v1", say="never show me boats again")
    page = visit("/you?viewer=v1", allowed=("400 (Bad Request)",))
    line = page.locator("#standing li")
    line.get_by_text("no boats", exact=True).wait_for()
    page.get_by_role("button", name="Change: no boats").click()
    field = page.get_by_label("What it should say")
    field.fill("asdf qwer")
    page.get_by_role("button", name="Keep").click()
    page.locator(".wrong").filter(has_text="no wish that could stand").wait_for()
    field.fill("no lamps")
    page.get_by_role("button", name="Keep").click()
    line.get_by_text("no lamps", exact=True).wait_for()
    assert [topic[0] for topic in system.viewer("v1").wishes[0].clause.less] == ["lamps"]
    page.get_by_role("button", name="Forget: no lamps").click()
    do.eventually(lambda: system.viewer("v1").wishes == ())
    page.get_by_text("and it stands here").wait_for()


def test_switches_of_the_page_count(visit, system, do):
    page = visit("/you?viewer=v1")
    page.get_by_role("switch", name="Content by AI").click()
    do.eventually(lambda: system.viewer("v1").ai is False)
    page.get_by_role("switch", name="Stricter checks").click()
    do.eventually(lambda: system.viewer("v1").minor is True)
    page.get_by_role("switch", name="Profiling").click()
    page.get_by_text("Profiling is off").wait_for()
    assert system.viewer("v1").profiling is False


def test_everything_can_be_taken_along(visit, system):
    page = visit("/you?viewer=v1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    file = download.value
    assert file.suggested_filename == "generec-v1.json"
    found = json.loads(Path(file.path()).read_text(encoding="utf-8"))
    assert found == json.loads(json.dumps(system.export("v1")))
    assert found["events"]


def test_nothing_is_erased_unless_it_is_said_twice(visit, system, do):
    system.recommend("v1", say="never show me boats again")
    page = visit("/you?viewer=v1")
    page.get_by_role("button", name="Erase everything …").click()
    do.until(page, "() => document.activeElement.textContent === 'Keep it'")
    page.keyboard.press("Enter")
    assert system.about("v1")["events"] > 0
    page.get_by_role("button", name="Erase everything …").click()
    page.get_by_role("button", name="Erase everything", exact=True).click()
    page.get_by_text("Everything of you was erased").wait_for()
    assert system.about("v1")["events"] == 0
    assert system.viewer("v1").wishes == ()
    page.get_by_text("Nothing is known of what you did here").wait_for()


def test_without_ai_no_item_of_ai_is_left(visit, system, do):
    made = system.edit("boats", operations=["clip:2"], user="v1", wait=60)
    page = visit(f"/?item={made.id}")
    page.wait_for_selector(f".card.current[data-id={made.id}]")
    assert page.locator(".card .badge-ai, .card .badge-edited").count() >= 1
    page.get_by_role("switch", name="No AI").click()
    do.eventually(lambda: system.viewer("v1").ai is False)
    do.eventually(
        lambda: page.locator(".card .badge-ai, .card .badge-edited, .card .badge-created").count() == 0
    )
    page.wait_for_selector(".card.current[data-id]")
    page.fill("#words", "cut this to 2 seconds")
    page.keyboard.press("Enter")
    do.eventually(lambda: "UNDERSTOOD" in page.locator("#answer-head").inner_text().upper())
    assert page.locator("#making li").count() == 0
    assert page.locator(".card .badge-edited").count() == 0
