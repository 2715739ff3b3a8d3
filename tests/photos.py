"""Pictures as telephones make them: with a position, an owner and a device written beside what is seen."""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>31,59.1N</exif:GPSLatitude></x:xmpmeta>'
TAKEN = "2026:05:15 10:30:00"


def picture(kind: str, size: tuple[int, int] = (60, 40), **how) -> bytes:
    """``kind``: JPEG or PNG. A gradient, so that a second compression would show."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def exif() -> Image.Exif:
    """Lying on its side, taken at TAKEN by a named device in the hands of a named person, at a known place."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    tags[ExifTags.Base.Model] = "Pocket 7"
    tags[ExifTags.Base.Artist] = "CaretakerZhao"
    tags.get_ifd(ExifTags.IFD.Exif).update({
        ExifTags.Base.DateTimeOriginal: TAKEN, ExifTags.Base.MakerNote: b"serial 990001112223334",
        ExifTags.Base.UserComment: b"ASCII\0\0\0at her door",
    })  # fmt: skip
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({
        ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (31.0, 59.0, 1.5),
        ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (118.0, 46.0, 2.5),
    })  # fmt: skip
    return tags


def telling_jpeg() -> bytes:
    return picture("JPEG", exif=exif(), xmp=XMP, comment=b"flat 502", quality=88)


def telling_png() -> bytes:
    texts = PngInfo()
    texts.add_text("Location", "31.98, 118.77")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return picture("PNG", exif=exif(), pnginfo=texts)
