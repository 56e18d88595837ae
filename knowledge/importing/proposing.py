"""Makes entries of what was found: ids, titles, subjects, sources and phrases are proposed, and doubts are told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from knowledge.deriving import Completing, named, spelt
from knowledge.fields import GENERAL_ASPECT, GENERAL_SUBJECT, ID_FORM, LONGEST_TITLE, web_source
from knowledge.folding import fold
from knowledge.importing.doubting import doubts
from knowledge.importing.material import FoundQuestion, Material, one_line
from knowledge.importing.phrasing import rephrased
from knowledge.markup import plain
from knowledge.mending import iso_date, mended, with_whole_addresses
from knowledge.model import Aspect, Knowledge, Subject
from knowledge.naming import LONGEST_ID, id_for, title_for
from knowledge.words import remark

_MOST = 200
_NUMBER = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,2})*[.)]|[-–•*])\s+")


@dataclass(frozen=True)
class Doubt:
    """Something that a person must look at."""

    place: str
    entry: str
    """Empty if it is about no entry that was proposed."""
    text: str


@dataclass
class Proposal:
    """What a layer made of the material holds, by the keys of our files."""

    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By the name of the file that they are proposed for."""
    tests: dict[str, list[str]] = field(default_factory=dict)
    content: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Kinds, subjects, aspects, documents and passages that are new."""
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.entries.values()))


@dataclass(frozen=True)
class UsualSource:
    """What is cited where a file does not say where its answers come from."""

    source: str = ""
    """An address with its day, or the title of a document; empty: the file itself."""
    day: str = ""
    """When the file was written, which is taken for the day on which its answers held."""


class Proposing:
    """Proposes entries beside those that are known."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._origin = UsualSource()
        self.proposal = Proposal()
        self._claims = {fold(text): entry.id for entry in known.entries.values() for text in _texts_of(entry, known)}
        self._claims |= {fold(text): talk.id for talk in known.smalltalk.values() for text in talk.phrases}
        commands = known.wording.commands.items()
        self._claims |= {fold(spelling): str(name) for name, spellings in commands for spelling in spellings}
        self._ids = {*known.entries, *known.smalltalk}
        self._subjects = dict(known.subjects)
        self._aspects = dict(known.aspects)
        self._sources = {*known.documents, *known.passages}
        self._by_title = {fold(d.title): p.id for p in known.passages.values() if (d := known.documents[p.document])}
        self._days = {p.id: known.documents[p.document].stand for p in known.passages.values()}

    def add(self, material: Material, file: str, origin: UsualSource) -> None:
        """Propose the entries of a file; `file`: the name, without ending, of the one that they go to."""
        self._origin = origin
        self._take_over(material.content)
        for text in material.remarks:
            self._doubt(file, "", text)
        for found in _merged(material.entries):
            self._propose(found, material, file)

    def _propose(self, found: FoundQuestion, material: Material, file: str) -> None:
        question = _question(found.question)
        answer = with_whole_addresses(mended(found.answer)).strip()
        if not question or not answer:
            missing = "answer_missing" if question else "question_missing"
            self._doubt(found.place, "", remark(missing, text=(question or answer)[:60]))
            return
        if (owner := self._claims.get(fold(question))) and owner != found.id:
            self._doubt(found.place, "", remark("answered_already", question=question, owner=owner))
            return
        entry = self._id(found, question)
        self._ids.add(entry)
        self._claims[fold(question)] = entry
        title = self._title(found, question, entry)
        sources = [self._source(source, found) for source in found.sources] or [self._usual_source(material, file)]
        item: dict[str, Any] = {
            "id": entry,
            "title": title,
            "question": question,
            "about": self._about(found, question, material),
            "aspect": self._aspect(found, question),
            "phrases": self._phrases(found, question, entry),
            "answer": answer,
            "details": mended(found.details).strip(),
            "sources": sources,
            "stand": self._stand(found, sources),
            "gueltig_bis": iso_date(found.gueltig_bis),
            "related": list(found.related),
        }
        self.proposal.entries.setdefault(file, []).append({key: value for key, value in item.items() if value})
        if found.tests:
            self.proposal.tests[entry] = list(found.tests)
        for text in (*found.remarks, *doubts(found, question, item)):
            self._doubt(found.place, entry, text)

    def _id(self, found: FoundQuestion, question: str) -> str:
        given = found.id
        if given and re.fullmatch(ID_FORM, given) and len(given) <= LONGEST_ID and re.search("[a-z]", given):
            if given not in self._ids:
                return given
            self._doubt(found.place, given, remark("id_taken", name=given))
        return id_for(found.title or question, self._ids)

    def _title(self, found: FoundQuestion, question: str, entry: str) -> str:
        title = one_line(found.title) or title_for(question)
        if len(title) > LONGEST_TITLE:
            title = title_for(title)
            self._doubt(found.place, entry, remark("title_cut"))
        if self._claims.setdefault(fold(title), entry) != entry and fold(title) != fold(question):
            title = title_for(question)
        if self._claims.setdefault(fold(title), entry) != entry:
            title = f"{title[: LONGEST_TITLE - 40]}… ({entry[:36]})"
        return title

    def _about(self, found: FoundQuestion, question: str, material: Material) -> str:
        given = found.about or found.section
        if given in self._subjects:
            return given
        names = spelt({subject.id: (subject.name, *subject.names) for subject in self._subjects.values()})
        if given and (same := next((subject for name, subject in names if name.strip() == fold(given)), None)):
            return same
        about = None if found.about else named([question], names)
        if about is None and not given and GENERAL_SUBJECT in self._subjects:
            about = GENERAL_SUBJECT
        return about or self._new_subject(given or material.title or "Allgemeines")

    def _new_subject(self, name: str) -> str:
        name = one_line(name)[:_MOST]
        subject = id_for(name, {*self._subjects, *self._aspects}) or "thema"
        self._subjects[subject] = Subject(id=subject, name=name)
        self.proposal.content.setdefault("subjects", []).append({"id": subject, "name": name})
        return subject

    def _aspect(self, found: FoundQuestion, question: str) -> str:
        if found.aspect in self._aspects:
            return found.aspect
        same = [a.id for a in self._aspects.values() if fold(a.name) == fold(found.aspect)]
        completing = Completing((), self._aspects.values(), {})
        return same[0] if same else completing.aspect_of(question) or GENERAL_ASPECT

    def _phrases(self, found: FoundQuestion, question: str, entry: str) -> list[str]:
        """Return what was given, and, for entries that nobody has worked on yet, what follows from the question."""
        kept: list[str] = []
        derived = () if found.id else rephrased(question)
        for phrase in (*found.phrases, *derived):
            line = one_line(phrase)[:_MOST]
            if not fold(line):
                continue
            owner = self._claims.setdefault(fold(line), entry)
            if owner == entry and (line not in kept) and fold(line) != fold(question):
                kept.append(line)
            elif owner != entry and phrase not in derived:
                self._doubt(found.place, entry, remark("phrase_taken", text=line, owner=owner))
        return kept

    def _source(self, source: str, found: FoundQuestion) -> str:
        source = with_whole_addresses(one_line(source))
        if source in self._sources:
            return source
        day = iso_date(found.read or found.stand) or self._origin.day
        if source.startswith("http") and web_source(source) is None:
            if not found.read:
                self._doubt(found.place, "", remark("day_assumed", source=source[:60], day=day))
            source = f"{source.split()[0].rstrip(',;')}, {day}"
        if web_source(source):
            return source
        return self._document(source, iso_date(found.stand) or self._origin.day)

    def _usual_source(self, material: Material, file: str) -> str:
        if self._origin.source:
            return self._of_origin(self._origin.source)
        if material.address:
            return f"{material.address}, {self._origin.day}"
        return self._document(material.title or file, self._origin.day)

    def _of_origin(self, source: str) -> str:
        source = with_whole_addresses(source)
        if source in self._sources or web_source(source):
            return source
        return (
            f"{source}, {self._origin.day}" if source.startswith("http") else self._document(source, self._origin.day)
        )

    def _document(self, title: str, day: str) -> str:
        """Return the passage that is a document as a whole, which may be new."""
        title = one_line(title)[:_MOST] or "Unterlage"
        if known := self._by_title.get(fold(title)):
            return known
        name = id_for(title, {*self._sources, *self._ids}) or "unterlage"
        self.proposal.content.setdefault("documents", []).append({"id": name, "title": title, "stand": day})
        self.proposal.content.setdefault("passages", []).append({"id": name, "document": name})
        self._sources.add(name)
        self._by_title[fold(title)] = name
        self._days[name] = day
        self._doubt("", "", remark("source_assumed", title=title, day=day))
        return name

    def _stand(self, found: FoundQuestion, sources: list[str]) -> str:
        stand = iso_date(found.stand)
        if re.fullmatch(r"\d{4}(-\d{2}){0,2}", stand):
            return stand
        web = web_source(sources[0])
        return web[1] if web else self._days.get(sources[0], self._origin.day)

    def _take_over(self, content: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Take subjects, sources and the like that a file of ours brings along, but for those that are known."""
        known: dict[str, set[str]] = {
            "kinds": set(self._known.kinds),
            "subjects": set(self._known.subjects),
            "aspects": set(self._known.aspects),
            "documents": set(self._known.documents),
            "passages": set(self._known.passages),
        }
        for key, ids in known.items():
            fresh = [dict(item) for item in content.get(key, ()) if item.get("id") not in ids]
            if fresh:
                self.proposal.content.setdefault(key, []).extend(fresh)
        for item in content.get("subjects", ()):
            names = item.get("names") or ()
            self._subjects.setdefault(item["id"], Subject(id=item["id"], name=item["name"], names=tuple(names)))
        for item in content.get("aspects", ()):
            words = tuple(item.get("words") or (item["name"],))
            self._aspects.setdefault(item["id"], Aspect(id=item["id"], name=item["name"], words=words))
        stands = {item["id"]: str(item.get("stand") or item.get("read") or "") for item in content.get("documents", ())}
        for item in content.get("passages", ()):
            self._days.setdefault(item["id"], stands.get(str(item.get("document")), ""))
        self._sources |= {str(item["id"]) for key in ("documents", "passages") for item in content.get(key, ())}

    def _doubt(self, place: str, entry: str, text: str) -> None:
        self.proposal.doubts.append(Doubt(place, entry, text))


def _texts_of(entry: Any, known: Knowledge) -> Iterable[str]:
    return (entry.question, entry.title, *entry.phrases, *known.phrases.get(entry.id, ()))


def _question(text: str) -> str:
    question = _NUMBER.sub("", plain(one_line(text))).strip("*# ")
    return question if len(question) <= _MOST else f"{question[: _MOST - 1].rpartition(' ')[0]}…"


def _merged(entries: Iterable[FoundQuestion]) -> list[FoundQuestion]:
    """Return the entries, those without ids that have the same answer as one."""
    merged: dict[str, FoundQuestion] = {}
    for i, found in enumerate(entries):
        answer = fold(found.answer)
        key = str(i) if found.id or len(answer) < 20 else answer
        if (first := merged.get(key)) is None:
            merged[key] = found
        else:
            merged[key] = replace(first, phrases=(*first.phrases, found.question, *found.phrases))
    return list(merged.values())
