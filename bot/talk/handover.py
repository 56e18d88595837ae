"""The way from the assistant to a human and back: what is passed on, and only after a yes; pure."""

import datetime
from collections.abc import Callable

from bot.talk.actions import Action, AskHuman, ConfirmHandover, DeclineHandover, LeaveHuman
from bot.talk.message import Choice, Message, Relay, RelayKind, Reply, Status
from bot.talk.states import HandingOver, Idle, State, WithHuman
from knowledge.markup import escaped
from knowledge.wording import Wording

_MOST_LINES, _MEANWHILE = 30, datetime.timedelta(hours=1)
"""So many lines of one person are passed on within so long: a human has to read them all."""


class Handover:
    """Leads through the handover; `available` says whether humans can be reached from here at all."""

    def __init__(self, wording: Wording, is_courtesy: Callable[[str], bool], *, available: bool) -> None:
        """Take what `is_courtesy` tells for no question."""
        self._wording = wording
        self._is_courtesy = is_courtesy
        self.available = available

    def offer(self) -> tuple[Choice, ...]:
        """Return the choice to ask a human, where that is possible."""
        return (Choice(self._wording.ask_human, AskHuman()),) if self.available else ()

    def begin(self, question: str, message: Message) -> tuple[Reply, State]:
        """Show what would be passed on; ask for it if there is no question yet."""
        if not self.available:
            return Reply(Status.SOCIAL, self._wording.no_human), Idle()
        if not question:
            return Reply(Status.HANDOVER, self._wording.write_to_human, choices=(self._no(),)), HandingOver("")
        notes = [self._wording.cut_off] if message.is_cut else []
        notes += [self._wording.read_by_all] if message.public else []
        text = "\n\n".join([self._wording.confirm_handover.format(question=escaped(question)), *notes])
        choices = (Choice(self._wording.yes, ConfirmHandover()), self._no())
        return Reply(Status.HANDOVER, text, choices=choices), HandingOver(question)

    def decide(self, message: Message, action: Action | None, state: HandingOver) -> tuple[Reply, State]:
        """Pass the question on, or don't, or take the message for a better way to put it."""
        said = message.folded if action is None else ""
        if state.question and (action == ConfirmHandover() or self._wording.agrees(said)):
            relay = Relay(RelayKind.OPEN, state.question)
            return Reply(Status.HANDOVER, self._wording.handed_over, next=(self._back(),), relay=relay), WithHuman()
        if action == DeclineHandover() or self._wording.declines(said):
            return Reply(Status.HANDOVER, self._wording.not_handed_over), Idle()
        written = "" if self._is_courtesy(message.text) else message.for_human
        return self.begin(written or state.question, message)

    def write(self, message: Message, state: WithHuman) -> tuple[Reply, State]:
        """Pass another message on, and say so; of very many, and of one without words, say that it was not."""
        if not message.for_human:
            return Reply(Status.HANDOVER, self._wording.empty), state
        recent = state if state.since is not None and message.at - state.since < _MEANWHILE else WithHuman()
        if recent.lines >= _MOST_LINES:
            return Reply(Status.HANDOVER, self._wording.too_many_lines, next=(self._back(),)), state
        text = message.for_human
        if message.edited:
            text = self._wording.corrected_line.format(text=text)
        told = [self._wording.passed_on, *([self._wording.cut_off] if message.is_cut else [])]
        after = WithHuman(recent.lines + 1, recent.since or message.at)
        return Reply(Status.HANDOVER, " ".join(told), relay=Relay(RelayKind.LINE, text)), after

    def again(self) -> Reply:
        """Do nothing more for whoever says yes once more to what was passed on."""
        return Reply(Status.HANDOVER, "")

    def remind(self) -> Reply:
        """Say to whom one writes at the moment, and how to get away."""
        return Reply(Status.HANDOVER, self._wording.with_human, next=(self._back(),))

    def end(self, state: State) -> tuple[Reply, State]:
        """Go back to the assistant."""
        if not isinstance(state, WithHuman):
            return Reply(Status.SOCIAL, self._wording.not_with_human), Idle()
        return Reply(Status.HANDOVER, self._wording.back_again, relay=Relay(RelayKind.BACK)), Idle()

    def _no(self) -> Choice:
        return Choice(self._wording.no, DeclineHandover())

    def _back(self) -> Choice:
        return Choice(self._wording.back_to_bot, LeaveHuman())
