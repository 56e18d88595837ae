"""The part of a script that plans what goes wrong: disorder among updates, faults of methods, an absent server."""

import random

from tests.botapi.faults import Fault, Kind
from tests.botapi.shapes import Chat
from tests.botapi.stage import Staged, step


class Delivery(Staged):
    """Disorder and faults."""

    @step
    def deliver_again(self, update: int) -> None:
        """Give an update out once more, although it was confirmed."""
        self._world.updates.repeat(update)

    @step
    def hold(self) -> None:
        """Gather updates from now on instead of giving them out."""
        self._world.updates.hold()

    @step
    def release(self, order: list[int] | None = None) -> None:
        """Give out what was gathered: first these updates in this order, then the rest as it came."""
        self._world.updates.release(order or [])

    @step
    def shuffle(self, seed: int) -> list[int]:
        """Give out what was gathered in an order drawn by `seed`, which is returned."""
        order = self._world.updates.held
        random.Random(seed).shuffle(order)  # noqa: S311  no secret
        self._world.updates.release(order)
        return order

    @step
    def jump(self, update: int) -> None:
        """The next update has this id, as after a quiet week."""
        self._world.updates.next_id = update

    @step
    def set_clock(self, seconds: int | None) -> None:
        """Date messages with this time; None is the real one."""
        self._world.clock = seconds

    @step
    def fail(
        self,
        method: str,
        kind: Kind,
        *,
        times: int | None = 1,
        chat: Chat | None = None,
        retry_after: int = 1,
        migrate_to: int = 0,
        seconds: float | None = None,
        text: str | None = None,
    ) -> None:
        """The next calls of a method ("*" is any) meet a fault; see `faults.Fault` for what the rest means."""
        number = chat.id if chat else None
        fault = Fault(method, kind, times, number, retry_after, migrate_to, seconds, text)
        self._world.faults.plan(fault)

    @step
    def heal(self) -> None:
        """No more faults, and every method is known."""
        self._world.faults.heal()

    @step
    def only(self, methods: list[str]) -> None:
        """Know these methods alone, as partial emulators do; the others are answered by 404."""
        self._world.faults.know_only(frozenset(methods))

    @step
    def without(self, methods: list[str]) -> None:
        """Know all methods but these."""
        self._world.faults.forget(frozenset(methods))

    @step
    def enforce_limits(self, *, on: bool = True) -> None:
        """Refuse what comes faster than Telegram takes it."""
        self._world.limits.enforced = on

    def unreachable(self) -> None:
        """Refuse connections and tear those there are."""
        self._stage.listen(on=False)

    def reachable(self) -> None:
        """Accept connections again, on the same port."""
        self._stage.listen(on=True)
