"""Words steer later pages, and no page becomes one thing many times."""

from dataclasses import replace

import numpy as np
import pytest
from retriever_shop import NOW

from generec.domain.guidance import Guidance
from generec.domain.profiles import Profile, Viewer
from generec.retriever.ranking import RetrieverConfig
from generec.retriever.retriever import Retriever
from generec.retriever.steering import Steering
from generec.retriever.wishes import wants


def page(shop, profile: Profile, k: int = 10, **config):
    retriever = Retriever(RetrieverConfig(**config), shop.catalogue, shop.model)
    return retriever(profiles=[profile], guidance=[Guidance()], k=k, at=NOW, rng=np.random.default_rng(0))[0]


NOBODY = Profile(viewer=Viewer(id="new"))
ASKED = replace(NOBODY, asked={"music": 0.6})


def test_what_was_asked_for_before_comes_first_and_says_so(fitted):
    plain, asked = page(fitted, NOBODY), page(fitted, ASKED)
    count = [fitted.topics(found.ids).count("music") for found in (plain, asked)]
    assert count[1] > count[0]
    assert fitted.topics(asked.ids)[0] == "music"
    assert asked.because[0] == "music, which you asked for before"
    assert page(fitted, ASKED, late=0.0, breadth=0.0).ids == plain.ids


def test_it_does_not_rule_the_page(fitted):
    narrow = fitted.topics(page(fitted, ASKED, breadth=0.0).ids)
    broad = fitted.topics(page(fitted, ASKED).ids)
    assert len(set(broad)) > len(set(narrow)) or broad.count("music") < narrow.count("music")
    assert "music" in broad


def test_nothing_that_was_said_changes_nothing(fitted):
    shelf = fitted.catalogue.snapshot()
    none = Steering(wants(Guidance()), {}, None)
    fused, rows = np.arange(shelf.n, dtype=np.float32), np.array([3, 1, 2])
    assert none.scores(fused, rows, late=4.0) == pytest.approx([3, 1, 2])
    assert none.breadth(shelf, rows, before=(), weight=1.0) is None
    assert none.shares(rows, now=0.8, always=0.4, floor=0.35) == []
