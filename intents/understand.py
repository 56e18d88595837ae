"""From a message and what was said before to what the person means."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from intents.compose import ReadLetter, compose, read_letter
from intents.concepts import Concepts
from intents.confidence import Confidence, calibrated
from intents.context import NOTHING_SO_FAR, Context, Matter, PastTurn
from intents.corrections import SelfCorrection, corrected
from intents.deciding import MOST_CHOICES, Decider
from intents.gist import emphasis, gist
from intents.judge import SMALL_TALK, Judge, Question
from intents.letters import MAX_CHARS
from intents.match import Example, Learnt, Matcher, Ranking
from intents.match import Reading as Words
from intents.meaning import (
    AboutAnswer,
    Ambiguous,
    Candidate,
    Command,
    Explanation,
    Judged,
    Meaning,
    OutOfScope,
    Social,
    Understood,
)
from intents.naming import ALIKE, ASPECT, SUBJECT, concept_names
from intents.normalise import Lexicon, is_filler, words
from intents.pointing import Pointing
from intents.questions import is_question, without_courtesies
from intents.readiness import ReadinessReader
from intents.readings import Alone, Utterance, asked_aspects
from intents.requests import Form, wish
from intents.spotting import Spotter
from knowledge.folding import fold
from knowledge.markup import plain
from knowledge.model import Knowledge, Request, Role
from knowledge.sentences import sentences

_LONGEST_COMMAND = 100
_TELLING_BY_ITSELF = 2
_ALIKE, _ALMOST_SAID, _SURELY_SAID = 0.55, 0.75, 0.95
"""How near to a phrase of small talk a message must be, with and without more evidence than for anything else."""


_PROBABLY_TALK = 0.5
"""The probability at which small talk is answered, after something else, that is like no phrase of it."""
_FEW_PHRASES = 20
"""An entry that is asked for in fewer ways is known by what it answers, too."""

_ADDRESSING = frozenset(["du", "dich", "dir", "dein", "deine", "deinen", "deiner", "bist", "hast", "kannst", "weisst"])
_ADDRESSING |= {"machst", "sie", "ihnen", "ihr", "ihre", "ihren", "you", "your"}
"""The words that speak to the assistant itself."""


class Understanding:
    """Understands messages, from all that is known."""

    def __init__(
        self, knowledge: Knowledge, confidence: Confidence | None = None, before: Learnt | None = None
    ) -> None:
        """Learn the phrases of `knowledge`; takes about a second for ten thousand of them.

        What `before` has learnt from the same phrases is taken over.
        """
        self._knowledge = knowledge
        names = concept_names(knowledge)
        definition = knowledge.roles.get(Role.DEFINITION)
        self._concepts = Concepts(names, {SUBJECT: ASPECT + definition} if definition else {}, ALIKE)
        self._matcher = Matcher(
            _examples(knowledge),
            self._concepts,
            (word for spellings in names.values() for spelling in spellings for word in words(spelling)),
            {fold(foreign): fold(german) for foreign, german in knowledge.translations.items()},
            before,
        )
        self.spotter = Spotter(knowledge, self._concepts, self._matcher)
        self._pointing = Pointing(knowledge, self._concepts, self._matcher, self.spotter)
        self._judge = Judge(knowledge, self._matcher, confidence or calibrated())
        self._decider = Decider(knowledge, self._judge)
        self._readiness = ReadinessReader(knowledge, self.spotter.subjects)

    @property
    def lexicon(self) -> Lexicon:
        """Return the known words."""
        return self._matcher.lexicon

    @property
    def learnt(self) -> Learnt:
        """Return what an understanding of other knowledge may take over."""
        return self._matcher.learnt

    def understand(self, text: str, context: Context = NOTHING_SO_FAR) -> Meaning:
        """Return what `text` means after `context`."""
        return self.explain(text, context).meaning

    def explain(self, text: str, context: Context = NOTHING_SO_FAR) -> Explanation:
        """Return what `text` means, and why."""
        context = context.within(self._knowledge.entries)
        if command := self._knowledge.command(fold(text[:_LONGEST_COMMAND])):
            asked = None if text.startswith("/") or not context.turns else self.one(text, context)
            carries = asked and isinstance(asked.meaning, Understood) and asked.reading != Alone()
            return asked if asked and carries else Explanation(Command(command))
        if not words(text):
            return Explanation(OutOfScope())
        text = text[:MAX_CHARS]
        return (
            self._claimed(text, context)
            or self._ready(text, context)
            or self._requested(text, context)
            or compose(text, context, self)
        )

    def _requested(self, text: str, context: Context) -> Explanation | None:
        """Return what is wanted by who says in which form: of what they name, or of what was told so far."""
        wanted = wish(text)
        if wanted is None:
            return None
        named = self.spotter.matter(wanted.rest)
        if named.subjects or named.aspects or not context.told:
            found = self._claimed(wanted.rest, context) or compose(wanted.rest, context, self) if wanted.rest else None
            return found if found and isinstance(found.meaning, Understood) else None
        read = self.one(text, context)
        if isinstance(read.meaning, Understood) and read.reading == Alone() and read.covered >= _SURELY_SAID:
            return None
        telling = any(not is_filler(word) for word in words(wanted.rest))
        if wanted.of_all or telling:
            told = dict.fromkeys(entry for turn in reversed(context.turns) for entry in turn.told)
            return replace(read, meaning=AboutAnswer(Request.SUMMARY, tuple(told)))
        request = Request.LIST if wanted.form is Form.LISTED else Request.SHORTER
        return replace(read, meaning=AboutAnswer(request, context.told))

    def _claimed(self, text: str, context: Context) -> Explanation | None:
        """Return what a text means that stands under entries word by word: nothing may overrule what was written.

        After a topic a single word may be about that.
        """
        read = self._matcher.read(without_courtesies(text))
        claims = [label for label in self._matcher.written(read) if label in self._knowledge.entries]
        if not claims or (context.turns and read.telling < _TELLING_BY_ITSELF):
            return None
        candidates = tuple(Candidate(entry, 1.0) for entry in claims[:MOST_CHOICES])
        said, ranking = self.spotter.said(read), self._judge.rank(read)
        covered, alone = self._judge.alone(ranking, context)
        question = Question(said, ranking, context, alone, covered)
        matter = Matter(said.named.subjects, asked_aspects(said, self._knowledge))
        meaning = Understood(candidates, matter=matter) if len(claims) == 1 else Ambiguous(candidates, matter)
        return self._explained(meaning, question, alone)

    def _ready(self, text: str, context: Context) -> Explanation | None:
        """Return what is wanted by who tells what they have and what they lack: all that is needed."""
        if self._readiness.overview is None or not self._readiness.is_told_in(text, context.told):
            return None
        read = self.one(text, context)
        found = Understood((Candidate(self._readiness.overview.id, 1.0),), matter=read.named)
        return replace(read, meaning=found)

    def letter(self, text: str) -> ReadLetter:
        """Return the questions of a letter in their order, each with what it means by itself."""
        return read_letter(text[:MAX_CHARS], self)

    def read(self, text: str, context: Context = NOTHING_SO_FAR) -> Explanation:
        """Return how `text` is read as one question, whatever else it may be."""
        return self.one(without_courtesies(text[:MAX_CHARS]), context)

    def mentions(self, subject: str, aspect: str) -> bool:
        """Whether an entry about a subject, or a part of it, is on an aspect, or asked for by its words."""
        return self._judge.mentions(subject, aspect)

    def each_number(self, text: str) -> Sequence[str]:
        """Return `text` for each of several numbered things that it names side by side; empty if it names none so."""
        return self._judge.numbers.spread(self._matcher.read(text).words)

    def gist(self, text: str) -> dict[str, float]:
        """Return what `text` is about, and how telling each part is, so that texts can be compared with each other."""
        read = self._matcher.read(text).words
        parts = gist(read, self._concepts, self._matcher.lexicon)
        return {part: self._matcher.rarity(part) * emphasis(part) for part in parts}

    def one(self, text: str, context: Context = NOTHING_SO_FAR) -> Explanation:
        """Understand a message, or a part of one, as one question."""
        correction = corrected(text)
        read, context = self._replaced(correction, context)
        if not read.telling and not correction.denied:
            correction, read = SelfCorrection(text), self._matcher.read(text)
        if with_unit := self._judge.numbers.completed(read.words, context):
            read = self._matcher.read(" ".join(with_unit))
        context = self._pointing.focused(read.words, context)
        said = self.spotter.said(read, denied=correction.denied, corrects=correction.corrects)
        ranking = self._judge.rank(read)
        covered, alone = self._judge.alone(ranking, context)
        if not alone:
            return Explanation(OutOfScope())
        question = Question(said, ranking, context, alone, covered)
        if step := self._pointing.beside(read, context):
            sure = replace(alone[0], match=replace(alone[0].match, label=step.id), score=1.0)
            return self._explained(Understood((Candidate(step.id, 1.0),)), question, [sure])
        best = alone[0]
        talks = best.match.label.startswith(SMALL_TALK) and _is_small_talk(best, ranking, said)
        if talks and (not context.turns or read.telling or best.match.similarity >= _SURELY_SAID):
            return self._explained(self._social(best, context), question, alone)
        judged = sorted(self._judge.all(question), key=lambda one: (-one.score, one.match.label))
        if talks and judged[0].match.label.startswith(SMALL_TALK):
            return self._explained(self._social(judged[0], context), question, judged)
        if context.turns and judged[0].match.label.startswith(SMALL_TALK) and judged[0].score >= _PROBABLY_TALK:
            return self._explained(self._social(judged[0], context), question, judged)
        return self._explained(self._decider.decide(question, judged), question, judged)

    def _replaced(self, correction: SelfCorrection, context: Context) -> tuple[Words, Context]:
        """Return the words that are meant, where somebody corrected themselves in the middle of a message."""
        read = self._matcher.read(correction.kept)
        if not correction.replaced:
            return read, context
        before = self._matcher.read(correction.replaced)
        places = self.spotter.places(before.words)
        if self.spotter.places(read.words) and places and not is_question(correction.kept):
            start, end, _ = places[-1]
            merged = (*before.words[:start], *before.words[end:], *read.words)
            return self._matcher.read(" ".join(merged)), context
        subjects = self.spotter.said(before).named.subjects
        return read, context.after(PastTurn(Matter(subjects))) if subjects else context

    def _social(self, best: Judged, context: Context) -> Meaning:
        talk = best.match.label.removeprefix(SMALL_TALK)
        request = self._knowledge.smalltalk[talk].request
        if request and context.told:
            return AboutAnswer(request, context.told, best.score)
        return Social(talk, best.score)

    def _explained(self, meaning: Meaning, question: Question, judged: Sequence[Judged]) -> Explanation:
        return Explanation(
            meaning=meaning,
            read_as=question.said.words,
            concepts=tuple(question.ranking.reading.concepts),
            named=Matter(question.said.named.subjects, asked_aspects(question.said, self._knowledge)),
            covered=question.covered,
            alone=question.alone,
            judged=tuple(judged),
            limits=self._decider.limits(question, judged),
        )


def _is_small_talk(best: Judged, ranking: Ranking, said: Utterance) -> bool:
    """Whether a message whose best match is small talk really is; such words occur in any message."""
    about_us = _addresses(words(best.match.phrase)) and not _addresses(said.words)
    if about_us and said.named != Matter():  # "wer bezahlt dich" is not "wer bezahlt das"
        return False
    if not ranking.reading.telling:  # "na du": nothing that could be a question
        return True
    if best.match.evidence < ranking.against:
        return best.match.similarity >= _ALMOST_SAID
    return max(best.match.similarity, best.match.coverage) >= _ALIKE


def _addresses(read: Iterable[str]) -> bool:
    """Whether the assistant itself is spoken to."""
    return not _ADDRESSING.isdisjoint(read)


def _examples(knowledge: Knowledge) -> Iterator[Example]:
    for entry in knowledge.entries.values():
        for phrase in (*entry.phrases, entry.question, entry.title, *knowledge.phrases.get(entry.id, ())):
            yield Example(phrase, entry.id, knowledge.layers.get(entry.id, 0))
        if len(entry.phrases) + len(knowledge.phrases.get(entry.id, ())) < _FEW_PHRASES:
            for sentence in sentences(plain(entry.answer)):
                yield Example(sentence, entry.id, knowledge.layers.get(entry.id, 0), told=True)
    for talk in knowledge.smalltalk.values():
        for phrase in talk.phrases:
            yield Example(phrase, SMALL_TALK + talk.id)
    for phrase in knowledge.outside:
        yield Example(phrase, None, knowledge.outside_layers.get(phrase, 0))
