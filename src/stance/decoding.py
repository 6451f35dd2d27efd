"""Bytes to text: files opened, encodings detected, newlines normalised."""

from __future__ import annotations

import logging
import re
import sys
from typing import Final

from stance.containers import BROKEN, open_binary
from stance.errors import DocumentError

__all__ = [
    "BYTE_ORDER_MARKS",
    "CONTROL",
    "STANDARD_INPUT",
    "decode",
    "normalise_newlines",
    "read_bytes",
    "without_surrogates",
]

logger = logging.getLogger(__name__)

STANDARD_INPUT: Final = "-"
BYTE_ORDER_MARKS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
WESTERN_MARKS: Final = "‘’‚“”„«»‹›–—…•€£§°©®™´¨\xa0"
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_bytes(path: str) -> bytes:
    """Return a file's or standard input's content, errors told for people."""
    if path == STANDARD_INPUT:
        if sys.stdin is None:
            raise DocumentError("-: there is no standard input")
        return sys.stdin.buffer.read()
    try:
        stream, raw = open_binary(path)
        with raw, stream:
            return stream.read()
    except BROKEN as error:
        raise DocumentError(f"{path}: damaged: {error}") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path}: cannot be read: {reason}") from error


def decode(raw: bytes, path: str) -> str:
    """Decode a text file, detecting its encoding where it is not UTF-8.

    A guess is logged as a warning. Raises `DocumentError` for content that is no text.
    """
    text = _decoded(raw, path)
    if CONTROL.search(text):
        raise DocumentError(f"{path}: not a text file (it holds control characters)")
    return text


def _decoded(raw: bytes, path: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            try:
                return raw.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise DocumentError(f"{path}: broken {encoding} text ({error.reason})") from error
    if b"\x00" in raw:
        wide = _wide_encoding(raw)
        if wide is None:
            raise DocumentError(f"{path}: not a text file (it holds control characters)")
        logger.warning("%s: no byte-order mark; read as %s", path, wide)
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    import charset_normalizer

    match = charset_normalizer.from_bytes(raw).best()
    if match is None:
        raise DocumentError(f"{path}: not a text file, or in no known encoding")
    encoding, text = match.encoding, str(match)
    if _is_western(raw):
        encoding, text = "cp1252", raw.decode("cp1252")
    logger.warning("%s: not UTF-8; read as %s", path, encoding)
    return text


def _wide_encoding(raw: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: half of its bytes are mostly zero."""
    for encoding, high in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if high.count(0) > 0.7 * len(high):
            return encoding
    return None


def _is_western(raw: bytes) -> bool:
    """Whether a text reads as Windows-1252: Latin letters with few others among them.

    In Cyrillic, Greek or Arabic text most letters are beyond ASCII; where they are few, and
    nothing shows another code page, Western European is by far the likeliest in English news.
    """
    beyond = sum(byte > 0x7F for byte in raw)
    if beyond > len(raw) / 8:
        return False
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return all(char.isascii() or char.isalpha() or char in WESTERN_MARKS for char in text)


def normalise_newlines(text: str) -> str:
    """Turn every line end into a line feed and drop what UTF-8 cannot hold."""
    return without_surrogates(text.replace("\r\n", "\n").replace("\r", "\n"))


def without_surrogates(text: str) -> str:
    """Replace what UTF-8 cannot hold, one for one, so that offsets stay."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
