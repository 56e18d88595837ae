"""A knowledge base of seven entries: large enough for every outcome, small enough to be seen as a whole."""

import pytest

from intents.understand import Understanding
from knowledge.model import Aspect, Document, Entry, Knowledge, Passage, Role, SmallTalk, Subject, SubjectKind
from knowledge.service import ServiceProfile
from knowledge.wording import LetterWording, MessengerWording, Wording

WORDING = Wording(
    welcome="Willkommen.",
    examples=("Was ist die Kaffeemaschine?", "Was kostet der Drucker?", "Wo steht der Drucker?"),
    help="So geht es.",
    clarify="Was davon?",
    none_of_these="Keine davon",
    which_number="Von 1 bis {last}.",
    after_none="Dann nicht.",
    not_covered="Unbekannt. post@example.org",
    known_of_subject="Bekannt von „{subject}“:",
    not_sure="Unklar, vielleicht:",
    as_said="Wie gesagt:",
    no_more="Mehr nicht.",
    said_in="Steht in: {sources}.",
    in_german="In German.",
    out_of_scope="Fremd. post@example.org",
    empty="Leer.",
    gone="Vorbei.",
    cancelled="Von vorn.",
    new_talk="Neues Gespräch.",
    responsible="Verantwortlich: {told}",
    privacy_officer="Datenschutz: {told}",
    imprint="Impressum: {told}",
    accessibility="Barrierefreiheit: {told}",
    topics="Themen:",
    topic="Zu „{subject}“:",
    sources="Quellen:",
    privacy="Datenschutz.",
    stored="Gespeichert.",
    ask_human="Mensch fragen",
    write_to_human="Bitte schreiben.",
    confirm_handover="Weitergeben: {question}?",
    yes="Ja",
    no="Nein",
    handed_over="Weitergegeben.",
    not_handed_over="Nichts weitergegeben.",
    passed_on="Ist da.",
    cut_off="Nur der Anfang.",
    read_by_all="Alle lesen mit.",
    corrected_line="Berichtigt: {text}",
    too_many_lines="Zu viel.",
    no_human="Hier nicht.",
    back_to_bot="Zurück",
    back_again="Wieder da.",
    not_with_human="Kein Mensch da.",
    with_human="Noch ein Mensch da.",
    more="Mehr dazu",
    all_topics="Alle Themen",
    no_answer_to="Keine Antwort auf „{question}“.",
    corrected="Statt {source}: {why}",
    outdated="Galt bis {until}.",
    left_out="Bis zu sechs auf einmal.",
    lead="Es geht um Geräte.",
    footer="Ein Assistent.",
    team_member="Kollegin",
    reply_draft=LetterWording(
        gap="[bitte {told}]",
        perhaps="prüfen: {meanings}",
        unsure="prüfen, ob es passt",
        open="ergänzen",
        open_beside="ergänzen, bekannt ist: {known}",
        open_part="ergänzen: {question}",
        outdated="prüfen, galt bis {until}",
        further="ergänzen, noch offen: {questions}",
        cut="prüfen, abgeschnitten",
        your_name="ergänzen: Name",
        greeting="Guten Tag,",
        greeting_by_name="Guten Tag {signed},",
        to_your_question="zu „{question}“:",
        to_your_questions="zu Ihren Fragen:",
        heading="{number}. {question}",
        as_above="Siehe „{question}“.",
        closing="Gruß",
        to_copy="Zum Kopieren:",
        no_question="Keine Frage darin.",
        send_letter="Bitte die Mail.",
        letter_behind="Bitte dahinter.",
        still_open="Noch Lücken.",
    ),
    messenger=MessengerWording.model_validate(
        {
            "answer_sent": "{ticket} unterwegs",
            "ask_erase": "ask_erase",
            "anonymous_answer": "anonymous_answer",
            "busy": "busy",
            "closed": "closed",
            "corrected_answer": "Berichtigung: {text}",
            "description": "description",
            "desk_answered": "{ticket} am Schreibtisch: {text}",
            "desk_closed": "{ticket} am Schreibtisch erledigt",
            "desk_returned": "{ticket} am Schreibtisch zurückgegeben",
            "empty_answer": "empty_answer",
            "erase": "erase",
            "erased": "erased",
            "erased_later": "erased_later",
            "expired": "expired",
            "export": "export",
            "fault": "fault",
            "for_persons_only": "for_persons_only",
            "from_human": "from_human",
            "group_unreachable": "group_unreachable",
            "hello_group": "hello_group",
            "hello_team": "hello_team",
            "keep": "keep",
            "kept": "kept",
            "mentioned_without_question": "mentioned_without_question",
            "menus": {"group": {"hilfe": "Hilfe"}, "team": {"offen": "Offene"}, "private": {"hilfe": "Hilfe"}},
            "next_page": "next_page",
            "no_open_tickets": "no_open_tickets",
            "not_of_team": "not_of_team",
            "not_yours": "not_yours",
            "nothing_stored": "nothing_stored",
            "only_caption": "only_caption",
            "only_text": "only_text",
            "only_text_to_human": "only_text_to_human",
            "only_text_answers": "only_text_answers",
            "open_tickets": "Offen: {count}",
            "page_before": "page_before",
            "perhaps_lost": "perhaps_lost",
            "private_only": "private_only",
            "repeated": "repeated",
            "returned": "returned",
            "short_description": "short_description",
            "show_again": "show_again",
            "thanks": "thanks",
            "ticket_back": "{ticket} zurück",
            "ticket_closed": "{ticket} erledigt",
            "ticket_expired": "{ticket} abgelaufen",
            "ticket_gone": "ticket_gone",
            "ticket_line": "Ticket {ticket} weiter: {text}",
            "ticket_opened": "Ticket {ticket}: {text}",
            "ticket_reposted": "Ticket {ticket} seit {since}: {text}",
            "ticket_returned": "{ticket} zurückgegeben",
            "ticket_withdrawn": "{ticket} gelöscht",
            "ticket_undelivered": "{ticket} nicht angekommen",
            "ticket_waits": "{ticket} wartet",
            "too_fast": "too_fast",
            "confirm_erase": "confirm_erase",
            "undecryptable": "undecryptable",
            "not_surely_yours": "not_surely_yours",
            "edits_stay_here": "edits_stay_here",
            "too_old": "too_old",
            "unknown_command": "Meinten Sie {command}?",
            "what_to_explain": "what_to_explain",
            "workshop_gone": "workshop_gone",
            "workshop_joined": "Workshop {title}",
            "which_ticket": "which_ticket",
        }
    ),
    yes_words=("ja", "ja bitte"),
    no_words=("nein", "nein danke"),
    polite_words=("bitte",),
    commands={
        "cancel": ("abbrechen",),
        "topics": ("themen", "/themen"),
        "sources": ("quellen",),
        "privacy": ("/datenschutz",),
        "help": ("hilfe", "/start"),
        "human": ("mensch", "/lotse"),
        "draft": ("entwurf", "/entwurf"),
        "back": ("/zurueck",),
    },
)


