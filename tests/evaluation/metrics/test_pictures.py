import cv2
import numpy as np
import pytest

from generec.domain.errors import DataError
from generec.evaluation.metrics.pictures import blur, luma, psnr, ssim


@pytest.fixture(name="pair")
def two_pictures():
    y, x = np.mgrid[:48, :64]
    colours = (
        127 + 100 * np.sin(x / 5) * np.cos(y / 7),
        (x * 3 + y * 2) % 256,
        128 + 60 * np.sin((x * y) / 90),
    )
    source = np.clip(np.stack(colours, -1), 0, 255).astype(np.uint8)
    noise = np.indices(source.shape).sum(0) * 37 % 41 - 20
    return np.clip(source.astype(int) + noise, 0, 255).astype(np.uint8), source


def test_figures_are_those_of_scikit_image(pair) -> None:
    """Printed by scikit-image 0.26 for these pictures: `structural_similarity` of the luma with Gaussian
    weights, sigma 1.5 and population moments; `peak_signal_noise_ratio`; `blur_effect` of the luma."""
    made, source = pair
    assert ssim(made, source) == pytest.approx(0.6141720646776635, abs=1e-6)
    assert psnr(made, source) == pytest.approx(26.707560176207345)
    assert blur(source) == pytest.approx(0.6530100059821374, abs=1e-6)


def test_psnr_is_that_of_opencv(pair) -> None:
    assert psnr(*pair) == pytest.approx(cv2.PSNR(*pair))


def test_the_same_picture(pair) -> None:
    assert psnr(pair[1], pair[1]) == np.inf
    assert ssim(pair[1], pair[1]) == pytest.approx(1)


def test_ssim_of_even_pictures_by_hand() -> None:
    grey = [np.full((20, 20, 3), value, np.uint8) for value in (100, 120)]
    c1 = (0.01 * 255) ** 2
    assert ssim(*grey) == pytest.approx((2 * 100 * 120 + c1) / (100**2 + 120**2 + c1))


def test_blur_grows_with_blurring(pair) -> None:
    values = [blur(cv2.GaussianBlur(pair[1], (0, 0), sigma)) for sigma in (0.5, 1, 2, 4)]
    assert values == sorted(values)
    assert 0 <= values[0] < values[-1] <= 1
    assert blur(np.zeros((20, 20, 3), np.uint8)) == 1


def test_luma_is_rec_601() -> None:
    assert luma(np.array([[[10, 20, 30]]], np.uint8)).item() == pytest.approx(18.15)


def test_unlike_sizes_are_named(pair) -> None:
    with pytest.raises(DataError, match="one size"):
        psnr(pair[0], pair[1][:-1])
    with pytest.raises(DataError, match="11 by 11"):
        ssim(pair[0][:8], pair[1][:8])
