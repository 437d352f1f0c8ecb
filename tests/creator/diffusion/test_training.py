"""Training: what is wanted decides what is drawn, and a run stopped anywhere goes on to the same bits."""

import math

import numpy as np
import pytest
import torch

from generec.creator.diffusion.sampling import Condition, Sampling, sample
from generec.creator.diffusion.training import Trainer, rate
from generec.domain.errors import DataError

HOW = Sampling(steps=8, guidance=2.0, seed=3)


def redness(clips):
    """Mean red less blue of each clip, of 255."""
    return (clips[..., 0].astype(float) - clips[..., 2]).mean(axis=(1, 2, 3))


def same(one, other):
    """Whether two states of weights are equal to the bit."""
    return all(torch.equal(one[name], other[name]) for name in one)


def test_the_loss_falls_on_what_was_trained_on_and_what_was_held_out(toy, trained):
    first, last = Trainer(toy, trained.config).judge(), trained.curve[-1]
    assert last.step == trained.config.steps
    assert last.trained < 0.6 * first.trained
    assert last.held_out < 0.6 * first.held_out


def right(model, red, blue):
    """Of 64 clips, half wanted red and half blue: how many are plainly of the colour that was wanted.

    A network of seconds draws now and then the other colour whatever is wanted, as its noise leads it there
    (5 of 64 for one seed of four, none for the others), so that single clips tell nothing.
    """
    wanted, other = (redness(sample(model, one, HOW, n=32)) for one in (red, blue))
    return int((wanted > 60).sum() + (other < -60).sum())


def test_a_taste_decides_the_colour(model, toy):
    assert right(model, *(Condition(taste=taste) for taste in toy.tastes)) >= 54


def test_words_decide_the_colour(model, toy):
    assert right(model, *(Condition(words=toy.words[i, 0]) for i in (0, 1))) >= 54


def test_with_nothing_wanted_the_colour_is_left_to_chance(model):
    """What the two before would count if nothing that is wanted reached the network."""
    assert right(model, Condition(), Condition()) <= 40


def test_a_taste_beside_a_groups_does_too(model, toy):
    rng = np.random.default_rng(0)
    near = toy.tastes[0] + 0.2 * rng.standard_normal(toy.tastes.shape[1]) / 6**0.5
    clips = sample(model, Condition(taste=(near / np.linalg.norm(near)).astype(np.float32)), HOW, n=4)
    assert redness(clips).min() > 30


def run(trainer, *, to):
    trainer.run(until=lambda: trainer.step >= to, saved=lambda _: None)
    return trainer


def test_a_run_that_was_stopped_goes_on_to_the_same_bits(toy, toy_config):
    """Stopped among single frames and among whole clips, between two looks and right at one."""
    config = toy_config(steps=24, judge_every=6, judged=8, dropout=0.1)
    whole = run(Trainer(toy, config), to=24)
    for stop in (5, 12, 17):
        first = run(Trainer(toy, config), to=stop)
        second = Trainer(toy, config)
        second.restore(first.state())
        run(second, to=24)
        assert same(second.network.state_dict(), whole.network.state_dict())
        assert [p.model_copy(update={"cpu_s": 0}) for p in second.curve] == [
            p.model_copy(update={"cpu_s": 0}) for p in whole.curve
        ]
        with second.averaged(), whole.averaged():
            assert same(second.network.state_dict(), whole.network.state_dict())


def test_another_seed_is_another_run(toy, trained):
    other = Trainer(toy, trained.config.model_copy(update={"seed": 1}))
    assert not same(other.network.state_dict(), Trainer(toy, trained.config).network.state_dict())


def test_the_mean_of_the_weights_follows_them_by_its_decay(toy, trained):
    trainer = Trainer(toy, trained.config)
    mean = [p.detach().clone() for p in trainer.network.parameters()]
    for _ in range(5):
        trainer.once()
        # `EMAModel` warms up: 1 - (1 + n)^-0.75 of its own steps, at most the decay.
        n = max(0, trainer.step - 1)
        decay = min(1 - (1 + n) ** -0.75, trained.config.decay) if n else 0.0
        for old, new in zip(mean, trainer.network.parameters(), strict=True):
            old.mul_(decay).add_(new.detach(), alpha=1 - decay)
    before = [p.detach().clone() for p in trainer.network.parameters()]
    with trainer.averaged():
        for old, new in zip(mean, trainer.network.parameters(), strict=True):
            torch.testing.assert_close(new.detach(), old, atol=1e-6, rtol=1e-5)
    assert all(torch.equal(a, b) for a, b in zip(before, trainer.network.parameters(), strict=True))


def test_the_rate_rises_then_falls_to_a_tenth(trained):
    config = trained.config
    rates = [rate(step, config) for step in range(config.steps + 1)]
    assert rates[0] == pytest.approx(config.rate / config.warm, rel=1e-3)
    assert max(rates) == pytest.approx(config.rate, rel=0.02)
    assert rates[-1] == pytest.approx(0.1 * config.rate)


def test_frames_that_are_given_do_not_count_in_the_loss(toy, trained, monkeypatch):
    """Whatever stands in given frames: the loss is that of the others."""
    rng = np.random.default_rng(1)
    config = trained.config.model_copy(update={"given": 1.0})
    batch = toy.batch(rng, 4, frames=4, config=config, part="train")
    assert (batch.given > 0).all()
    network = trained.network

    class Wrong(torch.nn.Module):
        wanted = network.wanted

        def forward(self, noised, times, tokens, *, given, mask):
            out = network(noised, times, tokens, given=given, mask=mask)
            return torch.where(mask[:, None, :, None, None] > 0, out + 100, out)

    def loss():
        return trained._loss(batch, torch.full((4,), 500), torch.Generator().manual_seed(1))

    with torch.no_grad():
        plain = float(loss())
        monkeypatch.setattr(trained, "network", Wrong())
        assert float(loss()) == pytest.approx(plain, rel=1e-5)


def test_a_step_draws_the_same_whatever_came_before(toy, trained):
    one, other = Trainer(toy, trained.config), Trainer(toy, trained.config)
    torch.manual_seed(123)
    np.random.default_rng(9).random()
    assert one.once() == other.once()


@pytest.mark.parametrize(
    "change", [{"target": "epsilon"}, {"precision": "bfloat16"}, {"checkpointing": True}]
)
def test_other_ways_to_train_run_and_learn(toy, toy_config, change):
    trainer = Trainer(toy, toy_config(steps=40, stills=0.0, **change))
    before = trainer.judge()
    assert all(math.isfinite(trainer.once()) for _ in range(40))
    assert trainer.judge().trained < before.trained


def test_keeping_less_in_memory_changes_no_bit(toy, toy_config):
    runs = [Trainer(toy, toy_config(checkpointing=less)) for less in (False, True)]
    assert [runs[0].once() for _ in range(3)] == [runs[1].once() for _ in range(3)]


def test_a_state_of_another_training_is_refused(toy, toy_config, trained):
    other = Trainer(toy, toy_config(network=trained.config.network.model_copy(update={"widths": (8, 16)})))
    with pytest.raises(DataError, match="another training"):
        other.restore(trained.state())
