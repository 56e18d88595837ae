"""A value as one file in which its arrays lie as they are, so that reading it copies none of them."""

import pickle
from itertools import accumulate
from struct import Struct

_HEAD = Struct("<8sII")
_MARK = b"lotsen1\n"
_ALIGNED = 64
"""Bytes, as arrays lie in memory."""


def packed(value: object) -> bytes:
    """Return the value as `unpacked` reads it."""
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    parts = [buffer.raw() for buffer in buffers]
    lengths = Struct(f"<{len(parts)}Q").pack(*(part.nbytes for part in parts))
    head = _HEAD.pack(_MARK, len(parts), len(body)) + lengths + body
    return b"".join(bytes(part) + bytes(-len(part) % _ALIGNED) for part in (head, *parts))


def unpacked(content: memoryview) -> object:
    """Return the value; its arrays are parts of `content`, and can't be written to.

    It is a pickle: read only what nobody else can have written. Raises whatever a damaged one may raise.
    """
    mark, count, size = _HEAD.unpack_from(content)
    if mark != _MARK:
        raise ValueError("not what was packed here")
    lengths = Struct(f"<{count}Q")
    body = _HEAD.size + lengths.size
    ends = accumulate(map(_whole, (body + size, *lengths.unpack_from(content, _HEAD.size))))
    places = zip(ends, lengths.unpack_from(content, _HEAD.size), strict=False)
    buffers = [content[start : start + length] for start, length in places]
    return pickle.loads(content[body : body + size], buffers=buffers)  # noqa: S301 - see above


def _whole(length: int) -> int:
    return length + -length % _ALIGNED
