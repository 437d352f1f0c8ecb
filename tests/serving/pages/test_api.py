"""The page that tells the API."""


def test_the_api_can_be_read_without_the_network(visit):
    page = visit("/docs")
    page.locator("#api[aria-busy=false]").wait_for()
    assert page.locator("section code").filter(has_text="/v1/recommend").count() == 1
    assert page.locator("#index a").count() >= 18
