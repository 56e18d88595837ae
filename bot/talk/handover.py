"""The way from the assistant to a human and back: what is passed on, and only after a yes; pure."""

from collections.abc import Callable

from bot.talk.actions import Action, AskHuman, ConfirmHandover, DeclineHandover, LeaveHuman
from bot.talk.message import Choice, Message, Relay, RelayKind, Reply, Status
from bot.talk.states import HandingOver, Idle, State, WithHuman
from knowledge.folding import fold
from knowledge.markup import escaped
from knowledge.wording import Wording

_MOST_CHARS = 1000
_YES = frozenset({"ja", "j", "ja bitte", "ja gern", "ja gerne", "einverstanden", "ok", "okay", "gerne", "passt", "yes"})
_NO = frozenset({"nein", "nee", "ne", "n", "nein danke", "lieber nicht", "doch nicht", "abbrechen", "stopp", "no"})


def presentable(redacted: str) -> str:
    """Return what a human gets to see of a text: redacted already, and no longer than one can read."""
    return redacted.strip()[:_MOST_CHARS]


class Handover:
    """Leads through the handover; `available` says whether humans can be reached from here at all."""

    def __init__(self, wording: Wording, is_courtesy: Callable[[str], bool], *, available: bool) -> None:
        """Take what `is_courtesy` tells for no question."""
        self._wording = wording
        self._is_courtesy = is_courtesy
        self._agree, self._decline = _YES | {fold(wording.yes)}, _NO | {fold(wording.no)}
        self.available = available

    def offer(self) -> tuple[Choice, ...]:
        """Return the choice to ask a human, where that is possible."""
        return (Choice(self._wording.ask_human, AskHuman()),) if self.available else ()

    def begin(self, question: str) -> tuple[Reply, State]:
        """Show what would be passed on; ask for it if there is no question yet."""
        if not self.available:
            return Reply(Status.SOCIAL, self._wording.no_human), Idle()
        if not question:
            return Reply(Status.HANDOVER, self._wording.write_to_human, choices=(self._no(),)), HandingOver("")
        text = self._wording.confirm_handover.format(question=escaped(question))
        choices = (Choice(self._wording.yes, ConfirmHandover()), self._no())
        return Reply(Status.HANDOVER, text, choices=choices), HandingOver(question)

    def decide(self, message: Message, action: Action | None, state: HandingOver) -> tuple[Reply, State]:
        """Pass the question on, or don't, or take the message for a better way to put it."""
        said = message.folded if action is None else ""
        if state.question and (action == ConfirmHandover() or said in self._agree):
            relay = Relay(RelayKind.OPEN, state.question)
            return Reply(Status.HANDOVER, self._wording.handed_over, next=(self._back(),), relay=relay), WithHuman()
        if action == DeclineHandover() or said in self._decline:
            return Reply(Status.HANDOVER, self._wording.not_handed_over), Idle()
        written = "" if self._is_courtesy(message.text) else presentable(message.redacted)
        return self.begin(written or state.question)

    def write(self, message: Message) -> Reply:
        """Pass another message on, without a word."""
        return Reply(Status.HANDOVER, "", relay=Relay(RelayKind.LINE, presentable(message.redacted)))

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
