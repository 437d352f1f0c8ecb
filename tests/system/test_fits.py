import pytest

from generec.domain.errors import NotFound
from generec.system.fits import Fits


def made(fits: Fits) -> str:
    fit = fits.fresh()
    fit.mkdir()
    fits.adopt(fit)
    return fit.name


def test_adopts_keeps_few_and_goes_back(tmp_path):
    fits = Fits(tmp_path / "fits")
    assert fits.current() is None
    names = [made(fits) for _ in range(5)]
    assert fits.current().name == names[-1]
    assert sorted(p.name for p in fits.folder.iterdir() if p.is_dir()) == names[-3:]
    assert fits.rollback().name == names[-2]
    assert Fits(fits.folder).current().name == names[-2]


def test_a_fit_after_a_rollback_gets_a_number_of_its_own(tmp_path):
    fits = Fits(tmp_path)
    first, second = made(fits), made(fits)
    fits.rollback()
    third = made(fits)
    assert len({first, second, third}) == 3
    assert fits.current().name == third


def test_an_unfinished_fit_is_not_in_force(tmp_path):
    fits = Fits(tmp_path)
    name = made(fits)
    fits.fresh().mkdir()
    assert Fits(tmp_path).current().name == name


def test_nothing_to_go_back_to(tmp_path):
    fits = Fits(tmp_path)
    made(fits)
    with pytest.raises(NotFound, match="no earlier fit"):
        fits.rollback()
