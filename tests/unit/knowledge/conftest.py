"""A whole knowledge base of two entries in a folder of its own, to be spoilt in one place."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.errors import KnowledgeError, Problem
from knowledge.load import load
from knowledge.model import Knowledge

FILES = {
    "entries/drucker.yaml": """\
entries:
  - id: drucker-was
    title: "Der Drucker"
    question: "Was ist der Drucker?"
    about: drucker
    aspect: was
    phrases:
      - "drucker"
      - "was macht der drucker"
    answer: "Er druckt. Mehr unter https://drucker.example.org/hilfe."
    sources: [seite-1]
    stand: "2022"
    related: [drucker-ort]

  - id: drucker-ort
    title: "Standort des Druckers"
    question: "Wo steht der Drucker?"
    about: drucker
    aspect: ort
    phrases:
      - "wo finde ich den drucker"
    answer: "Im Flur."
    sources: [seite-1]
    stand: "2022-03-01"
    gueltig_bis: "2030"
""",
    "phrases/drucker.yaml": """\
phrases:
  drucker-ort:
    - "in welchem raum wird gedruckt"
""",
    "outside/anderes.yaml": """\
outside:
  - "wie wird das wetter"
""",
    "questions/drucker.yaml": """\
questions:
  drucker-ort:
    - "wohin muss ich zum drucken gehen"
not_covered:
  - "was kostet der drucker"
""",
    "vocabulary.yaml": """\
subjects:
  - id: geraete
    kind: term
    name: "Geräte"
  - id: drucker
    kind: component
    name: "Drucker"
    within: geraete
aspects:
  - {id: was, role: definition, name: "was es ist", words: ["was ist"]}
  - {id: ort, name: "Standort", words: ["wo steht"]}
synonyms:
  - ["Raum", "Zimmer"]
translations:
  "where": "wo"
  "the": ""
kinds:
  - {id: term, group: "Begriffe"}
  - {id: component, group: "Geräte"}
""",
    "sources.yaml": """\
documents:
  - id: handbuch
    title: "Handbuch"
    stand: "2022"
passages:
  - {id: seite-1, document: handbuch, section: "Seite 1"}
""",
    "smalltalk.yaml": """\
smalltalk:
  - id: dank
    phrases: ["danke"]
    reply: "Gern."
""",
    "service.yaml": """\
name: "Gerätebot"
topic: "zu Geräten"
team: "Team der Geräte"
contact: "post@example.org"
languages: []
tiles: [component]
""",
    "wording.yaml": """\
welcome: "Willkommen."
stored: "Gespeichert."
examples: ["Was ist der Drucker?", "Wo steht der Drucker?", "Wo finde ich den Drucker?"]
help: "So geht es."
clarify: "Was davon?"
none_of_these: "Keine davon"
which_number: "Von 1 bis {last}."
after_none: "Dann nicht."
not_covered: "Dazu ist nichts bekannt."
known_of_subject: "Bekannt zu {subject}:"
not_sure: "Unklar:"
as_said: "Wie gesagt:"
no_more: "Mehr nicht."
said_in: "Steht dort ({sources})."
in_german: "In German."
out_of_scope: "Dazu ist nichts bekannt."
empty: "Leer."
gone: "Vorbei."
cancelled: "Von vorn."
new_talk: "Neues Gespräch."
responsible: "Verantwortlich: {told}"
privacy_officer: "Datenschutz: {told}"
imprint: "Impressum: {told}"
accessibility: "Barrierefreiheit: {told}"
topics: "Themen:"
topic: "Zu {subject}:"
sources: "Quellen:"
privacy: "Datenschutz."
ask_human: "Mensch"
write_to_human: "Bitte schreiben."
confirm_handover: "Weitergeben: {question}?"
yes: "Ja"
no: "Nein"
handed_over: "Weitergegeben."
not_handed_over: "Nichts."
passed_on: "Ist da."
cut_off: "Nur der Anfang."
read_by_all: "Alle lesen mit."
corrected_line: "Berichtigt: {text}"
too_many_lines: "Zu viel."
no_human: "Hier nicht."
back_to_bot: "Zurück"
back_again: "Wieder da."
not_with_human: "Kein Mensch da."
with_human: "Noch ein Mensch da."
more: "Mehr"
all_topics: "Alle Themen"
no_answer_to: "Keine Antwort auf {question}."
corrected: "Statt {source}: {why}"
outdated: "Galt bis {until}."
left_out: "Bis zu drei auf einmal."
lead: "Es geht um Geräte."
footer: "Ein Assistent."
team_member: "Kollegin"
messenger:
  only_text: "only_text"
  too_fast: "too_fast"
  confirm_erase: "confirm_erase"
  undecryptable: "undecryptable"
  not_surely_yours: "not_surely_yours"
  edits_stay_here: "edits_stay_here"
  fault: "fault"
  repeated: "repeated"
  perhaps_lost: "perhaps_lost"
  show_again: "show_again"
  not_yours: "not_yours"
  thanks: "thanks"
  too_old: "too_old"
  ask_erase: "ask_erase"
  erase: "erase"
  keep: "keep"
  erased: "erased"
  erased_later: "erased later"
  nothing_stored: "nothing_stored"
  kept: "kept"
  export: "export"
  private_only: "private_only"
  next_page: "next_page"
  page_before: "page_before"
  mentioned_without_question: "mentioned_without_question"
  from_human: "from_human"
  closed: "closed"
  returned: "returned"
  expired: "expired"
  group_unreachable: "group_unreachable"
  ticket_opened: "Ticket {ticket}: {text}"
  ticket_line: "Ticket {ticket} weiter: {text}"
  ticket_reposted: "Ticket {ticket} seit {since}: {text}"
  ticket_back: "{ticket} zurück"
  ticket_withdrawn: "{ticket} gelöscht"
  ticket_expired: "{ticket} abgelaufen"
  ticket_closed: "{ticket} erledigt"
  ticket_returned: "{ticket} zurückgegeben"
  answer_sent: "{ticket} unterwegs"
  desk_answered: "{ticket} am Schreibtisch: {text}"
  desk_closed: "{ticket} am Schreibtisch erledigt"
  desk_returned: "{ticket} am Schreibtisch zurückgegeben"
  ticket_gone: "ticket_gone"
  ticket_undelivered: "{ticket} nicht angekommen"
  ticket_waits: "{ticket} wartet"
  corrected_answer: "Berichtigung: {text}"
  unknown_command: "Meinten Sie {command}?"
  hello_group: "hello_group"
  hello_team: "hello_team"
  anonymous_answer: "anonymous_answer"
  busy: "busy"
  empty_answer: "empty_answer"
  for_persons_only: "for_persons_only"
  not_of_team: "not_of_team"
  only_caption: "only_caption"
  only_text_to_human: "only_text_to_human"
  workshop_joined: "Workshop {title}"
  workshop_gone: "workshop_gone"
  which_ticket: "which_ticket"
  only_text_answers: "only_text_answers"
  no_open_tickets: "no_open_tickets"
  open_tickets: "Offen: {count}"
  what_to_explain: "what_to_explain"
  short_description: "short_description"
  description: "description"
  menus: {private: {hilfe: "Hilfe"}, group: {hilfe: "Hilfe"}, team: {offen: "Offene"}}
