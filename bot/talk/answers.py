"""Replies made of the knowledge: answers with sources, clarifications, what is not covered, lists of topics; pure."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.talk.actions import AskExample, NoneOfThese, RunCommand, ShowDetails, ShowEntry, ShowSubject
from bot.talk.message import Alternative, Choice, Citation, Reply, Status
from bot.talk.operator import Operator
from intents import meaning
from intents.context import Context
from knowledge.fields import german_date
from knowledge.markup import escaped
from knowledge.model import Corrected, Document, Entry, Knowledge, Request
from knowledge.sentences import first_sentence, sentences

_MOST_NEXT = 3
_SCREEN = 1_600
"""How many letters a reply has at most; with more answers than that, each is told in brief."""


class Answers:
    """Words replies from entries, subjects and the assistant's own sentences."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._wording = knowledge.wording

    def welcome(self) -> Reply:
        return Reply(Status.SOCIAL, f"{self._wording.welcome}\n\n{self._wording.stored}", next=self._examples())

    def start(self, interview: RunCommand | None) -> Reply:
        """Say that a talk begins anew, with what one can do; `interview` begins one, if there are any."""
        invited = self._knowledge.interview_wording
        more = [Choice(self._wording.all_topics, RunCommand("topics"))]
        more += [Choice(invited.begin_choice, interview)] if invited and interview else []
        return Reply(Status.SOCIAL, self._wording.new_talk, next=(*self._examples(), *more))

    def help(self) -> Reply:
        return Reply(Status.SOCIAL, self._wording.help, next=self._examples())

    def privacy(self, operator: Operator) -> Reply:
        """Say what is stored, and who is responsible."""
        return Reply(Status.SOCIAL, "\n\n".join([self._wording.privacy, *self._responsible(operator)]))

    def _responsible(self, operator: Operator) -> Iterable[str]:
        who = ", ".join(filter(None, (operator.name, operator.address, operator.contact)))
        pages = operator.pages
        told = {
            "responsible": who,
            "privacy_officer": operator.privacy_officer,
            "imprint": operator.imprint or (pages and operator.address and f"{pages}/impressum"),
            "accessibility": pages and f"{pages}/barrierefreiheit",
        }
        for sentence, what in told.items():
            if what:
                yield getattr(self._wording, sentence).format(told=what)

    def gone(self) -> Reply:
        return Reply(Status.FALLBACK, self._wording.gone)

    def none_of_these(self) -> Reply:
        return Reply(Status.FALLBACK, self._wording.after_none)

    def social(self, talk: str, score: float) -> Reply:
        return Reply(Status.SOCIAL, self._knowledge.smalltalk[talk].reply, score=score)

    def tell(self, entries: list[Entry], score: float) -> Reply:
        """Answer with these entries."""
        alone = entries[0] if len(entries) == 1 else None
        further = [Choice(self._wording.more, ShowDetails(alone.id))] if alone and alone.details else []
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

    def as_of(self, reply: Reply, today: datetime.date) -> Reply:
        """Say below an answer which of what it says is past its time."""
        entries = (self._knowledge.entries[entry] for entry in reply.entries)
        ends = [e.gueltig_bis for e in entries if e.gueltig_bis and self._knowledge.is_outdated(e, today)]
        if not ends:
            return reply
        warning = self._wording.outdated.format(until=german_date(max(ends)))
        return replace(reply, text=f"{reply.text}\n\n{warning}")

    def understood(self, meant: meaning.Understood, context: Context) -> Reply:
        """Answer each question of a message, and name those that have no answer."""
        entries = [self._knowledge.entries[candidate.entry] for candidate in meant.candidates]
        told = self.tell(entries, meant.candidates[0].score)
        if meant.manner is meaning.Manner.SIDE_BY_SIDE or len(told.text) > _SCREEN:
            told = replace(told, text="\n\n".join(map(self._in_brief, entries)))
        unsaid = [self._wording.no_answer_to.format(question=escaped(question)) for question in meant.missing]
        unsaid += [self._wording.left_out] if meant.left_out else []
        again = [self._wording.as_said] if set(told.entries) <= set(context.told) else []
        return replace(told, text="\n\n".join([*again, told.text, *unsaid]))

    def about(self, request: Request, told: tuple[str, ...], score: float) -> Reply:
        """Say the last answer again, in the way that was asked for."""
        entries = [self._knowledge.entries[entry] for entry in told]
        reply = self.tell(entries, score)
        match request:
            case Request.AGAIN:
                text = reply.text
            case Request.SUMMARY:
                text = "\n".join(f"- {self._in_brief(entry)}" for entry in entries)
            case Request.SHORTER:
                text = " ".join(first_sentence(entry.answer) for entry in entries)
            case Request.LIST:
                text = "\n".join(f"- {sentence}" for entry in entries for sentence in sentences(entry.answer))
            case Request.MORE:
                details = [entry.details for entry in entries if entry.details]
                text = "\n\n".join(details or [self._wording.no_more])
                return replace(
                    reply, text=text, next=tuple(c for c in reply.next if not isinstance(c.action, ShowDetails))
                )
            case Request.SOURCE:
                places = "; ".join(map(str, reply.citations))
                text = self._wording.said_in.format(sources=places)
        return replace(reply, text=text)

    def _in_brief(self, entry: Entry) -> str:
        return f"{entry.title}: {first_sentence(entry.answer)}"

    def detail(self, entry: Entry) -> Reply:
        """Answer with what an entry says beyond its answer."""
        told = self.tell([entry], 1.0)
        further = tuple(choice for choice in told.next if not isinstance(choice.action, ShowDetails))
        return replace(told, text=entry.details or entry.answer, next=further)

    def ask_back(self, candidates: tuple[meaning.Candidate, ...]) -> Reply:
        """Ask which of the candidates was meant."""
        choices = self._offers(tuple(c.entry for c in candidates))
        return Reply(
            Status.CLARIFY,
            self._wording.clarify,
            choices=(*choices, Choice(self._wording.none_of_these, NoneOfThese())),
            candidates=tuple(
                Alternative(c.entry, self._knowledge.entries[c.entry].answer, c.score) for c in candidates
            ),
            score=candidates[0].score,
        )

    def not_covered(self, missing: meaning.NotCovered) -> Reply:
        """Say that the material has no word on what was asked of a known subject."""
        subject = self._knowledge.subjects[missing.subject].name
        near = f"\n\n{self._wording.known_of_subject.format(subject=subject)}" if missing.near else ""
        return Reply(
            Status.FALLBACK, self._wording.not_covered + near, next=self._offers(missing.near), score=missing.score
        )

    def empty(self) -> Reply:
        """Say that there was nothing to read."""
        return Reply(Status.FALLBACK, self._wording.empty)

    def out_of_scope(self, near: tuple[str, ...], score: float) -> Reply:
        """Say that the matter is not ours, or was not surely understood."""
        said = self._wording.not_sure if near else self._wording.out_of_scope
        return Reply(Status.FALLBACK, said, next=self._offers(near), score=score)

    def topics(self) -> Reply:
        """List the subjects of which something is known."""
        subjects = [s for s in self._knowledge.subjects.values() if s.id in self._knowledge.by_subject]
        offers = tuple(Choice(subject.name, ShowSubject(subject.id)) for subject in subjects)
        return Reply(Status.SOCIAL, self._wording.topics, next=offers, list_of=RunCommand("topics"))

    def topic(self, subject: str) -> Reply:
        """List what is known of a subject."""
        offers = [self._offer(entry.question, entry.id) for entry in self._knowledge.by_subject[subject]]
        text = self._wording.topic.format(subject=self._knowledge.subjects[subject].name)
        offers.append(Choice(self._wording.all_topics, RunCommand("topics")))
        return Reply(Status.SOCIAL, text, next=tuple(offers), list_of=ShowSubject(subject))

    def sources(self) -> Reply:
        """List the documents that answers come from."""
        lines = [f"{d.title}, {d.dated}. {d.note or ''}".strip() for d in self._knowledge.documents.values()]
        return Reply(Status.SOCIAL, "\n\n".join([self._wording.sources, *lines]))

    def _examples(self) -> tuple[Choice, ...]:
        return tuple(Choice(question, AskExample(i)) for i, question in enumerate(self._knowledge.examples))

    def _cite(self, entries: Iterable[Entry]) -> Iterable[Citation]:
        """Yield one citation for each document, with all places in it."""
        entries = list(entries)
        places: dict[Document, dict[str, None]] = {}
        for entry in entries:
            for source in self._knowledge.sources(entry):
                places.setdefault(source.document, {})[source.place] = None
        for document, found in places.items():
            place = "; ".join(filter(None, found))
            yield Citation(": ".join(filter(None, (document.title, place))), document.dated, document.address or "")
        for entry in entries:
            if told := self._knowledge.corrected.get(entry.id):
                yield from self._replaced(told)

    def _replaced(self, told: Corrected) -> Iterable[Citation]:
        """Yield what a correction replaces, and why."""
        for passage in told.before[:1]:
            document = self._knowledge.documents[self._knowledge.passages[passage].document]
            yield Citation(self._wording.corrected.format(why=told.why, source=document.title), document.dated)

    def _offers(self, entries: tuple[str, ...]) -> tuple[Choice, ...]:
        known: Mapping[str, Entry] = self._knowledge.entries
        return tuple(self._offer(known[entry].question, entry) for entry in entries)

    def _offer(self, question: str, entry: str) -> Choice:
        return Choice(question, ShowEntry(entry))
