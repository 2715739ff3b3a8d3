"""A picture is kept without what the camera wrote beside it, and looks as it did."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from portal.gateways import pictures
from portal.kernel.words import Invalid
from tests.photos import TAKEN, picture, telling_jpeg, telling_png

JPEG, PNG = "image/jpeg", "image/png"
TRACES = (b"CaretakerZhao", b"Pocket 7", b"990001112223334", b"at her door", b"GPSLatitude", b"31.98", b"flat 502")


def kept(data: bytes, kind: str) -> tuple[bytes, Image.Image]:
    out = pictures.without_traces(data, kind, "file")
    return out, Image.open(BytesIO(out))


@pytest.mark.parametrize(("data", "kind"), [(telling_jpeg(), JPEG), (telling_png(), PNG)], ids=["jpeg", "png"])
def test_place_person_and_device_are_gone_but_how_it_is_turned_and_when_it_was_taken_stay(data, kind):
    assert any(trace in data for trace in TRACES)
    out, image = kept(data, kind)
    assert [trace for trace in TRACES if trace in out] == []
    tags = image.getexif()
    assert dict(tags) == {ExifTags.Base.Orientation: 6, ExifTags.IFD.Exif: tags[ExifTags.IFD.Exif]}
    assert dict(tags.get_ifd(ExifTags.IFD.Exif)) == {ExifTags.Base.DateTimeOriginal: TAKEN}
    assert not tags.get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.parametrize(("data", "kind", "off"), [(telling_jpeg(), JPEG, 2), (telling_png(), PNG, 0)], ids=["jpeg", "png"])
def test_what_is_seen_stays_the_same(data, kind, off):
    before, after = Image.open(BytesIO(data)).convert("RGB"), kept(data, kind)[1].convert("RGB")
    assert before.size == after.size
    assert max(high for _low, high in ImageChops.difference(before, after).getextrema()) <= off


@pytest.mark.parametrize("data", [picture("JPEG", quality=80), picture("PNG", dpi=(300, 300))], ids=["jpeg", "png"])
def test_a_picture_that_tells_nothing_is_kept_byte_for_byte(data):
    assert pictures.without_traces(data, JPEG if data[:2] == b"\xff\xd8" else PNG, "file") == data


def test_a_second_time_takes_nothing_more():
    once, _ = kept(telling_png(), PNG)
    assert kept(once, PNG)[0] == once


def test_two_pictures_in_one_file_become_the_first_of_them():
    out = BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("navy", "white"))
    first.save(out, "MPO", save_all=True, append_images=[second])
    data, image = kept(out.getvalue(), JPEG)
    assert (image.format, image.size, getattr(image, "n_frames", 1)) == ("JPEG", (40, 30), 1)
    assert len(data) < len(out.getvalue())


def test_a_transparent_picture_stays_transparent():
    out = BytesIO()
    stamp = Image.new("P", (20, 20))
    stamp.info["transparency"] = 0
    texts = PngInfo()
    texts.add_text("Author", "CaretakerZhao")
    stamp.save(out, "PNG", transparency=0, pnginfo=texts)
    data, image = kept(out.getvalue(), PNG)
    assert b"CaretakerZhao" not in data
    assert image.convert("RGBA").getpixel((3, 3))[3] == 0


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + b"\0" * 64, picture("PNG")[:-30], b"\xff\xd8\xff\xe0" + b"\0" * 64, picture("JPEG")[:300]],
    ids=["no picture", "half a png", "no photo", "half a jpeg"],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused_with_a_sentence(data):
    with pytest.raises(Invalid, match="图片打不开"):
        pictures.without_traces(data, PNG if data[:1] == b"\x89" else JPEG, "file")


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    bomb = picture("PNG", size=(9000, 9000))
    assert len(bomb) < 1_000_000
    with pytest.raises(Invalid, match="最多 80,000,000 像素"):
        pictures.without_traces(bomb, PNG, "file")
