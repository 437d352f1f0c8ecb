"""Sampling: guidance, noise and time that agree, and frames that are given."""

import numpy as np
import pytest
import torch

from generec.creator.diffusion import sampling
from generec.creator.diffusion.noise import answer, schedule, shares
from generec.creator.diffusion.sampling import Condition, Model, Sampling, changed, extended, sample
from generec.creator.diffusion.training import to_clips
from generec.domain.errors import DataError

HOW = Sampling(steps=6, guidance=2.0, seed=3)


def tokens(model, condition, n):
    return sampling._tokens(model, condition, n)


def asked(model, condition, guidance, noised, time=500):
    """The guided answer at a time, with no frame given."""
    blank, mask = torch.zeros_like(noised), torch.zeros(len(noised), model.frames)
    with torch.inference_mode():
        return sampling.answers(model, condition, guidance, given=blank, mask=mask)(noised, time)


def bare(model, condition, noised, time=500):
    """The network's own answer, with its clip kept within the range of colours."""
    n, noising = len(noised), schedule(model.config)
    times = torch.full((n,), float(time))
    with torch.inference_mode():
        found = answer(
            model.network, noising, noised, times, tokens(model, condition, n),
            given=torch.zeros_like(noised), mask=torch.zeros(n, model.frames),
        )  # fmt: skip
        a, s = (share[:, None, None, None, None] for share in shares(noising, times))
        return (a * noised - (a * noised - s * found).clamp(-1, 1)) / s


@pytest.fixture
def noised():
    return torch.randn((2, 3, 4, 8, 8), generator=torch.Generator().manual_seed(1))


def test_guidance_of_one_is_what_is_wanted_and_of_zero_what_is_not(model, toy, noised):
    wanted = Condition(taste=toy.tastes[0])
    torch.testing.assert_close(asked(model, wanted, 1.0, noised), bare(model, wanted, noised))
    torch.testing.assert_close(asked(model, wanted, 0.0, noised), bare(model, Condition(), noised))
    assert not torch.allclose(asked(model, wanted, 0.0, noised), asked(model, wanted, 1.0, noised), atol=1e-3)


def test_guidance_goes_on_from_nothing_wanted_through_what_is_wanted(model, toy, noised):
    """At a late time, where no colour leaves its range, so that the formula stands alone."""
    a, s = (float(share) for share in shares(schedule(model.config), torch.tensor(150)))
    wanted, late = Condition(taste=toy.tastes[0]), a * 0.1 + s * noised
    one, none, more = (asked(model, wanted, g, late, time=150) for g in (1.0, 0.0, 1.5))
    assert (a * late - s * more).abs().max() < 1
    assert (one - none).abs().max() > 1e-3
    torch.testing.assert_close(more, none + 1.5 * (one - none), atol=1e-4, rtol=1e-3)


def test_the_same_seed_draws_the_same_and_another_another(model, toy):
    wanted = Condition(taste=toy.tastes[0])
    one, again, other = (sample(model, wanted, HOW._replace(seed=seed), n=2) for seed in (3, 3, 4))
    assert (one == again).all()
    assert (one != other).any()
    assert (one[0] != one[1]).any()
    assert (sample(model, wanted, HOW, n=1)[0] == one[0]).mean() > 0.99


def test_clips_have_their_shape_and_bytes(model):
    clips = sample(model, Condition(), HOW, n=3)
    assert clips.shape == (3, 4, 8, 8, 3)
    assert clips.dtype == np.uint8


@pytest.mark.parametrize("sampler", ["dpm", "ddim"])
def test_both_samplers_follow_what_is_wanted(model, toy, sampler):
    clips = sample(model, Condition(taste=toy.tastes[0]), HOW._replace(sampler=sampler), n=4)
    assert (clips[..., 0].mean() - clips[..., 2].mean()) > 60


