"""Buttons that people press: choices of the conversation, and what only a messenger offers; each checked first."""

from collections.abc import Iterable
from dataclasses import replace

from bot.channels.telegram import buttons
from bot.channels.telegram.buttons import Signer
from bot.channels.telegram.couriers import address_of
from bot.channels.telegram.html import reply_as_html
from bot.channels.telegram.incoming import Press
from bot.channels.telegram.lately import Lately
from bot.channels.telegram.letters import CHANNEL, Body, Envelope, document, edited, letter, messages
from bot.channels.telegram.own_data import TelegramOwnData
from bot.channels.telegram.parts import TelegramParts
from bot.exchange.dispatch import Delivery
from bot.store.records import Attached, Letter, Mark, Rating, Received, RowIds
from bot.talk.actions import Action, AskHuman, ConfirmHandover, LeaveHuman, decode
from bot.talk.message import Message, Reply, Status

_ONE_PRESS = 10.0
"""Seconds: a button that is pressed twice within them was meant once."""


class Presses:
    """Does what buttons are for."""

    def __init__(self, parts: TelegramParts, own_data: TelegramOwnData) -> None:
        self._parts = parts
        self._own_data = own_data
        self._lately = Lately(parts.now, _ONE_PRESS)

    async def handle(self, press: Press, received: Received) -> None:
        """Do what a button is for, if it is the person's, and once. Raises StoreError."""
        action, press = self._action(press)
        if action is None or self._is_risky(action, press):
            words = self._parts.words
            self._parts.toast(press, words.not_yours if action is None else words.for_persons_only, alert=True)
            await self._parts.settle(received)
            return
        shown = (press.place.chat, press.message, press.user, press.data, press.shown, press.buttons)
        if self._lately.knows(shown):  # while the message says the same, that is one press
            self._parts.toast(press)
            await self._parts.settle(received)
            return
        await self._do(action, press, received)
        self._lately.note(shown)

    async def _do(self, action: str, press: Press, received: Received) -> None:
        kind, colon, target = action.partition(":")
        if kind + colon == buttons.RATE:
            await self._rate(press, received, target)
            return
        self._parts.toast(press)
        match kind + colon:
            case buttons.PAGE:
                await self._turn(press, received, target)
            case buttons.AGAIN:
                await self._send_again(press, received, target)
            case buttons.ERASE:
                await self._own_data.erase(press, received)
            case buttons.KEEP:
                await self._own_data.keep(press, received)
            case _:
                await self._choose(press, received, decode(action))

    def _action(self, press: Press) -> tuple[str | None, Press]:
        """Return what a button does, and in whose name; None if it was made for somebody else, or by somebody else.

        A button that was made for a group or a channel that wrote there may be pressed by anybody: who is behind it is
        not told. What may have been lost is for the chat: whoever misses it may ask for it.
        """
        shared = replace(press, user=press.place.chat)
        for one in (press, shared):
            if (action := self._parts.signer(one.user, one.place).verify(press.data)) is not None:
                return action, one
        again = Signer(self._parts.secret, str(press.place.chat)).verify(press.data)
        return (again if again is not None and again.startswith(buttons.AGAIN) else None), press

    def _is_risky(self, action: str, press: Press) -> bool:
        """Whether this speaks for somebody who may be somebody else."""
        shared = press.user == press.place.chat and not press.place.private
        return shared and isinstance(decode(action), AskHuman | ConfirmHandover | LeaveHuman)

    async def _choose(self, press: Press, received: Received, action: Action) -> None:
        delivery = Delivery(
            received=(CHANNEL, received.id),
            letters=lambda replies, ids: self._letters(press, replies, ids),
            address=address_of(press.place),
            place=press.place.key,
        )
        said = press.label or self._parts.label(action)
        message = Message(said, self._parts.now(), action, _question(press), public=not press.place.private)
        await self._parts.dispatcher.dispatch(CHANNEL, str(press.user), message, delivery)

    def _letters(self, press: Press, replies: tuple[Reply, ...], ids: RowIds) -> Iterable[Letter]:
        """Yield the replies; an interview stays in the message that it is shown in."""
        signer = self._parts.signer(press.user, press.place)
        mark = Mark(person=self._parts.person(press.user, press.place), question=_question(press))
        envelope = Envelope(press.place, mark=mark)
        for index, reply in enumerate(reply for reply in replies if reply.text):
            rows = self._parts.rows(reply, ids, signer)
            if reply.status is Status.INTERVIEW and index == 0 and not reply.document:
                yield from edited(envelope, reply_as_html(reply), rows, press.message)
            else:
                yield from messages(envelope, reply_as_html(reply), rows)
            if reply.document:
                yield document(envelope, reply.document)

    async def _rate(self, press: Press, received: Received, target: str) -> None:
        verdict = Rating.HELPFUL if target.startswith(buttons.GOOD) else Rating.UNHELPFUL
        kept = await self._parts.dispatcher.feedback(
            CHANNEL, str(press.user), verdict, int(target[1:]), press.place.key
        )
        self._parts.toast(press, self._parts.words.thanks if kept else self._parts.words.too_old)
        if press.buttons is None:  # out of reach, or not told
            await self._parts.settle(received)
            return
        rest = [row for row in press.buttons if not any(data.startswith(buttons.RATE) for _, data in row)]
        await self._show(press, received, rest)

    async def _turn(self, press: Press, received: Received, target: str) -> None:
        """Show another page of a list, in place."""
        page, _, action = target.partition(":")
        reply = self._parts.live.conversation.preview(decode(action))
        rows = self._parts.page(reply, self._parts.signer(press.user, press.place), int(page))
        await self._show(press, received, rows)

    async def _show(self, press: Press, received: Received, rows: Iterable[buttons.Row]) -> None:
        body = Body("buttons", press.place.chat, message=press.message, buttons=tuple(rows))
        await self._parts.settle(received, [letter(body)])

    async def _send_again(self, press: Press, received: Received, target: str) -> None:
        """Send what may have been lost, and take the question about it away."""
        away = letter(Body("delete", press.place.chat, message=press.message))
        attached = Attached((CHANNEL, received.id), letters=lambda _: [away])
        await self._parts.held_letters.release(int(target), str(press.place.chat), attached, self._parts.now())


def _question(press: Press) -> str:
    """Return what the press is called where it is kept which message answered what."""
    return press.place.question(f"press {press.query}")