def entry(name: str, question: str, about: str, aspect: str, *phrases: str, **more: object) -> Entry:
    given = {"title": name, "answer": f"Antwort {name}.", "sources": ("seite-1",), "stand": "2022", **more}
    return Entry(id=name, question=question, about=about, aspect=aspect, phrases=phrases, **given)


ENTRIES = (
    entry(
        "kaffee-was",
        "Was ist die Kaffeemaschine?",
        "kaffeemaschine",
        "was",
        "kaffeemaschine",
        "was macht die kaffeemaschine",
        "erklären sie die kaffeemaschine",
        details="Genaues zum Kaffee.",
        sources=("seite-1", "seite-2"),
        related=("kaffee-ort", "drucker-was", "drucker-ort", "kaffee-was", "drucker-kosten"),
    ),
    entry(
        "kaffee-ort",
        "Wo steht die Kaffeemaschine?",
        "kaffeemaschine",
        "ort",
        "standort der kaffeemaschine",
        "in welchem raum finde ich die kaffeemaschine",
        related=("kaffee-was",),
    ),
    entry(
        "drucker-was",
        "Was ist der Drucker?",
        "drucker",
        "was",
        "drucker",
        "was macht der drucker",
        "erklären sie den drucker",
    ),
    entry(
        "drucker-ort",
        "Wo steht der Drucker?",
        "drucker",
        "ort",
        "standort des druckers",
        "in welchem raum finde ich den drucker",
    ),
    entry(
        "drucker-kosten",
        "Was kostet der Drucker?",
        "drucker",
        "kosten",
        "preis des druckers",
        "wie teuer ist der drucker",
    ),
    entry("einkauf", "Was passiert beim Einkaufen?", "schritt-1", "aufgaben", "einkaufen", "wie läuft das einkaufen"),
    entry("aufbau", "Was passiert beim Aufbauen?", "schritt-2", "aufgaben", "aufbauen", "wie läuft das aufbauen"),
)