class Knowing(torch.nn.Module):
    """A network that answers with the very noise and clip that were put in, whatever it sees."""

    def __init__(self, model, noise, clip):
        super().__init__()
        self.wanted, self.noise, self.clip = model.network.wanted, noise, clip
        self.noising, self.asked = schedule(model.config), []

    def forward(self, noised, times, tokens, *, given, mask):
        from generec.creator.diffusion.noise import plain

        a, s = (share[:, None, None, None, None] for share in shares(self.noising, times))
        self.asked.append(float(times[0]))
        return a * self.noise - s * self.clip - plain(self.noising, noised, times)


@pytest.mark.parametrize("sampler", ["dpm", "ddim"])
@pytest.mark.parametrize("strength", [0.1, 0.3, 0.5, 0.8, 0.97])
def test_the_noise_that_goes_in_is_that_of_the_time_at_which_sampling_begins(model, sampler, strength):
    """What knows the noise finds the clip again from every strength; a start beside it would not."""
    rng = np.random.default_rng(0)
    clip = rng.integers(20, 235, (4, 8, 8, 3)).astype(np.uint8)
    noise = sampling._noise((3, 4, 8, 8), HOW.seed, 0)[None]
    knowing = Knowing(model, noise, to_clips(clip[None]))
    how = HOW._replace(steps=20, sampler=sampler, guidance=1.0)
    found = changed(Model(knowing, model.config, model.tastes), clip, Condition(), how, strength=strength)
    assert np.abs(found.astype(int) - clip).max() <= 1
    assert len(knowing.asked) == max(1, round(20 * strength))
    assert knowing.asked[0] <= 1000 * strength + 50


def test_more_strength_leaves_less_of_the_clip(model, toy):
    blue = np.full((4, 8, 8, 3), (30, 30, 220), np.uint8)
    reds = [
        changed(model, blue, Condition(taste=toy.tastes[0]), HOW._replace(steps=20), strength=strength)[
            ..., 0
        ].mean()
        for strength in (0.0, 0.4, 1.0)
    ]
    assert reds[0] == 30
    assert reds[0] <= reds[1] + 5 < reds[2]
    assert reds[2] > 150


def test_nothing_is_changed_at_no_strength_however_long(model):
    clip = np.random.default_rng(0).integers(0, 255, (11, 8, 8, 3)).astype(np.uint8)
    assert (changed(model, clip, Condition(), HOW, strength=0.0) == clip).all()


@pytest.mark.parametrize("long", [1, 4, 9])
def test_a_changed_clip_has_the_length_it_had(model, long):
    clip = np.full((long, 8, 8, 3), 90, np.uint8)
    assert changed(model, clip, Condition(), HOW, strength=0.6).shape == clip.shape


@pytest.mark.parametrize("long", [1, 2, 3, 4, 6])
def test_going_on_leaves_what_is_there_as_it_is(model, toy, long):
    clip = np.random.default_rng(0).integers(0, 255, (long, 8, 8, 3)).astype(np.uint8)
    whole = extended(model, clip, Condition(taste=toy.tastes[1]), HOW, frames=13)
    assert whole.shape == (13, 8, 8, 3)
    assert (whole[:long] == clip).all()


def test_going_on_goes_on_from_what_it_sees(model, toy):
    """After red frames come red ones where nothing is wanted, after blue ones blue."""
    for colour, channel in (((220, 30, 30), 0), ((30, 30, 220), 2)):
        clip = np.full((2, 8, 8, 3), colour, np.uint8)
        fresh = extended(model, clip, Condition(), HOW, frames=4)[2:]
        assert fresh[..., channel].mean() > fresh[..., 2 - channel].mean() + 50


def test_what_does_not_fit_is_refused(model):
    with pytest.raises(DataError, match="are needed"):
        sample(model, Condition(taste=np.ones(5, np.float32)), HOW)
    with pytest.raises(DataError, match="is needed"):
        extended(model, np.zeros((2, 9, 9, 3), np.uint8), Condition(), HOW, frames=4)
