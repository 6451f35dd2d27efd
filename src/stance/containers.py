"""What articles are packed in: gzip and Zstandard files, and ZIP folders.

A ZIP folder is read as a folder: ``news.zip/2024/a.txt`` names a member. A compressed file is
read as what its name says without the last suffix: ``news.jsonl.gz`` is a JSONL table.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

from stance.errors import DocumentError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PACKED", "is_zip", "kind_of", "member_of", "open_binary", "zip_members"]

PACKED: Final = frozenset([".gz", ".zst"])
ZIP: Final = ".zip"
BROKEN: Final = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError)
"""What damaged containers raise beside `OSError`."""


def kind_of(path: str) -> str:
    """Return the suffix that says what a file holds, without that of its compression."""
    name = Path(path)
    if name.suffix.lower() in PACKED:
        name = name.with_suffix("")
    return name.suffix.lower()


def is_zip(path: str) -> bool:
    """Whether a path is a ZIP file."""
    try:
        return path.lower().endswith(ZIP) and Path(path).is_file()
    except OSError:
        return False


def member_of(path: str) -> tuple[str, str] | None:
    """Split the path of a ZIP folder's member into that of the folder and the name in it."""
    at = path.lower().find(ZIP + "/")
    while at >= 0:
        folder = path[: at + len(ZIP)]
        if is_zip(folder):
            return folder, path[at + len(ZIP) + 1 :]
        at = path.lower().find(ZIP + "/", at + 1)
    return None


def zip_members(path: str) -> Iterator[tuple[str, int]]:
    """Yield name and size of each file in a ZIP folder, sorted as a folder's files are."""
    try:
        with zipfile.ZipFile(path) as folder:
            found = [(item.filename, item.file_size) for item in folder.infolist()]
    except (OSError, *BROKEN) as error:
        raise DocumentError(f"{path}: broken ZIP folder: {error}") from error
    yield from sorted(
        ((name, size) for name, size in found if not name.endswith("/")),
        key=lambda member: member[0].split("/"),
    )


def open_binary(path: str) -> tuple[IO[bytes], IO[bytes]]:
    """Open a file, unpacked as its name asks.

    Returns
    -------
    stream : file
        Its content. Reading a damaged file raises `OSError` or one of `BROKEN`.
    raw : file
        The file as it lies on the disk; its position says how far the reading is. For members
        of ZIP folders it is `stream`.
    """
    member = member_of(path)
    if member is None:
        raw: IO[bytes] = Path(path).open("rb")  # noqa: SIM115
    else:
        try:
            raw = _zip_folder(member[0], Path(member[0]).stat().st_mtime_ns).open(member[1])
        except KeyError as error:
            raise FileNotFoundError(2, "no such file in this ZIP folder") from error
        except RuntimeError as error:  # encrypted
            raise OSError(1, str(error)) from error
    suffix = Path(path).suffix.lower()
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)), raw
    if suffix == ".zst":
        return _zstandard(path, raw), raw
    return raw, raw


@lru_cache(maxsize=4)
def _zip_folder(path: str, changed: int) -> zipfile.ZipFile:  # noqa: ARG001
    """Keep the last few ZIP folders open: each opening reads their whole list of contents."""
    return zipfile.ZipFile(path)


def _zstandard(path: str, raw: IO[bytes]) -> IO[bytes]:
    try:
        import zstandard
    except ImportError as error:
        raise MissingExtraError(
            f"{path}: reading Zstandard", package="zstandard", extra="archive"
        ) from error
    stream: Any = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)
    return cast("IO[bytes]", stream)
