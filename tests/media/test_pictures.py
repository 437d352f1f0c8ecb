"""Pictures come out as 8-bit sRGB, as they are meant to be seen."""

import io

import numpy as np
import pytest
from PIL import Image

from generec.domain.errors import MediaError
from generec.media.pictures import jpeg, measure, read, resize


def _bytes(picture, kind="PNG", **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def test_cmyk_jpeg():
    picture = Image.new("CMYK", (20, 10), (0, 255, 255, 0))
    out = read(_bytes(picture, "JPEG"))
    assert out.shape == (10, 20, 3)
    assert out[..., 0].mean() > 200
    assert out[..., 1:].mean() < 60


def test_sixteen_bit_png_keeps_its_tones():
    ramp = np.linspace(0, 65_535, 64).astype(np.uint16)[None].repeat(4, axis=0)
    out = read(_bytes(Image.fromarray(ramp)))
    assert out.dtype == np.uint8
    np.testing.assert_allclose(out[0, :, 0], np.linspace(0, 255, 64), atol=1)


def test_exif_orientation_is_applied():
    image = np.zeros((10, 20, 3), np.uint8)
    image[:, 10:] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    out = read(_bytes(Image.fromarray(image), "JPEG", exif=exif, quality=95))
    assert out.shape == (20, 10, 3)
    assert out[15:].mean() > 200 > 50 > out[:5].mean()


def test_transparency_lies_on_white():
    out = read(_bytes(Image.new("RGBA", (4, 4), (255, 0, 0, 0))))
    assert (out == 255).all()
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([0, 0, 0] * 256)
    assert (read(_bytes(palette, "GIF", transparency=0)) == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F"])
def test_every_mode_and_one_pixel(mode, tmp_path):
    path = tmp_path / "dot.tiff"
    Image.new(mode, (1, 1)).save(path)
    assert read(path).shape == (1, 1, 3)
    assert read(path).dtype == np.uint8


def test_longest_and_resize(make):
    image = make.scene(3, 101, 53)
    assert read(_bytes(Image.fromarray(image)), longest=50).shape == (26, 50, 3)
    assert resize(image, longest=200) is image
    assert resize(np.zeros((1, 1000, 3), np.uint8), longest=10).shape == (1, 10, 3)


def test_damaged_pictures(tmp_path, make):
    whole = _bytes(Image.fromarray(make.scene(1, 64, 64)), "JPEG")
    for cut in (whole[: len(whole) // 2], whole[:20]):
        with pytest.raises(MediaError, match=r"damaged|cannot be read"):
            read(cut)


def test_jpeg_is_reproducible(make):
    image = make.scene(2, 64, 48)
    assert jpeg(image) == jpeg(image.copy())
    assert np.abs(read(jpeg(image, quality=95)).astype(int) - image).mean() < 8


def test_sharpness_falls_with_blur_and_brightness_follows_light(make):
    import cv2

    image = make.scene(4, 300, 200)
    sharp, light = measure(image)
    soft, _ = measure(cv2.GaussianBlur(image, (15, 15), 0))
    _, dark = measure(image // 2)
    assert sharp > 2 * soft
    assert dark == pytest.approx(light / 2, rel=0.05)
    assert measure(np.full((10, 10, 3), 255, np.uint8)) == pytest.approx((0.0, 1.0))
