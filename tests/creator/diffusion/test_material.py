"""Which works are held out of a training: each once over the folds, by nothing but its id."""

import hashlib

import numpy as np
import pytest
from pydantic import ValidationError

from generec.creator.diffusion.config import ClipsConfig
from generec.creator.diffusion.material import held_out

IDS = [f"work {number}" for number in range(300)]


@pytest.mark.parametrize(("share", "folds"), [(0.2, 5), (0.1, 10), (1 / 3, 3), (0.5, 2)])
def test_over_the_folds_each_work_is_held_out_once(share, folds):
    out = np.array([held_out(IDS, share=share, fold=fold) for fold in range(folds)])
    assert out.sum(axis=0).tolist() == [1] * len(IDS)
    assert out.mean(axis=1) == pytest.approx([share] * folds, abs=0.09)


def test_the_first_fold_holds_out_what_was_always_held_out():
    """Trainings that stand in homes were begun with it: the rule, written out."""
    low = [int(hashlib.sha256(f"held out\n{id}".encode()).hexdigest()[:8], 16) / 2**32 < 0.2 for id in IDS]
    assert held_out(IDS, share=0.2) == held_out(IDS, share=0.2, fold=0) == low


def test_other_works_change_nothing():
    assert held_out(IDS[:40], share=0.2, fold=3) == held_out(IDS, share=0.2, fold=3)[:40]


def test_a_fold_beyond_the_last_is_refused():
    assert ClipsConfig(held_out=0.2, fold=4).fold == 4
    with pytest.raises(ValidationError, match="there is no fold 5"):
        ClipsConfig(held_out=0.2, fold=5)
    with pytest.raises(ValidationError, match="fold"):
        ClipsConfig(fold=-1)
    assert ClipsConfig(held_out=0.0).fold == 0
