"""The file store: bytes under their SHA-256, through fsspec (a folder by default, object storage by address)."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO

import filetype
import fsspec

from portal.kernel.words import Invalid, say

MAX_BYTES = 20 * 1024 * 1024
#: extension → (media type, what `filetype` says; None = checked by own rule)
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PHOTOS = ("jpg", "jpeg", "png")
MAX_UNPACKED_RATIO = 100
MAX_PARTS = 5_000  # a report of 300 pages with a picture on each has some 400


def accepted(filename: str, data: bytes, field: str = "file", only: tuple[str, ...] = ()) -> str:
    """The media type by content. Raises ``Invalid`` on another kind, a mismatch, an empty or an oversized file."""
    if not data:
        raise Invalid(field, say("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise Invalid(field, say("文件超过 %(mb)s MB。", mb=MAX_BYTES // 1_048_576))
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if only and extension not in only:
        raise Invalid(field, say("照片只收 JPG、PNG。别的文件请另选材料的种类，或者先转成图片。"))
    expected = KINDS.get(extension)
    if expected is None:
        raise Invalid(field, say("只收 PDF、JPG、PNG、DOCX、XLSX 文件。"))
    found = filetype.guess(data)
    if found is None or found.mime != expected:
        raise Invalid(field, say("文件内容和扩展名“%(extension)s”不符，请另存后再传。", extension=extension))
    if extension in ("docx", "xlsx"):
        _refuse_bomb(data, field)
    return expected


def _refuse_bomb(data: bytes, field: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(info.file_size for info in parts)
            has_macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except zipfile.BadZipFile:
        raise Invalid(field, say("文件损坏，打不开。")) from None
    if len(parts) > MAX_PARTS or unpacked > max(len(data), 1) * MAX_UNPACKED_RATIO or has_macros:
        raise Invalid(field, say("文件解压后过大或含有宏，不能接收。"))


class FileStore:
    """``put`` is idempotent; ``open`` raises ``FileNotFoundError`` for what was never put or was removed."""

    def __init__(self, address: str):
        self._fs, self._root = fsspec.core.url_to_fs(address)
        self._in_folder = "file" in (self._fs.protocol if isinstance(self._fs.protocol, tuple) else (self._fs.protocol,))

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if self._fs.exists(path):
            return sha256
        if not self._in_folder:  # object storage writes an object whole or not at all
            self._fs.pipe_file(path, data)
            return sha256
        self._fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        draft = f"{path}.{id(data)}"
        with self._fs.open(draft, "wb") as file:
            file.write(data)
        self._fs.mv(draft, path)
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        return self._fs.open(self._path(sha256), "rb")

    def remove(self, sha256: str) -> None:
        """Destroy the bytes of a harmful file. Nothing else is ever removed: records refer to what they were made with."""
        if self._fs.exists(self._path(sha256)):
            self._fs.rm_file(self._path(sha256))

    def _path(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"


def store_of(config: Mapping[str, Any]) -> FileStore:
    """The deployment's store: a folder beside the database, or the address that is configured."""
    return FileStore(config["PORTAL_FILES_URL"] or f"{config['PORTAL_DATA_DIR']}/files")
