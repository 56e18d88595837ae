"""Drafts a reply to a letter: what a human sends after filling the gaps. Pure; only what is redacted is repeated."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.talk.answers import Answers
from bot.talk.message import Citation
from bot.talk.plain import sources_line
from bot.talk.privacy import redact
from bot.talk.privacy.names import without_names
from intents import meaning
from intents.compose import AskedQuestion
from intents.letters import MAX_CHARS, signature
from intents.questions import bare_question
from intents.understand import Understanding
from knowledge.fields import german_date
from knowledge.markup import plain
from knowledge.model import Entry, Knowledge
from knowledge.sentences import first_sentence

_SURE = 0.6
"""How probable an answer is at least that is not marked as one to be checked."""
_MOST_BESIDE = 2
"""So many answers of which one may be meant, and so much of what is known nearby, stands in a draft."""
_LONGEST_QUESTION = 160
_FOR_ANOTHER = re.compile(r"^(?:i\.?\s?a\.?|i\.?\s?v\.?|im auftrag|ihre?|dein)\s+", re.IGNORECASE)
_TITLED = re.compile(r"(Herr|Frau)\s+(?:[^\W\d_][\w.-]*\s+)*([^\W\d_][\w-]+)\Z")
_NAMES = re.compile(r"[^\W\d_][\w-]+(?:\s[^\W\d_][\w-]+){1,2}")


@dataclass(frozen=True)
class DraftedAnswer:
    """What is answered to one question; `text` may hold gaps."""

    question: str
    """Redacted, and as short as it can be repeated."""
    text: str
    entries: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def said(self) -> str:
        """The answer with its sources below."""
        return "\n".join(filter(None, (self.text, sources_line(self.citations))))


@dataclass(frozen=True)
class ReplyDraft:
    """A whole reply, part by part."""

    greeting: str
    opening: str
    answers: tuple[DraftedAnswer, ...]
    headings: tuple[str, ...]
    """One above each answer; none where there is but one."""
    remarks: tuple[str, ...]
    """What the letter holds beyond: gaps."""
    closing: str
    signature: str
    """A gap for the name of who sends it; empty if who sends it is told in another way."""

    @property
    def text(self) -> str:
        """The reply as it is copied."""
        headings = self.headings or ("",) * len(self.answers)
        told = ["\n".join(filter(None, (h, a.said))) for h, a in zip(headings, self.answers, strict=True)]
        end = "\n".join(filter(None, (self.closing, self.signature)))
        return "\n\n".join([self.greeting, self.opening, *told, *self.remarks, end])

    @property
    def entries(self) -> tuple[str, ...]:
        """All entries that answer something, each once."""
        return tuple(dict.fromkeys(entry for answer in self.answers for entry in answer.entries))


class ReplyDrafts:
    """Drafts replies from the knowledge."""

    def __init__(self, knowledge: Knowledge, understanding: Understanding) -> None:
        self._knowledge = knowledge
        self._understanding = understanding
        self._answers = Answers(knowledge)
        self._words = knowledge.wording.reply_draft

    def of(self, letter: str, today: datetime.date, *, cut: bool = False) -> ReplyDraft | None:
        """Return a draft of the reply to a letter; None if it asks nothing. That it was `cut` before, is said."""
        read = self._understanding.letter(letter)
        if not read.asked:
            return None
        answers: list[DraftedAnswer] = []
        for asked in read.asked:
            answers.append(self._answer(asked, answers, today))
        several = len(answers) > 1
        opening = self._words.to_your_questions if several else self._words.to_your_question
        headings = [self._words.heading.format(number=i, question=a.question) for i, a in enumerate(answers, 1)]
        further = tuple(map(_repeated, read.left_out))
        return ReplyDraft(
            self._words.greeting,
            opening if several else opening.format(question=answers[0].question),
            tuple(answers),
            tuple(headings) if several else (),
            tuple(self._remarks(further, cut=cut or len(letter) > MAX_CHARS)),
            self._words.closing,
            self._gap(self._words.your_name),
        )

    def by_name(self, draft: ReplyDraft, letter: str) -> ReplyDraft:
        """Return a draft that greets who signed the letter, if that is safe; never where any of it is stored."""
        name = _signed(letter)
        return replace(draft, greeting=self._words.greeting_by_name.format(signed=name)) if name else draft

    def _answer(self, asked: AskedQuestion, before: Iterable[DraftedAnswer], today: datetime.date) -> DraftedAnswer:
        question = _repeated(asked.text)
        match asked.meaning:
            case meaning.Understood(candidates, missing):
                entries = [self._knowledge.entries[candidate.entry] for candidate in candidates]
                drafted = self._told(question, entries, before, today)
                unsure = [self._gap(self._words.unsure)] if candidates[0].score < _SURE else []
                left = [self._gap(self._words.open_part.format(question=_repeated(part))) for part in missing]
                return replace(drafted, text="\n".join([*unsure, drafted.text, *left]))
            case meaning.Ambiguous(candidates):
                entries = [self._knowledge.entries[candidate.entry] for candidate in candidates[:_MOST_BESIDE]]
                return self._one_of(question, entries, today)
            case meaning.NotCovered(near=near):
                return DraftedAnswer(question, self._open([self._knowledge.entries[entry] for entry in near]))
            case meaning.OutOfScope(near=near):
                return DraftedAnswer(question, self._open([self._knowledge.entries[entry] for entry in near[:1]]))
            case _:
                return DraftedAnswer(question, self._open(()))

    def _told(
        self, question: str, entries: list[Entry], before: Iterable[DraftedAnswer], today: datetime.date
    ) -> DraftedAnswer:
        """Answer with these entries, but say none of them twice."""
        names = tuple(entry.id for entry in entries)
        if said := next((answer for answer in before if set(names) <= set(answer.entries)), None):
            return DraftedAnswer(question, self._words.as_above.format(question=said.question), names)
        told = "\n\n".join(self._as_of(entry, today) for entry in entries)
        return DraftedAnswer(question, told, names, self._answers.tell(entries, 1.0).citations)

    def _one_of(self, question: str, entries: list[Entry], today: datetime.date) -> DraftedAnswer:
        """Answer with all that may be meant, for a human to choose from."""
        told = self._told(question, entries, (), today)
        if len(entries) == 1:
            return replace(told, text=f"{self._gap(self._words.unsure)}\n{told.text}")
        meanings = " / ".join(f"„{entry.question}“" for entry in entries)
        return replace(told, text=f"{self._gap(self._words.perhaps.format(meanings=meanings))}\n{told.text}")

    def _open(self, near: Iterable[Entry]) -> str:
        """Leave an answer to a human, with what is known nearby."""
        known = " ".join(plain(first_sentence(entry.answer)) for entry in list(near)[:_MOST_BESIDE])
        return self._gap(self._words.open_beside.format(known=known) if known else self._words.open)

    def _as_of(self, entry: Entry, today: datetime.date) -> str:
        """Return an answer, with a gap below it if it is past its time."""
        told = plain(entry.answer)
        if entry.gueltig_bis is None or not self._knowledge.is_outdated(entry, today):
            return told
        return f"{told}\n{self._gap(self._words.outdated.format(until=german_date(entry.gueltig_bis)))}"

    def _remarks(self, further: tuple[str, ...], *, cut: bool) -> Iterator[str]:
        if further:
            questions = " ".join(f"„{question}“" for question in further)
            yield self._gap(self._words.further.format(questions=questions))
        if cut:
            yield self._gap(self._words.cut)

    def _gap(self, told: str) -> str:
        return self._words.in_gap(told)


def _repeated(question: str) -> str:
    """Return a question as a heading: redacted, in one line, without what leads up to it."""
    bare = bare_question(" ".join(redact(question).split()))
    bare = bare[:1].upper() + bare[1:]
    if len(bare) > _LONGEST_QUESTION:
        bare = bare[:_LONGEST_QUESTION].rsplit(" ", 1)[0].rstrip(" ,;") + " …"
    return bare


def _signed(letter: str) -> str:
    """Return by which name somebody can surely be greeted who signed a letter; empty if by none."""
    first = next(iter(signature(letter)), "")
    name = _FOR_ANOTHER.sub("", first).strip(" ,.")
    if titled := _TITLED.match(name):
        return f"{titled[1]} {titled[2]}"
    return name if _NAMES.fullmatch(name) and without_names(name) == "[Name]" else ""
