"""What Python's search for unreachable objects need not look at; knows nothing of what is kept there."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def building() -> Iterator[None]:
    """Search nothing while something large is built, and leave it out of all later searches: it is to stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
