"""What is packed comes back, with its arrays where they lie."""

import numpy as np
import pytest

from bot.curation.packing import packed, unpacked


def test_arrays_stay_where_they_lie() -> None:
    """Their bytes are those of the file, aligned; so reading copies none of them, and nobody can change them."""
    value = {
        "name": "Amt24",
        "arrays": [np.arange(5), np.eye(3, dtype=np.float32), np.zeros(0), np.asfortranarray([[1, 2]])],
    }
    content = memoryview(packed(value))
    found = unpacked(content)
    assert isinstance(found, dict)
    assert found["name"] == "Amt24"
    for array, before in zip(found["arrays"], value["arrays"], strict=True):
        assert np.array_equal(array, before)
        assert array.dtype == before.dtype
        assert not array.flags.owndata
        assert not array.flags.writeable
        assert array.flags.aligned


@pytest.mark.parametrize("content", [b"", b"lotsen1", b"\x80\x05N.", packed([1])[:-60]])
def test_what_was_not_packed_whole_is_refused(content: bytes) -> None:
    """Whoever reads it learns anew."""
    with pytest.raises(Exception, match=r"."):
        unpacked(memoryview(content))


def test_what_is_marked_otherwise_is_not_read() -> None:
    """A file of another version may look alike."""
    content = packed([1])
    with pytest.raises(ValueError, match="packed"):
        unpacked(memoryview(b"LOTSEN1\n" + content[8:]))


def test_whatever_its_length_arrays_are_found() -> None:
    """What stands before them may end anywhere."""
    for length in range(200):
        found = unpacked(memoryview(packed(("x" * length, np.arange(length), np.arange(3)))))
        assert isinstance(found, tuple)
        assert found[0] == "x" * length
        assert np.array_equal(found[1], np.arange(length))
        assert np.array_equal(found[2], np.arange(3))
