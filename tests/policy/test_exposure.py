"""How many places are left for what AI made."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from generec.domain.feed import Request
from generec.domain.guidance import Guidance
from generec.policy.exposure import Allowance, ExposureConfig, allowance

shares = st.floats(0, 1)
past = st.tuples(st.integers(0, 200), st.integers(0, 200))


@given(shares, shares, past, past, st.integers(0, 3), st.integers(0, 500))
def test_neither_share_is_ever_passed_and_more_places_are_never_worse(a, b, feed, day, reserved, places):
    config = ExposureConfig(feed_share=a, day_share=b)
    left = Allowance(config, feed=feed, day=day, reserved=reserved)
    n, free = left(places), max(places - reserved, 0)
    assert 0 <= n <= free
    assert n == 0 or feed[1] + n <= math.floor(a * (feed[0] + free) + 1e-9)
    assert n == 0 or day[1] + n <= math.floor(b * (day[0] + free) + 1e-9)
    assert left(places + 1) >= n


def test_former_pages_and_the_day_are_summed():
    def request(id, places, ai):
        return Request(id=id, user="u", at=1.0, guidance=Guidance(), places=places, ai=tuple("x" * ai))

    config = ExposureConfig(feed_share=0.5, day_share=0.3)
    left = allowance(config, pages=[request("a", 10, 5)], day=[request("a", 10, 5)], reserved=0)
    assert left(10) == 1
    assert allowance(config, pages=[], day=[], reserved=1)(11) == 3
    assert Allowance(ExposureConfig(feed_share=0.29, day_share=1.0))(100) == 29


def test_a_share_is_between_nothing_and_all():
    with pytest.raises(ValidationError):
        ExposureConfig(feed_share=1.1)
