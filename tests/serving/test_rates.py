"""How often somebody may call."""

from hypothesis import given
from hypothesis import strategies as st

from generec.serving.rates import Rates
from generec.serving.service import ServingConfig


class Hand:
    """A clock that is turned by hand."""

    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@given(st.lists(st.floats(0, 30), max_size=200), st.integers(1, 120))
def test_never_more_than_a_minutes_worth_beyond_what_time_brings(pauses, most):
    hand = Hand()
    rates, taken = Rates(clock=hand), 0
    for pause in pauses:
        hand.at += pause
        taken += rates.take("calls", "ann", a_minute=most) == 0
        assert taken <= most + hand.at * most / 60 + 1e-6


def test_who_waits_as_told_may_call():
    hand = Hand()
    rates = Rates(clock=hand)
    while not (wait := rates.take("calls", "ann", a_minute=7)):
        pass
    assert 0 < wait <= 60 / 7
    hand.at += wait + 1e-9
    assert rates.take("calls", "ann", a_minute=7) == 0


def test_callers_and_kinds_do_not_share():
    rates = Rates(clock=Hand())
    assert rates.take("calls", "ann", a_minute=1) == 0
    assert rates.take("calls", "ann", a_minute=1) > 0
    assert rates.take("calls", "ben", a_minute=1) == 0
    assert rates.take("wishes", "ann", a_minute=1) == 0


def limited(system, keys, **limits):
    from fastapi.testclient import TestClient

    from generec.serving.app import create_app

    app = create_app(system, loopback=False, keys=keys, config=ServingConfig(**limits))
    return TestClient(app, base_url="http://rec.example.org")


def test_a_viewer_is_told_when_to_come_back_and_others_go_on(system, keys, bearer, error_of):
    with limited(system, keys, calls_a_minute=3) as client:
        ann, ben, site = bearer("v1"), bearer("v2"), bearer()
        answers = [client.get("/v1/users/v1", headers=ann) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert error_of(answers[-1])["code"] == "busy"
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 20
        assert client.get("/v1/users/v2", headers=ben).status_code == 200
        assert all(client.get("/v1/users/v1", headers=site).status_code == 200 for _ in range(10))


def test_wishes_have_a_limit_of_their_own_and_the_feed_goes_on(system, keys, bearer):
    with limited(system, keys, wishes_a_minute=2) as client:
        ann = bearer("v1")
        said = [client.post("/v1/recommend", json={"say": "more boats"}, headers=ann) for _ in range(3)]
        assert [one.status_code for one in said] == [200, 200, 429]
        assert client.post("/v1/recommend", json={}, headers=ann).status_code == 200
        assert client.post("/v1/understand", json={"text": "no boats"}, headers=ann).status_code == 429
        assert client.post("/v1/verify", content=b"x", headers=ann).status_code == 429


def test_media_do_not_use_up_the_calls(system, keys, bearer):
    with limited(system, keys, calls_a_minute=2, loads_a_minute=4) as client:
        ann = bearer("v1")
        loads = [client.get("/v1/items/boats/thumbnail", headers=ann).status_code for _ in range(5)]
        assert loads == [200, 200, 200, 200, 429]
        assert client.get("/v1/users/v1", headers=ann).status_code == 200


def test_who_guesses_keys_is_slowed_down(system, keys, bearer):
    with limited(system, keys, guesses_a_minute=3) as client:
        wrong = {"Authorization": "Bearer gk1_wrong"}
        found = [client.get("/v1/parameters", headers=wrong).status_code for _ in range(5)]
        assert found == [401, 401, 401, 429, 429]
        assert client.get("/v1/parameters", headers=bearer("v1")).status_code == 200


def test_limits_stand_in_the_settings_of_a_home(tmp_path, models):
    from generec.serving.app import create_app
    from generec.serving.keys import Keys
    from generec.system import GeneRec

    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "generec.toml").write_text("[serving]\nwishes_a_minute = 5\nguests = true\n")
    with GeneRec.open(tmp_path / "home") as system:
        app = create_app(system, loopback=True, keys=Keys(tmp_path / "keys"))
        assert app.state.service.config.wishes_a_minute == 5
        assert app.state.service.config.guests is True