@pytest.fixture(scope="session")
def small() -> Knowledge:
    kinds = tuple(
        SubjectKind(id=kind, group=group)
        for kind, group in (("component", "Geräte"), ("step", "Schritte"), ("term", "Begriffe"))
    )
    subjects = (
        Subject(id="geraete", kind="term", name="Geräte"),
        Subject(
            id="kaffeemaschine", kind="component", name="Kaffeemaschine", names=("Kaffeeautomat",), within="geraete"
        ),
        Subject(id="drucker", kind="component", name="Drucker", names=("DRK",), within="geraete"),
        Subject(id="schritt-1", kind="step", name="Schritt 1 (Einkaufen)", names=("Einkaufen",), next="schritt-2"),
        Subject(id="schritt-2", kind="step", name="Schritt 2 (Aufbauen)", names=("Aufbauen",)),
    )
    aspects = (
        Aspect(id="was", name="was es ist", words=("was ist", "was macht"), role=Role.DEFINITION),
        Aspect(id="ort", name="Standort", words=("Standort", "wo steht", "Raum")),
        Aspect(id="kosten", name="Kosten", words=("Kosten", "kostet", "Preis", "teuer")),
        Aspect(id="aufgaben", name="Aufgaben", words=("was passiert", "Ablauf"), role=Role.TASKS),
        Aspect(id="naechster-schritt", name="nächster Schritt", words=("danach", "und dann"), role=Role.NEXT),
        Aspect(id="voriger-schritt", name="voriger Schritt", words=("davor",), role=Role.PREVIOUS),
    )
    documents = (
        Document(id="handbuch", title="Handbuch", stand="2022-03", note="Ein Entwurf."),
        Document(id="aushang", title="Aushang", stand="2020-03-10"),
    )
    passages = (
        Passage(id="seite-1", document="handbuch", section="Seite 1"),
        Passage(id="seite-2", document="aushang", section="Flur", paragraph="§ 2"),
    )
    talks = (
        SmallTalk(id="dank", phrases=("danke", "vielen dank", "danke schön"), reply="Gern."),
        SmallTalk(id="gruss", phrases=("hallo", "guten morgen", "servus"), reply="Guten Tag!"),
    )
    return Knowledge(
        entries={e.id: e for e in ENTRIES},
        kinds={k.id: k for k in kinds},
        subjects={s.id: s for s in subjects},
        aspects={a.id: a for a in aspects},
        documents={d.id: d for d in documents},
        passages={p.id: p for p in passages},
        synonyms=(),
        alike=(),
        translations={"where": "wo", "is": "ist", "the": "", "price": "preis"},
        smalltalk={t.id: t for t in talks},
        outside=("wie wird das wetter", "wer ist bundeskanzler", "rezept für kuchen", "wann fährt der bus"),
        service=ServiceProfile(
            name="Gerätebot", topic="zu Geräten", team="Team der Geräte", contact="post@example.org", languages=()
        ),
        wording=WORDING,
        version="1",
    )


@pytest.fixture(scope="session")
def small_understanding(small: Knowledge) -> Understanding:
    return Understanding(small)
