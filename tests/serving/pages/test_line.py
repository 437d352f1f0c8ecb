"""Slow lines, no line, closed tabs, two tabs."""


def test_a_server_that_went_away_is_told_of_and_can_be_asked_again(page, served):
    page.route("**/v1/recommend", lambda route: route.abort())
    page.select_option("#viewer", "v2")
    page.get_by_text("The server cannot be reached.").wait_for()
    page.wait_for_timeout(500)
    assert not page.locator("#toast").is_visible(), "it is said once"
    page.unroute("**/v1/recommend")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(".card.current[data-id]")


def likes(system):
    return [event for event in system.home.rows.events.of("v1") if event.kind == "like" and event.request]


STORED = "() => Object.keys(localStorage).filter(key => key.startsWith('generec-act:')).length"


def test_what_is_done_offline_is_sent_when_the_line_is_back(page, do, system):
    page.context.set_offline(True)
    page.locator("#offline").wait_for()
    page.keyboard.press("l")
    do.until(page, STORED)
    assert page.evaluate("document.querySelector('.card.current') !== null")
    assert likes(system) == []
    page.context.set_offline(False)
    do.eventually(lambda: len(likes(system)) == 1)
    page.locator("#offline").wait_for(state="hidden")
    do.eventually(lambda: "like" not in page.evaluate("Object.values(localStorage).join()"))


def test_what_a_closed_tab_could_not_send_is_sent_by_the_next(visit, do, system):
    first = visit()
    first.wait_for_selector(".card.current[data-id]")
    context = first.context
    # Of the context, so that what is sent while the tab closes is cut, too.
    context.route("**/v1/feedback", lambda route: route.abort())
    first.keyboard.press("l")
    do.until(first, STORED)
    first.close()
    assert likes(system) == []
    context.unroute("**/v1/feedback")
    visit(context=context)
    do.eventually(lambda: len(likes(system)) == 1)


def test_a_tab_that_is_closed_hands_in_what_was_watched(visit, do, system):
    page = visit()
    page.wait_for_selector(".card.current[data-id]")
    do.until(page, "() => document.querySelector('.card.current').shown.seen")
    page.wait_for_timeout(700)
    page.goto("about:blank")
    do.eventually(lambda: "view" in {e.kind for e in system.home.rows.events.of("v1") if e.request})


def test_an_answer_that_was_lost_on_the_way_makes_nothing_count_twice(page, do, system):
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/v1/feedback", lose)
    page.keyboard.press("l")
    do.eventually(lambda: "like" not in page.evaluate("Object.values(localStorage).join()") and lost)
    assert lost == [200]
    assert len(likes(system)) == 1


def test_one_act_about_what_is_gone_does_not_take_the_others_with_it(visit, do, system):
    page = visit(allowed=("404 (Not Found)",))
    page.wait_for_selector(".card.current[data-id]")
    gone = page.evaluate(
        """() => {
            const act = {id: 'x1', user: 'v1', item: 'nowhere', kind: 'like', at: Date.now() / 1000};
            localStorage.setItem('generec-act:x1', JSON.stringify(act));
            return act.item;
        }"""
    )
    assert gone
    page.keyboard.press("l")
    do.eventually(lambda: len(likes(system)) == 1)
    do.eventually(lambda: "nowhere" not in page.evaluate("Object.values(localStorage).join()"))


def test_on_a_slow_line_there_is_a_skeleton_then_a_feed_and_a_wish_works(visit, do):
    def slow(page):
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        bytes_a_second = 60_000
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 300,
                "downloadThroughput": bytes_a_second,
                "uploadThroughput": bytes_a_second,
            },
        )

        page.add_init_script(
            """window.bones = false;
            const look = () => { window.bones ||= document.querySelector('.card.skeleton') !== null; };
            new MutationObserver(look).observe(document, { childList: true, subtree: true });"""
        )

    page = visit(before=slow)
    page.wait_for_selector(".card.current[data-id]")
    assert page.evaluate("window.bones"), "something stands there while the feed is on its way"
    assert page.locator(".card.skeleton").count() == 0
    do.wish(page, "more lamps")
    page.locator("#chips .chip").filter(has_text="lamps").wait_for()
    page.wait_for_selector(".card.current[data-id]")


def test_a_further_page_that_does_not_come_can_be_asked_for_again(visit, do):
    page = visit()
    page.wait_for_selector(".card.current[data-id]")
    page.route("**/v1/recommend", lambda route: route.abort())
    page.evaluate("[...document.querySelectorAll('.card')].at(-1).scrollIntoView()")
    again = page.locator("#toast").get_by_role("button", name="Try again")
    again.wait_for()
    assert page.locator(".card.current[data-id]").count() == 1
    page.unroute("**/v1/recommend")
    again.click()
    page.get_by_text("That was all").wait_for()


def test_two_tabs_agree_about_switches(visit, do, system):
    one = visit()
    one.wait_for_selector(".card.current[data-id]")
    two = visit(context=one.context)
    two.wait_for_selector(".card.current[data-id]")
    one.get_by_role("switch", name="No AI").click()
    do.eventually(lambda: two.locator("#no-ai[aria-checked=true]").count())
    you = visit("/you?viewer=v1", context=one.context)
    you.get_by_role("switch", name="Content by AI").click()
    do.eventually(lambda: one.locator("#no-ai[aria-checked=false]").count())
    do.eventually(lambda: two.locator("#no-ai[aria-checked=false]").count())
    assert system.viewer("v1").ai


def test_two_tabs_send_each_act_once(visit, do, system):
    one = visit()
    one.wait_for_selector(".card.current[data-id]")
    two = visit(context=one.context)
    two.wait_for_selector(".card.current[data-id]")
    one.keyboard.press("l")
    two.keyboard.press("ArrowDown")
    do.until(two, "() => document.querySelectorAll('.card')[1].classList.contains('current')")
    two.keyboard.press("l")
    do.eventually(lambda: len(likes(system)) == 2)
    do.eventually(lambda: not one.evaluate("Object.values(localStorage).join().includes('like')"))
    assert len(likes(system)) == 2
