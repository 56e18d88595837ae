"""What the assistant says: pure, from a message and a session to replies and the next session.

Knows no channel, database, clock or chance; every sentence comes from the knowledge.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.talk.actions import (
    Action,
    AskExample,
    AskHuman,
    ConfirmHandover,
    DeclineHandover,
    LeaveHuman,
    NoneOfThese,
    RunCommand,
    ShowDetails,
    ShowEntry,
    ShowSubject,
)
from bot.talk.answers import Answers
from bot.talk.courtesy import courtesy
from bot.talk.handover import Handover
from bot.talk.interview.archive import Timing, with_log
from bot.talk.interview.dialogue import Dialogue
from bot.talk.interview.log import InterviewLog
from bot.talk.interview.result import Result
from bot.talk.letters import Letters
from bot.talk.message import NONE_OF_THESE, Card, Message, Relay, RelayKind, Reply, Status
from bot.talk.operator import UNTOLD, Operator
from bot.talk.picking import OutOfRange, Picked, Several, picked
from bot.talk.session import Session
from bot.talk.states import Clarifying, HandingOver, Idle, Interviewing, Preparing, State, WithHuman
from intents import meaning
from intents.context import NOTHING_SO_FAR, Context, PastTurn
from intents.language import is_english
from intents.remembering import remember
from intents.understand import Understanding
from knowledge.model import Knowledge

_IN_GERMAN = frozenset({Status.ANSWER, Status.CLARIFY, Status.FALLBACK})
"""The replies that say, to who asked in English, why they are in German."""
_HUMAN, _BACK, _CANCEL, _INTERVIEW, _NEW = "human", "back", "cancel", "interview", "new"


class Conversation:
    """Answers messages from the knowledge, and leads to a human where `with_humans` says that one can be reached."""

    def __init__(
        self,
        knowledge: Knowledge,
        understanding: Understanding,
        *,
        with_humans: bool = False,
        timing: Timing | None = None,
        operator: Operator = UNTOLD,
    ) -> None:
        self._knowledge = knowledge
        wording = knowledge.interview_wording
        self._dialogue = Dialogue(knowledge, wording, timing or Timing()) if wording and knowledge.interviews else None
        self._wording = knowledge.wording
        self._understanding = understanding
        self._answers = Answers(knowledge)
        self._letters = Letters(knowledge, understanding)
        self._handover = Handover(knowledge.wording, courtesy(knowledge), available=with_humans)
        self._lists: dict[str, Callable[[], Reply]] = {
            "help": self._answers.help,
            "topics": self._answers.topics,
            "sources": self._answers.sources,
            "privacy": lambda: self._answers.privacy(operator),
        }

    @property
    def with_humans(self) -> bool:
        """Return whether a question can be passed on to a human."""
        return self._handover.available

    def welcome(self) -> Reply:
        """Return what is said before anything was asked."""
        return self._answers.welcome()

    def preview(self, action: Action) -> Reply:
        """Return what a choice leads to, without choosing it."""
        return self._act(action)

    def cards(self, text: str) -> tuple[Card, ...]:
        """Return the best answers to a question asked outside of any conversation."""
        match self._understanding.understand(text):
            case meaning.Understood(candidates) | meaning.Ambiguous(candidates):
                entries = [self._knowledge.entries[c.entry] for c in candidates]
            case meaning.NotCovered(near=near) | meaning.OutOfScope(near=near):
                entries = [self._knowledge.entries[entry] for entry in near]
            case _:
                entries = []
        return tuple(Card(entry.id, entry.title, self._answers.tell([entry], 1.0)) for entry in entries)

    def reply_to(self, lines: Iterable[str], today: datetime.date) -> str:
        """Return the draft of a reply to what somebody asked a human; empty if they ask nothing."""
        return self._letters.reply_to(lines, today)

    def result(self, session: Session, interview: str) -> Result | None:
        """Return what came out of one of a person's interviews so far; None if there is none (any more)."""
        return self._dialogue.result(session, interview) if self._dialogue else None

    def result_with(self, session: Session, log: InterviewLog) -> Result | None:
        """Return what comes out of one of a person's interviews as it is in this log."""
        return self.result(with_log(session, log), log.id)

    def handle(self, message: Message, session: Session) -> tuple[tuple[Reply, ...], Session]:
        """Return what to say to `message`, and the session after it."""
        session = session if message.talk is None else session.in_talk(message.talk)
        if (letter := self._letters.handed_in(message, session.state)) is not None:
            return self._draft(letter, message, session)
        if self._dialogue is None:
            reply, after = self._take_step(message, self._action(message, session), session)
            return (reply,), after
        session = self._dialogue.awake(message, session)
        action = self._action(message, session)
        if not isinstance(action, OutOfRange | Several) and (outcome := self._dialogue.take(message, action, session)):
            reply, after = outcome
            return (reply,), after
        return self._dialogue.go_on(message, *self._take_step(message, action, session), session.offered)

    def _draft(self, letter: str, message: Message, session: Session) -> tuple[tuple[Reply, ...], Session]:
        """Draft a reply to a letter, or ask for it; whatever was under way otherwise goes on."""
        reply, state = self._letters.take(letter, message, session.state)
        after = session.step(state).offering(())
        if self._dialogue is None or isinstance(state, WithHuman):
            return (reply,), after
        return self._dialogue.go_on(message, reply, self._dialogue.awake(message, after), session.offered)

    def _action(self, message: Message, session: Session) -> Picked | None:
        """Return what was chosen, by a button or in words."""
        if isinstance(session.state, WithHuman):
            return message.action  # "2" is what a human asked for
        asked_back, declines = isinstance(session.state, Clarifying), self._wording.declines(message.folded)
        action = message.action or picked(message.text, session.offered, asked_back=asked_back, declines=declines)
        # In an interview "keine" may be the answer; it refuses a choice only where that was offered.
        in_interview = isinstance(session.state, Preparing | Interviewing)
        refuses = action == NoneOfThese() and message.action is None
        return None if in_interview and refuses and NoneOfThese() not in session.offered else action

    def _take_step(self, message: Message, action: Picked | None, session: Session) -> tuple[Reply, Session]:
        if isinstance(action, OutOfRange):
            if isinstance(self._understood(message, session)[0], meaning.Understood):  # "und in 23?", after § 22
                return self._go(message, None, session)
            return Reply(Status.FALLBACK, self._wording.which_number.format(last=action.most)), session
        if isinstance(action, Several):
            return self._tell_several(action, session)
        return self._go(message, action, session)

    def _go(  # noqa: PLR0911 - one for each way
        self, message: Message, action: Action | None, session: Session
    ) -> tuple[Reply, Session]:
        command = self._command(message, action)
        if command == _CANCEL and not isinstance(session.state, WithHuman):
            return Reply(Status.SOCIAL, self._wording.cancelled), session.anew()
        if command == _NEW:
            return self._begin_anew(session)
        if command in {_BACK, _CANCEL} or action == LeaveHuman():
            return self._moved(session, *self._handover.end(session.state))
        asks_for_human = command == _HUMAN or action == AskHuman()
        if isinstance(session.state, WithHuman) and (asks_for_human or command == _INTERVIEW):
            return self._moved(session, self._handover.remind(), session.state)
        if asks_for_human:
            return self._moved(session, *self._handover.begin(session.asked, message))
        if command in self._lists:
            return self._converse(message, RunCommand(command), session)
        match session.state:
            case HandingOver() as state if action in {None, ConfirmHandover(), DeclineHandover()}:
                return self._moved(session, *self._handover.decide(message, action, state))
            case WithHuman() as state if action is None:
                reply, after = self._handover.write(message, state)
                return reply, session.step(after)
            case WithHuman() if action == ConfirmHandover():
                return self._handover.again(), session
            case _:
                return self._converse(message, action, session)

    def _begin_anew(self, session: Session) -> tuple[Reply, Session]:
        """Lead back to the start; nothing is erased."""
        reply = self._answers.start(RunCommand(_INTERVIEW) if self._dialogue else None)
        if isinstance(session.state, WithHuman):
            reply = replace(reply, relay=Relay(RelayKind.BACK))
        return reply, session.anew().offering(reply.all_choices)

    def _converse(self, message: Message, action: Action | None, session: Session) -> tuple[Reply, Session]:
        """Answer a question or a choice."""
        if action:
            reply = self._act(action)
            context = session.context.after(PastTurn(told=reply.entries)) if reply.entries else session.context
        else:
            meant, context = self._understood(message, session)
            if command := self._wished(meant, session):
                return self._do(command, message, session)
            reply, context = self._told(meant, message, context)
        reply = self._answers.as_of(reply, message.at.date())
        if reply.status is Status.FALLBACK:
            reply = replace(reply, next=(*reply.next, *self._handover.offer()))
        if isinstance(session.state, Clarifying) and action:
            reply = replace(reply, chosen=_chosen(action, session.state))
        asked = session.asked if action or reply.status is Status.SOCIAL else message.for_human
        return reply, replace(self._after(reply, session), context=context, asked=asked)

    def _tell_several(self, picked: Several, session: Session) -> tuple[Reply, Session]:
        """Answer with all that was picked at once, as far as it still exists."""
        entries = [self._knowledge.entries[entry] for entry in picked.entries if entry in self._knowledge.entries]
        if not entries:
            return self._answers.gone(), session
        reply = self._answers.tell(entries, 1.0)
        return reply, replace(self._after(reply, session), context=session.context.after(PastTurn(told=reply.entries)))

    def so_far(self, session: Session) -> Context:
        """Return what the next message may refer to, with what the person sees just now."""
        shown = (action.entry for action in session.offered if isinstance(action, ShowEntry))
        return session.context.offering(shown, asked_back=isinstance(session.state, Clarifying))

    def _understood(self, message: Message, session: Session) -> tuple[meaning.Meaning | None, Context]:
        """Return what was meant, None if nothing was said, and what it may refer to."""
        context = self.so_far(session)
        return self._understanding.understand(message.text, context) if message.folded else None, context

    def _wished(self, meant: meaning.Meaning | None, session: Session) -> str | None:
        """Return the command that was asked for in other words, where it can be had."""
        if not isinstance(meant, meaning.Social) or not isinstance(session.state, Idle | Clarifying):
            return None
        command = self._knowledge.smalltalk[meant.id].command
        possible = {_INTERVIEW: self._dialogue is not None, _HUMAN: self.with_humans}
        return command if command and possible.get(command, True) else None

    def _do(self, command: str, message: Message, session: Session) -> tuple[Reply, Session]:
        wish = RunCommand(command)
        outcome = self._dialogue.take(message, wish, session) if self._dialogue else None
        return outcome or self._go(message, wish, session)

    def _told(self, meant: meaning.Meaning | None, message: Message, context: Context) -> tuple[Reply, Context]:
        return self._answered(meant, message.text, context) if meant else (self._answers.empty(), context.offering(()))

    def _command(self, message: Message, action: Action | None) -> str:
        """Return the command that a message is, typed or chosen; empty if it is none."""
        if action:
            return action.name if isinstance(action, RunCommand) else ""
        return self._knowledge.command(message.folded) or ""

    def _act(self, action: Action) -> Reply:  # noqa: PLR0911 - one return for each kind of action
        """Return the reply to a choice; what is not known (any more) is said to be gone."""
        known = self._knowledge.entries
        match action:
            case NoneOfThese():
                return self._answers.none_of_these()
            case ShowEntry(entry) if entry in known:
                return self._answers.tell([known[entry]], 1.0)
            case ShowDetails(entry) if entry in known:
                return self._answers.detail(known[entry])
            case ShowSubject(subject) if subject in self._knowledge.by_subject:
                return self._answers.topic(subject)
            case RunCommand(name) if name in self._lists:
                return self._lists[name]()
            case AskExample(number) if 0 <= number < len(self._knowledge.examples):
                return self._answer(self._knowledge.examples[number], NOTHING_SO_FAR)[0]
            case _:
                return self._answers.gone()

    def _answer(self, text: str, context: Context) -> tuple[Reply, Context]:
        """Return the reply to what was typed, and what the next message may refer to."""
        return self._answered(self._understanding.understand(text, context), text, context)

    def _answered(self, meant: meaning.Meaning, text: str, context: Context) -> tuple[Reply, Context]:
        reply = self._reply(meant, context)
        if reply.status in _IN_GERMAN and is_english(text):
            reply = replace(reply, text=f"{self._wording.in_german}\n\n{reply.text}")
        return reply, remember(meant, context, self._knowledge).offering(())

    def _reply(self, meant: meaning.Meaning, context: Context) -> Reply:  # noqa: PLR0911 - one return for each meaning
        match meant:
            case meaning.Understood():
                return self._answers.understood(meant, context)
            case meaning.Ambiguous(candidates):
                return self._answers.ask_back(candidates)
            case meaning.NotCovered() as missing:
                return self._answers.not_covered(missing)
            case meaning.OutOfScope(near, score):
                return self._answers.out_of_scope(near, score)
            case meaning.AboutAnswer(request, entries, score):
                return self._answers.about(request, entries, score)
            case meaning.Social(talk, score):
                told = self._answers.social(talk, score)
                wants_human = self._knowledge.smalltalk[talk].offers == "human"
                return replace(told, next=(*told.next, *self._handover.offer())) if wants_human else told
            case meaning.Command(name):
                return self._act(RunCommand(name))

    def _after(self, reply: Reply, session: Session) -> Session:
        state: State = session.state if isinstance(session.state, WithHuman | Preparing | Interviewing) else Idle()
        if reply.status is Status.CLARIFY and isinstance(state, Idle):
            state = Clarifying(tuple(c.entry for c in reply.candidates))
        return session.step(state).offering(reply.all_choices)

    def _moved(self, session: Session, reply: Reply, state: State) -> tuple[Reply, Session]:
        return reply, session.step(state).offering(reply.all_choices)


def _chosen(action: Action, state: Clarifying) -> str | None:
    """Return what was picked among the candidates; None if the action was another one."""
    if action == NoneOfThese():
        return NONE_OF_THESE
    return action.entry if isinstance(action, ShowEntry) and action.entry in state.candidates else None
