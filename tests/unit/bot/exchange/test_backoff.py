"""How long one waits after failures."""

from bot.exchange.backoff import pause


def test_each_pause_is_twice_as_long_up_to_a_limit() -> None:
    """Whatever fails for a week is tried again twice a minute."""
    assert [pause(failures) for failures in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert pause(10**9) == 30
