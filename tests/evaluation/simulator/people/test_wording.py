"""Wishes are said in many ways, in six languages, and no slot stays open."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from generec.evaluation.simulator.people.population import TONGUES, Population, draw
from generec.evaluation.simulator.people.wording import said, slipped

TABLE = tomllib.loads(files("generec.evaluation.simulator.people").joinpath("words.toml").read_text("utf-8"))
WISHES = sorted(set(TABLE["en"]) - {"topics", "open", "close"})


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_wish_can_be_said_in_every_language(tongue: str):
    assert set(TABLE[tongue]) == set(TABLE["en"])
    viewer = draw({"animals": 1, "space": 1, "zzz": 1}, 1, crowd=Population(typos=0.0), seed=0)[0]
    viewer.tongue = tongue
    rng = np.random.default_rng(0)
    for wish in WISHES:
        for _ in range(20):
            text = said(wish, viewer=viewer, rng=rng, x="animals", y="zzz", n=7)
            assert not set("{}") & set(text)


def test_there_are_many_ways():
    viewer = draw({"animals": 1, "a": 1, "b": 1}, 1, crowd=Population(typos=0.0), seed=0)[0]
    viewer.tongue = "en"
    rng = np.random.default_rng(1)
    assert len({said("more", viewer=viewer, rng=rng, x="animals") for _ in range(200)}) > 60


def test_a_slip_changes_a_little():
    rng = np.random.default_rng(2)
    for _ in range(50):
        text = slipped("more animals please", rng=rng)
        assert abs(len(text) - len("more animals please")) <= 1
    assert slipped("更多", rng=rng) == "更多"
