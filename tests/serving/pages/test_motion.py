"""The feed for those who want no motion."""


def test_without_motion_nothing_plays_by_itself(visit, do):
    page = visit(reduced_motion="reduce")
    page.wait_for_selector(".card.current video.main")
    page.wait_for_timeout(800)
    assert page.evaluate("[...document.querySelectorAll('video')].every(v => v.paused)")
    page.keyboard.press(" ")
    do.eventually(lambda: page.evaluate("!document.querySelector('.card.current video.main').paused"))
