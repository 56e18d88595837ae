"""How long to wait after failures in a row: twice as long each time, up to half a minute."""

_FIRST, _LONGEST = 0.5, 30.0
_DOUBLINGS = 10
"""More of them change nothing."""


def pause(failures: int) -> float:
    """Return the seconds to wait, after `failures` earlier ones (0: the first)."""
    return min(_LONGEST, _FIRST * float(2 ** min(failures, _DOUBLINGS)))
