"""The user's own pictures for the kernel lesson, and files that are none."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import gdexplorer as gd
from gdexplorer.api import learn_from
from gdexplorer.cli import main
from gdexplorer.core.parameter import ParameterError
from gdexplorer.io.picture_file import is_picture, read_picture
from gdexplorer.problems.kernel_lesson import KERNELS

NOISE = np.random.default_rng(4).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def encoded(picture, kind="PNG", **settings):
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return file.getvalue()


@pytest.fixture
def write(tmp_path):
    def written(raw, name="photo.png"):
        path = tmp_path / name
        path.write_bytes(raw if isinstance(raw, bytes) else encoded(raw))
        return path

    return written


def test_a_small_grey_picture_is_read_as_it_is(write):
    photo = read_picture(write(Image.fromarray(NOISE[..., 0])))
    np.testing.assert_allclose(photo.grey, NOISE[..., 0] / 255, atol=1e-7)
    assert photo.name == "photo.png"


def test_colours_become_grey_and_what_is_clear_is_white(write):
    clear = Image.new("RGBA", (4, 3), (0, 0, 0, 0))
    clear.putpixel((1, 1), (255, 0, 0, 255))
    grey = read_picture(write(clear)).grey
    assert grey.shape == (3, 4)
    assert grey[0, 0] == 1
    assert grey[1, 1] == pytest.approx(0.299, abs=0.003)  # of ITU-R BT.601


def test_sixteen_bits_are_not_cut_off(write):
    deep = np.linspace(0, 65535, 12).astype(np.uint16).reshape(3, 4)
    grey = read_picture(write(Image.fromarray(deep))).grey
    np.testing.assert_allclose(grey, deep / 65535, atol=1e-6)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_large_picture_is_reduced_and_keeps_its_mean(write, kind):
    large = np.kron(NOISE[..., 0], np.ones((20, 20))).astype(np.uint8)  # 600 x 400
    photo = read_picture(write(encoded(Image.fromarray(large), kind), f"photo.{kind}"))
    assert photo.grey.shape == (43, 64)
    assert photo.grey.mean() == pytest.approx(large.mean() / 255, abs=0.005)
    assert photo.grey.min() >= 0
    assert photo.grey.max() <= 1


def test_a_narrow_picture_keeps_three_pixels_and_a_turned_one_is_upright(write):
    narrow = np.tile(np.arange(256, dtype=np.uint8), (4, 4))
    assert read_picture(write(Image.fromarray(narrow))).grey.shape == (3, 64)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    turned = encoded(Image.fromarray(NOISE), "JPEG", exif=exif)
    assert read_picture(write(turned, "a.jpg")).grey.shape == (30, 20)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "photo.png is no PNG or JPEG picture: it is empty"),
        (b"area,price\n1,2\n", "photo.png is no PNG or JPEG picture: it holds text"),
        ("größe\n".encode() * 99, "photo.png is no PNG or JPEG picture: it holds text"),
        (b"PK\3\4\0\0", "photo.png is no PNG or JPEG picture: it holds something else"),
        (encoded(Image.fromarray(NOISE))[:300], "photo.png is damaged"),
        (encoded(Image.fromarray(NOISE), "BMP"), "photo.png is a BMP picture; only PNG and JPEG"),
        (encoded(Image.fromarray(NOISE), "GIF"), "photo.png is a GIF picture; only PNG and JPEG"),
        (encoded(Image.fromarray(NOISE), "TIFF"), "photo.png is a TIFF picture; only PNG and JPEG"),
        (encoded(Image.new("L", (2, 9))), "photo.png is 2 x 9 pixels: 3 x 3 are the least"),
        (encoded(Image.new("L", (9, 9), 7)), "photo.png is the same grey everywhere"),
        (encoded(Image.new("1", (8000, 8000))), "photo.png has more than 50,000,000 pixels"),
        (encoded(Image.new("1", (10000, 10000))), "photo.png has more than 50,000,000 pixels"),
    ],
)
def test_what_is_wrong_with_a_picture_is_said(write, raw, sentence):
    with pytest.raises(ParameterError, match=sentence):
        read_picture(write(raw))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo", "photo.csv"])
def test_a_picture_is_one_whatever_it_is_called(write, kind, name):
    path = write(encoded(Image.fromarray(NOISE), kind), name)
    assert is_picture(path)
    assert read_picture(path).grey.shape == (20, 30)


def test_what_neither_begins_as_a_picture_nor_is_called_one_is_none(write, tmp_path):
    assert not is_picture(write(b"BMI,age,height\n1,2,3\n", "table"))
    assert not is_picture(write(b"", "nothing"))
    assert not is_picture(tmp_path)
    assert not is_picture(tmp_path / "not there")
    assert is_picture(write(encoded(Image.fromarray(NOISE), "BMP"), "photo.bmp"))  # to say so


def test_a_picture_that_is_not_there(tmp_path):
    with pytest.raises(ParameterError, match=r"cannot read .*none.png: no such file"):
        read_picture(tmp_path / "none.png")
    with pytest.raises(ParameterError, match="cannot read"):
        read_picture(tmp_path)


GOOD = encoded(Image.fromarray(NOISE))


@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_any_bytes_are_a_picture_or_a_sentence(tmp_path_factory, raw, place):
    path = tmp_path_factory.mktemp("any") / "any.png"
    path.write_bytes(GOOD[:place] + raw + GOOD[place + len(raw) :])
    with contextlib.suppress(ParameterError):
        grey = read_picture(path).grey
        assert np.isfinite(grey).all()
        assert max(grey.shape) <= 64


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_kernel_is_found_on_the_users_own_picture(write, kernel):
    path = write(Image.fromarray(NOISE))
    problem = learn_from(gd.problem("kernel_lesson", kernel=kernel), path)
    assert problem.train.inputs.shape == (18 * 28, 9)
    assert "picture" in problem.absent
    x = gd.descend(problem, "l_bfgs", iterations=200).trajectory.x[-1]
    np.testing.assert_allclose(x.reshape(3, 3), KERNELS[kernel], atol=1e-5)


def test_the_command_line_sees_a_picture(write, capsys):
    run = ["run", "--problem", "kernel_lesson", "--optimizer", "l_bfgs"]
    path = str(write(Image.fromarray(NOISE)))
    assert main([*run, "--data", path]) == 0
    assert "R²           1" in capsys.readouterr().out
    assert main([*run, "--data", path, "--target", "y"]) == 2
    assert "a picture has no target" in capsys.readouterr().err
    assert main([*run, "--data", __file__]) == 2
    assert "is no PNG or JPEG picture: it holds text" in capsys.readouterr().err