yes_words: ["ja", "ja bitte"]
no_words: ["nein"]
polite_words: ["bitte"]
commands:
  help: ["hilfe"]
  topics: ["themen"]
reply_draft:
  gap: "[bitte {told}]"
  perhaps: "prüfen: {meanings}"
  unsure: "prüfen, ob es passt"
  open: "ergänzen"
  open_beside: "ergänzen, bekannt ist: {known}"
  open_part: "ergänzen: {question}"
  outdated: "prüfen, galt bis {until}"
  further: "ergänzen, noch offen: {questions}"
  cut: "prüfen, abgeschnitten"
  your_name: "ergänzen: Name"
  greeting: "Guten Tag,"
  greeting_by_name: "Guten Tag {signed},"
  to_your_question: "zu „{question}“:"
  to_your_questions: "zu Ihren Fragen:"
  heading: "{number}. {question}"
  as_above: "Siehe „{question}“."
  closing: "Gruß"
  to_copy: "Zum Kopieren:"
  no_question: "Keine Frage darin."
  send_letter: "Bitte die Mail."
  letter_behind: "Bitte dahinter."
  still_open: "Noch Lücken."
""",
}

OVERLAY_ENTRY = """\
entries:
  - id: kreis-scanner
    title: "Der Scanner"
    question: "Was ist der Scanner?"
    about: scanner
    aspect: was
    phrases:
      - "scanner"
    answer: "Er liest ein."
    sources: [kreis-seite]
    stand: "2024"
    related: [drucker-was]
"""
OVERLAY_VOCABULARY = """\
subjects:
  - {id: scanner, kind: component, name: "Scanner", within: geraete}
synonyms:
  - ["Scan", "Kopie"]
translations:
  "scan": "einlesen"
"""
OVERLAY_SOURCES = """\
documents:
  - {id: kreis, title: "Mitteilung des Landkreises", stand: "2024-05"}
passages:
  - {id: kreis-seite, document: kreis, section: "Seite 1"}
"""


@dataclass(frozen=True)
class Folder:
    """A folder of knowledge files."""

    path: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def line(self, name: str, text: str) -> int:
        """Return the number of the only line of a file that holds `text`."""
        lines = (self.path / name).read_text("utf-8").split("\n")
        (number,) = [i for i, line in enumerate(lines, 1) if text in line]
        return number

    def load(self, *overlays: "Folder") -> Knowledge:
        return load([overlay.path for overlay in overlays], base=self.path)

    def problems(self, *overlays: "Folder") -> list[Problem]:
        with pytest.raises(KnowledgeError) as caught:
            self.load(*overlays)
        return list(caught.value.problems)

    def problem(self, *overlays: "Folder") -> Problem:
        (problem,) = self.problems(*overlays)
        return problem


@pytest.fixture
def base(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "base")
    for name, content in FILES.items():
        folder.write(name, content)
    return folder


@pytest.fixture
def overlay(tmp_path: Path) -> Folder:
    """A folder that adds a subject with an entry and its source."""
    folder = Folder(tmp_path / "kreis")
    folder.write("entries/scanner.yaml", OVERLAY_ENTRY)
    folder.write("vocabulary.yaml", OVERLAY_VOCABULARY)
    folder.write("sources.yaml", OVERLAY_SOURCES)
    return folder


@pytest.fixture
def new_folder(tmp_path: Path) -> Callable[[str], Folder]:
    def create(name: str) -> Folder:
        (tmp_path / name).mkdir()
        return Folder(tmp_path / name)

    return create
