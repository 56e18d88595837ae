"""What the assistant says: pure, from a message and a session to replies and the next session.

Knows no channel, database, clock or chance; every sentence comes from the knowledge.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.message import NONE_OF_THESE, Candidate, Choice, Citation, Message, Reply, Status
from bot.session import Clarifying, Idle, Session
from intents import meaning
from intents.meaning import NO_TOPIC, Topic
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import Document, Entry, Knowledge, german_date

_ENTRY, _DETAILS, _SUBJECT, _COMMAND, _EXAMPLE = "entry:", "details:", "subject:", "command:", "example:"
_MOST_NEXT = 3
_NUMBER = re.compile(r"([1-9][0-9]?)[.)]?")
_ORDINALS = {stem + ending: i for i, stem in enumerate(("erst", "zweit", "dritt"), 1) for ending in ("e", "en", "es")}
_NONE = frozenset({"keine", "keins", "keiner", "keine davon", "keins davon", "nichts davon", "keine von denen"})


class Conversation:
    """Answers messages from the knowledge."""

    def __init__(self, knowledge: Knowledge, understanding: Understanding) -> None:
        self._knowledge = knowledge
        self._wording = knowledge.wording
        self._understanding = understanding
        self._commands: dict[str, Callable[[], Reply]] = {
            "help": lambda: Reply(Status.SOCIAL, self._wording.help, next=self._examples()),
            "topics": self._topics,
            "sources": self._sources,
            "privacy": lambda: Reply(Status.SOCIAL, self._wording.privacy),
            "cancel": lambda: self._anew,
        }
        self._anew = Reply(Status.SOCIAL, self._wording.cancelled)

    def welcome(self) -> Reply:
        """Return what is said before anything was asked."""
        return Reply(Status.SOCIAL, self._wording.welcome, next=self._examples())

    def handle(self, message: Message, session: Session) -> tuple[tuple[Reply, ...], Session]:
        """Return what to say to `message`, and the session after it."""
        action = message.action or self._picked(message.text, session)
        reply = self._act(action) if action else self._answer(message.text, session.topic)
        if isinstance(session.state, Clarifying) and action:
            reply = replace(reply, chosen=_chosen(action, session.state))
        return (reply,), self._after(reply, session)

    def _picked(self, text: str, session: Session) -> str | None:
        """Return the action that a typed number, ordinal or "keine davon" means, if choices were offered."""
        folded = fold(text)
        written = _NUMBER.fullmatch(text.strip())
        number = int(written[1]) if written else 0
        if isinstance(session.state, Clarifying):
            if folded in _NONE:
                return NONE_OF_THESE
            *before, last = folded.split() or [""]
            number = number or (_ORDINALS.get(last, 0) if len(before) < 3 else 0)
        return session.offered[number - 1] if 1 <= number <= len(session.offered) else None

    def _act(self, action: str) -> Reply:  # noqa: PLR0911 - one return for each kind of action
        """Return the reply to a choice; what is not known (any more) is said to be gone."""
        kind, colon, target = action.partition(":")
        entry = self._knowledge.entries.get(target)
        match kind + colon:
            case "none":
                return Reply(Status.FALLBACK, self._wording.after_none)
            case "entry:" if entry:
                return self._tell([entry], 1.0)
            case "details:" if entry:
                return self._detail(entry)
            case "subject:" if target in self._knowledge.by_subject:
                return self._topic(target)
            case "command:" if target in self._commands:
                return self._commands[target]()
            case "example:" if target in map(str, range(len(self._wording.examples))):
                return self._answer(self._wording.examples[int(target)], NO_TOPIC)
            case _:
                return Reply(Status.FALLBACK, self._wording.gone)

    def _answer(self, text: str, topic: Topic) -> Reply:
        match self._understanding.understand(text, topic):
            case meaning.Understood(candidates):
                return self._tell([self._knowledge.entries[c.entry] for c in candidates], candidates[0].score)
            case meaning.Ambiguous(candidates):
                return self._ask_back(candidates)
            case meaning.NotCovered() as missing:
                return self._not_covered(missing)
            case meaning.OutOfScope(near, score):
                return self._out_of_scope(text, near, score)
            case meaning.Social(talk, score):
                return replace(self._social(talk), score=score)
            case meaning.Command(name):
                return self._commands[name]()

    def _tell(self, entries: list[Entry], score: float) -> Reply:
        alone = entries[0] if len(entries) == 1 else None
        further = [Choice(self._wording.more, _DETAILS + alone.id)] if alone and alone.details else []
        most = _MOST_NEXT + len(further)
        told = {entry.id for entry in entries}
        related = dict.fromkeys(r for entry in entries for r in entry.related if r not in told)
        further += [self._offer(self._knowledge.entries[r].question, r) for r in related]
        return Reply(
            Status.ANSWER,
            "\n\n".join(entry.answer for entry in entries),
            entries=tuple(entry.id for entry in entries),
            citations=tuple(self._cite(entries)),
            next=tuple(further[:most]),
            score=score,
            rateable=True,
        )

    def _detail(self, entry: Entry) -> Reply:
        told = self._tell([entry], 1.0)
        further = tuple(choice for choice in told.next if not choice.action.startswith(_DETAILS))
        return replace(told, text=entry.details or entry.answer, next=further)

    def _cite(self, entries: Iterable[Entry]) -> Iterable[Citation]:
        """Yield one citation for each document, with all places in it."""
        places: dict[Document, dict[str, None]] = {}
        for entry in entries:
            for source in self._knowledge.sources(entry):
                places.setdefault(source.document, {})[source.place] = None
        for document, found in places.items():
            yield Citation(f"{document.title}: {'; '.join(found)}", german_date(document.stand))

    def _ask_back(self, candidates: tuple[meaning.Candidate, ...]) -> Reply:
        choices = self._offers(tuple(c.entry for c in candidates))
        return Reply(
            Status.CLARIFY,
            self._wording.clarify,
            choices=(*choices, Choice(self._wording.none_of_these, NONE_OF_THESE)),
            candidates=tuple(Candidate(c.entry, self._knowledge.entries[c.entry].answer, c.score) for c in candidates),
            score=candidates[0].score,
        )

    def _not_covered(self, missing: meaning.NotCovered) -> Reply:
        subject = self._knowledge.subjects[missing.subject]
        aspect = self._knowledge.aspects.get(missing.aspect or "")
        matter = f"{subject.name}: {aspect.name}" if aspect else subject.name
        text = self._wording.not_covered.format(matter=matter)
        known = self._wording.known_of_subject.format(subject=subject.name)
        return Reply(Status.FALLBACK, f"{text}\n\n{known}", next=self._offers(missing.near), score=missing.score)

    def _out_of_scope(self, text: str, near: tuple[str, ...], score: float) -> Reply:
        if not fold(text):
            return Reply(Status.FALLBACK, self._wording.empty)
        said = self._wording.out_of_scope + (f"\n\n{self._wording.known_near}" if near else "")
        return Reply(Status.FALLBACK, said, next=self._offers(near), score=score)

    def _social(self, talk: str) -> Reply:
        return Reply(Status.SOCIAL, self._knowledge.smalltalk[talk].reply)

    def _topics(self) -> Reply:
        subjects = [s for s in self._knowledge.subjects.values() if s.id in self._knowledge.by_subject]
        return Reply(Status.SOCIAL, self._wording.topics, next=tuple(Choice(s.name, _SUBJECT + s.id) for s in subjects))

    def _topic(self, subject: str) -> Reply:
        offers = [self._offer(entry.question, entry.id) for entry in self._knowledge.by_subject[subject]]
        text = self._wording.topic.format(subject=self._knowledge.subjects[subject].name)
        return Reply(Status.SOCIAL, text, next=(*offers, Choice(self._wording.all_topics, _COMMAND + "topics")))

    def _sources(self) -> Reply:
        lines = [
            f"{d.title}, Stand {german_date(d.stand)}. {d.note or ''}".strip()
            for d in self._knowledge.documents.values()
        ]
        return Reply(Status.SOCIAL, "\n\n".join([self._wording.sources, *lines]))

    def _examples(self) -> tuple[Choice, ...]:
        return tuple(Choice(question, f"{_EXAMPLE}{i}") for i, question in enumerate(self._wording.examples))

    def _offers(self, entries: tuple[str, ...]) -> tuple[Choice, ...]:
        return tuple(self._offer(self._knowledge.entries[entry].question, entry) for entry in entries)

    def _offer(self, question: str, entry: str) -> Choice:
        return Choice(question, _ENTRY + entry)

    def _after(self, reply: Reply, session: Session) -> Session:
        if reply == self._anew:
            return Session()
        offered = tuple(choice.action for choice in (*reply.choices, *reply.next))
        match reply.status:
            case Status.ANSWER:
                return Session(Idle(), Topic(reply.entries[-1]), offered)
            case Status.CLARIFY:
                return Session(Clarifying(tuple(c.entry for c in reply.candidates)), session.topic, offered)
            case _:
                return Session(Idle(), session.topic, offered)


def _chosen(action: str, state: Clarifying) -> str | None:
    """Return what was picked among the candidates; None if the action was another one."""
    if action == NONE_OF_THESE:
        return NONE_OF_THESE
    entry = action.removeprefix(_ENTRY)
    return entry if entry in state.candidates else None
