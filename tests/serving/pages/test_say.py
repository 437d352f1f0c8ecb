"""The say box: what was understood, put right, taken back."""


def test_a_wish_is_shown_as_it_was_understood(page, do):
    page.get_by_role("button", name="more lamps").click()
    chips = page.locator("#chips .chip")
    do.eventually(lambda: chips.count() >= 2)
    assert "Find" in chips.nth(0).inner_text()
    assert "lamps" in chips.nth(1).inner_text()
    page.wait_for_selector(".card.current[data-id]")
    page.locator(".trace summary").click()
    assert page.locator("#trace li").count() >= 3


def test_a_refusal_is_said(page, do):
    page.fill("#words", "undress her")
    page.keyboard.press("Enter")
    do.eventually(lambda: page.locator("#reply.reply-refuse").count())
    assert page.locator("#reply").inner_text()
    page.wait_for_selector(".card.current[data-id]")


def chip(page, words: str):
    return page.locator("#chips .chip").filter(has_text=words)


def test_a_part_of_a_wish_is_taken_out(page, do, system):
    do.wish(page, "more lamps, no boats")
    chip(page, "less boats").wait_for()
    ids = "() => [...document.querySelectorAll('.card[data-id]')].map(c => c.dataset.id)"
    assert not any(id.startswith("boats") for id in page.evaluate(ids))
    page.get_by_role("button", name="Take out: less boats").click()
    do.eventually(lambda: chip(page, "less boats").count() == 0)
    assert chip(page, "more lamps").count() == 1
    do.eventually(lambda: any(id.startswith("boats") for id in page.evaluate(ids)))


def test_for_now_becomes_always_and_is_undone(page, do, system):
    do.wish(page, "no boats")
    assert page.get_by_role("button", name="For now").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Always").click()
    do.eventually(lambda: len(system.viewer("v1").wishes) == 1)
    do.eventually(lambda: page.get_by_role("button", name="Always").get_attribute("aria-pressed") == "true")
    page.get_by_role("button", name="Undo").click()
    do.eventually(lambda: system.viewer("v1").wishes == ())
    page.get_by_text("Taken back").wait_for()
    assert page.locator("#chips .chip-out").count() == 0


def test_a_question_has_choices_that_are_buttons(page, do):
    do.wish(page, "make it better")
    page.get_by_text("One question").wait_for()
    choices = page.locator("#choices button")
    first = choices.first.inner_text()
    assert choices.count() >= 2
    choices.first.click()
    do.eventually(lambda: page.locator("#answer-head").inner_text().upper() == "UNDERSTOOD")
    assert page.input_value("#words") == first


def test_a_question_or_a_refusal_leaves_the_viewer_where_they_are(page, do):
    page.keyboard.press("ArrowDown")
    do.until(page, "() => document.querySelectorAll('.card')[1].classList.contains('current')")
    before = page.locator(".card.current").get_attribute("data-id")
    page.evaluate("document.querySelector('.card.current').kept = true")
    do.wish(page, "undress her")
    assert page.locator(".card.current").get_attribute("data-id") == before
    assert page.evaluate("document.querySelector('.card.current').kept")


def test_the_feed_goes_on_while_a_wish_is_read(page, do):
    page.wait_for_selector(".card.current video.main")
    held = []
    page.route("**/v1/recommend", lambda route: held.append(route))
    page.evaluate("document.querySelector('.card.current').kept = true")
    page.fill("#words", "more lamps")
    page.keyboard.press("Enter")
    do.eventually(lambda: page.locator("#answer-head").inner_text().upper().startswith("READING") and held)
    assert page.evaluate("document.querySelector('.card.current').kept")
    at = page.evaluate("document.querySelector('.card.current video.main').currentTime")
    do.until(page, "at => document.querySelector('.card.current video.main').currentTime !== at", at)
    held[0].continue_()
    chip(page, "lamps").wait_for()
    do.until(page, "() => document.querySelector('.card.current')?.kept === undefined")


def test_progress_is_seen_the_item_arrives_and_the_source_plays_on_meanwhile(page, do):
    do.to(page, "boats")
    page.evaluate(
        """() => {
            document.querySelector('.card.current').kept = true;
            window.told = [];
            const bar = document.getElementById('making');
            const look = () => bar.querySelectorAll('.state').forEach((s) => window.told.push(s.textContent));
            new MutationObserver(look).observe(bar, {childList: true, subtree: true, characterData: true});
        }"""
    )
    page.fill("#words", "trim it to 3 seconds")
    page.keyboard.press("Enter")
    made = page.locator(".card.current:has(.badge-edited)")
    made.wait_for()
    told = page.evaluate("[...new Set(window.told)]")
    assert told[0] == "Waiting its turn"
    assert page.locator("#making li").count() == 0
    kept = page.evaluate("[...document.querySelectorAll('.card')].findIndex(c => c.kept)")
    assert kept == 0, "what it was made from stands above it"
    assert "Here it is" in page.locator("#reply").inner_text()
    made.locator(".act-original").click()
    page.locator(".card.originally").wait_for()
    made.locator(".act-original").click()
    do.eventually(lambda: page.locator(".card.originally").count() == 0)


def test_a_change_taken_out_is_not_made(page, do, system):
    do.to(page, "boats")
    hold = system.parts.maker.worker.run
    system.parts.maker.worker.run = lambda **options: None
    page.fill("#words", "more lamps and trim this to 3 seconds")
    page.keyboard.press("Enter")
    page.locator("#making li").wait_for()
    page.locator(".chip-edit .chip-out").click()
    do.eventually(lambda: [job.state for job in system.jobs()] == ["cancelled"])
    assert page.locator("#making li").count() == 0
    system.parts.maker.worker.run = hold


def test_what_is_being_made_can_be_stopped(page, do, system):
    do.to(page, "boats")
    system.parts.maker.worker.run = lambda **options: None
    page.fill("#words", "trim this to 3 seconds")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Do not make it").click()
    do.eventually(lambda: [job.state for job in system.jobs()] == ["cancelled"])
    page.locator("#toast").get_by_text("Not made: you stopped it").wait_for()


EAR = """
window.SpeechRecognition = window.webkitSpeechRecognition = class extends EventTarget {
  start() { setTimeout(() => this.hear([Object.assign([{transcript: 'more lamps'}], {isFinal: true})]), 50); }
  hear(results) {
    this.dispatchEvent(Object.assign(new Event('result'), {results}));
    this.dispatchEvent(new Event('end'));
  }
  stop() {}
};
"""


def test_a_wish_can_be_spoken(visit, do):
    page = visit(before=lambda p: p.add_init_script(EAR))
    page.wait_for_selector(".card.current[data-id]")
    page.get_by_role("button", name="Speak").click()
    chip(page, "lamps").wait_for()
    assert page.input_value("#words") == "more lamps"


def test_without_speech_input_there_is_no_button_for_it(visit):
    gone = "delete window.webkitSpeechRecognition; delete window.SpeechRecognition;"
    page = visit(before=lambda p: p.add_init_script(gone))
    page.wait_for_selector(".card.current[data-id]")
    assert not page.locator("#mic").is_visible()
