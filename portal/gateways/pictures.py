"""Pictures that people hand in: real ones, of a size that can be opened, without what the camera wrote beside them.

A photo of a home visit tells where the home is: position, device and owner stand in the file, unseen. What is kept is how
the picture is turned and when it was taken, which an activity record needs as evidence.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from portal.kernel.words import Invalid, say

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
#: A page of A3 scanned at 600 dpi has 70 million; a phone's photo 12 to 50. What is larger is a bomb or a mistake.
MAX_PIXELS = 80_000_000
KEPT = (ExifTags.Base.Orientation, ExifTags.Base.DateTime)
KEPT_OF_THE_SHOT = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal)
#: What the library itself reads out of the picture's own structure; all else stands beside the picture.
OF_THE_PICTURE = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "icc_profile", "progressive", "progression",
                  "adobe", "adobe_transform", "gamma", "transparency", "srgb", "interlace", "aspect", "chromaticity"}  # fmt: skip


def without_traces(data: bytes, media_type: str, field: str) -> bytes:
    """The picture as it is kept; byte for byte the same when there is nothing to take out.

    Raises ``Invalid`` for a picture that cannot be opened or has more than ``MAX_PIXELS``.
    """
    try:
        with Image.open(BytesIO(data), formats=[FORMATS[media_type]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid(field, say("图片太大：最多 %(n)s 像素。请缩小后再传。", n=f"{MAX_PIXELS:,}"))
            image.load()
            return _kept(image, media_type) if _tells_more(image) else data
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Invalid(field, say("图片打不开，可能已经损坏。")) from None


def _tells_more(image: Image.Image) -> bool:
    return image.format == "MPO" or bool(set(image.info) - OF_THE_PICTURE) or bool(image.getexif())


def _kept(image: Image.Image, media_type: str) -> bytes:
    """Saved again with the same quantization: no visible loss."""
    out = BytesIO()
    how: dict[str, Any] = {"exif": _kept_exif(image), "icc_profile": image.info.get("icc_profile")}
    if media_type == "image/jpeg":  # of several pictures in one file (MPO) the first is the photo
        how |= {"comment": b"", "quality": 92}
    if image.format == "JPEG":
        how |= {"quality": "keep", "subsampling": "keep"}
    if "transparency" in image.info:
        how |= {"transparency": image.info["transparency"]}
    image.save(out, FORMATS[media_type], **{name: value for name, value in how.items() if value is not None})
    return out.getvalue()


def _kept_exif(image: Image.Image) -> bytes:
    found, kept = image.getexif(), Image.Exif()
    shot = found.get_ifd(ExifTags.IFD.Exif)
    kept.update({tag: found[tag] for tag in KEPT if tag in found})
    when: dict[int, Any] = {tag: shot[tag] for tag in KEPT_OF_THE_SHOT if tag in shot}
    if when:
        kept.get_ifd(ExifTags.IFD.Exif).update(when)
    return kept.tobytes()
