"""The shipped base, asked as people type: each habit that the issue names, with sentences that are no phrases.

An expected failure is a known weakness, precisely; whoever mends it is told by the strict mark.
"""

import datetime

import pytest

from bot.talk.conversation import Conversation
from bot.talk.message import Message, Reply, Status
from bot.talk.session import Session
from intents.context import after
from intents.meaning import Ambiguous, Meaning, NotCovered, OutOfScope, Social, Understood
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.model import Knowledge

NOON = datetime.datetime(2024, 3, 1, 12, tzinfo=datetime.UTC)

CASE = {
    "was ist denn bitte ein behördenkonto": "behoerdenkonto-was",
    "WELCHE TYPEN HAT DAS SERVICEKONTO DENN": "servicekonto-arten",
    "wELCHE zAHLUNGSARTEN kENNT ePAYbl": "epaybl-zahlarten",
}
UMLAUTS = {
    "Was ist bitte ein Behoerdenkonto?": "behoerdenkonto-was",
    "Was ist bitte ein Behordenkonto?": "behoerdenkonto-was",
    "Erklaeren Sie mir den Maengelmelder": "maengelmelder",
    "Erklaren Sie mir den Mangelmelder": "maengelmelder",
    "Wer ist fuer die Basiskomponenten eigentlich zustaendig": "zustaendigkeit-basiskomponenten",
    "was ist denn das persoenliche servicekonto": "persoenliches-servicekonto-was",
    "Was ist der Saechsische Landkreistag?": "slkt-was",
    "Was muss ich über den Basis-Workshop wissen, was heisst das?": "workshop-was",
}
SLIPS = {
    "Was ist das Servcekonto?": "servicekonto-was",
    "Was ist das Serivcekonto?": "servicekonto-was",
    "was ist der Formularservcie": "formulareservice-was",
    "was ist das Beteiligungsprotal": "beteiligungsportal-was",
    "Was ist denn dieses Beteilgungsportal": "beteiligungsportal-was",
    "Was ist die Prozesplatform?": "prozessplattform-was",
    "was ist das Verfahrensmanagment": "verfahrensmanagement-was",
    "was ist der Koopertionsrat": "kooperationsrat-was",
    "Was ist ePyaBL?": "epaybl-was",
    "was ist ein Onlineantragasistent": "oaa-was",
    "Welche Vorraussetzungen brauchen wir für den Onlineantrag?": "voraussetzungen",
    "wer sind die Digtial Lotsen": "digital-lotsen-was",
    "Wo fnde ich das Tetsystem von Amt24?": "amt24-testsystem",
    "wer ist zustädig für die Basiskomponnten": "zustaendigkeit-basiskomponenten",
    "welche Zahlungsaten gibt es bei epybl": "epaybl-zahlarten",
    "Adrese vom Onlinshop der KISA": "onlineshop-adresse",
}
COMPOUNDS = {
    "was ist ein behörden konto": "behoerdenkonto-was",
    "Servicekontotypen": "servicekonto-arten",
    "Welche Servicekonto-Typen gibt es eigentlich?": "servicekonto-arten",
    "was ist denn ein Organisations Konto": "organisationskonto-was",
    "was ist denn ein Organisations-Konto": "organisationskonto-was",
    "wo liegt das amt24testsystem": "amt24-testsystem",
    "wo liegt das Amt24-Test-System": "amt24-testsystem",
    "Wo liegt das Test System vom Beteiligungs Portal?": "beteiligungsportal-testsystem",
    "wo liegt das beteiligungsportaltestsystem": "beteiligungsportal-testsystem",
    "wo ist der Online Shop der KISA zu finden": "onlineshop-adresse",
    "was ist der kooperations rat": "kooperationsrat-was",
    "was ist ein Online Antrags Assistent": "oaa-was",
    "Was ist eigentlich der Formulare-Service?": "formulareservice-was",
    "was ist ein blau pausen prozess": "blaupause-was",
    "Welche Formular-Elemente gibt es im Formular Service": "formulareservice-elemente",
}
FILLERS = {
    "mein chef will unbedingt wissen was dieses amt24 sein soll": "amt24-was",
    "ähm sagen Sie mal bitte, welche Typen von Servicekonten gibt es denn da eigentlich so?": "servicekonto-arten",
    "Hallo, ich hätte da mal ganz kurz eine Frage, und zwar wo finde ich denn bitte das Testsystem von Amt24, danke": (
        "amt24-testsystem"
    ),
    "also wie viele schritte sind das denn nun eigentlich bei der kisa": "kisa-anzahl",
}
PLURALS = {
    "was sind denn organisationskonten": "organisationskonto-was",
    "was sind denn behördenkonten": "behoerdenkonto-was",
    "Was sind Onlineantragsassistenten?": "oaa-was",
    "Was sind denn Blaupausen?": "blaupause-was",
    "Was sind denn eigentlich diese Basiskomponenten?": "basiskomponente-was",
    "Gibt es Testsysteme von Amt24?": "amt24-testsystem",
    "Was sind die Voraussetzungen für Onlineanträge": "voraussetzungen",
}
ABBREVIATIONS = {
    "Was ist eine BK?": "basiskomponente-was",
    "Was sind Behördenkonten?": "behoerdenkonto-was",
    "wer ist für die BK zuständig": "zustaendigkeit-basiskomponenten",
    "was ist ein OAA": "oaa-was|oaa-abkuerzung",
    "wer entwickelt den OAA": "oaa-entwicklung",
    "was ist denn VfM": "verfahrensmanagement-was",
    "Was macht das VfM?": "verfahrensmanagement-was",
    "was bedeutet BK": "basiskomponente-was",
    "Liste aller BK": "liste-komponenten",
    "was hat HKR mit ePayBL zu tun": "epaybl-hkr",
    "Brauchen wir KDN?": "voraussetzung-kdn",
}
ENGLISH = {
    "What payment methods are there in ePayBL?": "epaybl-zahlarten",
    "Which payment methods does ePayBL have?": "epaybl-zahlarten",
    "What is the Servicekonto?": "servicekonto-was",
    "Where can I find the Amt24 test system?": "amt24-testsystem",
    "Who is responsible for the Basiskomponenten?": "zustaendigkeit-basiskomponenten",
    "How long does KISA need for the configuration?": "kisa-dauer",
    "what is an Onlineantragsassistent": "oaa-was",
    "where is the test environment of the Beteiligungsportal": "beteiligungsportal-testsystem",
    "What are the requirements for an Onlineantragsassistent?": "voraussetzungen",
}
WEAK = {
    "wie kommt unsere Stadt zu einem OAA": "oaa-beschaffung",
}
TWO = {
    "Was ist das Servicekonto? Was ist der FormulareService?": "servicekonto-was formulareservice-was",
    "Wo finde ich das Testsystem von Amt24? Welche Zahlungsarten gibt es bei ePayBL?": (
        "amt24-testsystem epaybl-zahlarten"
    ),
    "Was ist der Kooperationsrat? Und wer sind die Digital-Lotsen?": "kooperationsrat-was digital-lotsen-was",
    "Guten Tag! Was ist das Servicekonto? Was ist ePayBL?": "servicekonto-was epaybl-was",
    "was ist ein blaupausen-prozess und was ist ein organisationskonto": "blaupause-was organisationskonto-was",
    "wo ist das testsystem von amt24 und welche typen hat das servicekonto": "amt24-testsystem servicekonto-arten",
    "was ist ePayBL und was ist die Prozessplattform?": "epaybl-was prozessplattform-was",
    "Wie lange dauert die Konfiguration bei der KISA, und was ist ein Onlineantragsassistent?": "kisa-dauer oaa-was",
    "Welche Themen hat der Workshop? Wie erreiche ich die Digital-Lotsen?": "workshop-agenda kontakt",
}
NOT_COVERED = {
    "Was kostet das Beteiligungsportal?": ("beteiligungsportal", "kosten"),
    "What does the Beteiligungsportal cost?": ("beteiligungsportal", "kosten"),
    "was kostet uns der FormulareService": ("formulareservice", "kosten"),
    "Ist das Servicekonto kostenlos?": ("servicekonto", "kosten"),
    "Was kostet der Workshop?": ("workshop", "kosten"),
    "Wie ist die Telefonnummer von Amt24?": ("amt24", "telefon"),
    "ich habe mein passwort fürs servicekonto vergessen": ("servicekonto", "anmeldung"),
    "wie kündige ich das beteiligungsportal": ("beteiligungsportal", "kuendigung"),
    "Welche Öffnungszeiten hat ePayBL?": ("epaybl", "oeffnungszeiten"),
    "Der FormulareService stürzt ab": ("formulareservice", "stoerung"),
}
FOLLOW_UPS = [
    ("amt24-was", "Und das Testsystem?", "amt24-testsystem"),
    ("beteiligungsportal-was", "Und das Testsystem?", "beteiligungsportal-testsystem"),
    ("amt24-was", "und was ist mit dem Entwicklungssystem", "amt24-entwicklungssystem"),
    ("amt24-testsystem", "und beim Beteiligungsportal?", "beteiligungsportal-testsystem"),
    ("epaybl-was", "und bei der Prozessplattform?", "prozessplattform-was"),
    ("schritt-4-ueberblick", "Wie lange dauert das?", "kisa-dauer"),
    ("schritt-3-ueberblick", "was kommt dann", "schritt-4-ueberblick"),
    ("servicekonto-was", "welche Typen gibt es davon?", "servicekonto-arten"),
    ("epaybl-was", "und die Zahlungsarten", "epaybl-zahlarten"),
    ("schritt-3-ueberblick", "Was ist ein Blaupausen-Prozess?", "blaupause-was"),
    ("schritt-3-ueberblick", "und der nächste?", "schritt-4-ueberblick"),
    ("schritt-3-ueberblick", "nächster schritt", "schritt-4-ueberblick"),
    ("schritt-3-ueberblick", "schritt davor", "schritt-2-ueberblick"),
    ("beteiligungsportal-was", "wie komme ich da hin", "beteiligungsportal-adresse"),
    ("beteiligungsportal-adresse", "kann man da was testen", "beteiligungsportal-testsystem"),
]
WEAK_FOLLOW_UPS = [("kooperationsrat-was", "und wer gehört dazu?", "kooperationsrat-mitglieder")]
MISSING_FOLLOW_UPS = [
    ("prozessplattform-kosten", "und beim Beteiligungsportal?"),
    ("beteiligungsportal-was", "und was kostet das?"),
]
ODD = {
    "emoji": "😀🎉👍🏽",
    "control": "\x00\x07\x1b[31m\x7f",
    "right to left": "\u202e\u200f\u2066\u2069",
    "markup": "<script>alert(1)</script><img src=x onerror=y>",
    "sql": "'; DROP TABLE turns; --",
    "select": "SELECT * FROM sessions WHERE 1=1",
    "surrogate": "\ud83d\udc80"[:1],
    "blanks": " \t\n\u00a0\u200b",
}
LONG = ["x", "Was ist Amt24? ", "a,", "ä und ", "ae", "§", "§ ", "?\n", "e\u0301", "Ａ", "😀", "\u202e", "<b>", "abc. "]


def known_weakness(name: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, reason=name)


def every(*groups: dict[str, str]) -> list[tuple[str, str]]:
    return [pair for group in groups for pair in group.items()]


def answered(meaning: Meaning) -> tuple[str, ...]:
    return tuple(c.entry for c in meaning.candidates) if isinstance(meaning, Understood) else ()


def ask(conversation: Conversation, text: str, topic: str | None = None) -> Reply:
    [reply], _ = conversation.handle(Message(text, NOON), Session(context=after(*filter(None, [topic]))))
    return reply


ONE = every(CASE, UMLAUTS, SLIPS, COMPOUNDS, FILLERS, PLURALS, ABBREVIATIONS, ENGLISH)


def test_none_of_these_sentences_is_a_phrase(knowledge: Knowledge) -> None:
    """The base has not learnt them by heart; that would prove nothing."""
    learnt = {fold(phrase) for phrases in knowledge.phrases.values() for phrase in phrases}
    for entry in knowledge.entries.values():
        learnt |= {fold(text) for text in (*entry.phrases, entry.question, entry.title)}
    asked = [text for text, _ in every(dict(ONE), WEAK, TWO)]
    assert [text for text in (*asked, *NOT_COVERED) if fold(text) in learnt] == []


@pytest.mark.parametrize(("text", "entry"), ONE)
def test_a_question_finds_its_entry_however_it_is_typed(understanding: Understanding, text: str, entry: str) -> None:
    """Case, umlauts, slips, compounds, filler words, plural, abbreviations and English hide nothing."""
    [found] = answered(understanding.understand(text)) or [None]
    assert found in entry.split("|")


@known_weakness("a question that should be answered")
@pytest.mark.parametrize(("text", "entry"), every(WEAK))
def test_a_question_that_does_not_find_its_entry_yet(understanding: Understanding, text: str, entry: str) -> None:
    """Plural, abbreviation and English as above."""
    assert answered(understanding.understand(text)) == (entry,)


@pytest.mark.parametrize(("text", "entries"), every(TWO))
def test_two_questions_get_both_answers(conversation: Conversation, text: str, entries: str) -> None:
    """In the order of the message, both texts in one reply, with the sources of both."""
    reply = ask(conversation, text)
    assert reply.entries == tuple(entries.split())
    assert reply.text.count("\n\n") >= 1


@pytest.mark.parametrize(("text", "gap"), NOT_COVERED.items())
def test_what_is_not_in_the_material_is_refused(understanding: Understanding, text: str, gap: tuple[str, str]) -> None:
    """A known component and a known aspect of which nothing is known: both are named, nothing else is told."""
    meaning = understanding.understand(text)
    assert isinstance(meaning, NotCovered)
    assert (meaning.subject, meaning.aspect) == gap


@pytest.mark.parametrize("text", NOT_COVERED)
def test_a_refusal_helps_on(conversation: Conversation, knowledge: Knowledge, text: str) -> None:
    """It has the contact address, and offers what is known of the very subject, three at most."""
    reply = ask(conversation, text)
    assert reply.status is Status.FALLBACK
    assert knowledge.service.contact in reply.text
    assert 1 <= len(reply.next) <= 3
    [subject] = {knowledge.entries[c.action.entry].about for c in reply.next}
    assert knowledge.subjects[subject].name in reply.text
    assert not reply.rateable


@pytest.mark.parametrize(("last", "text", "entry"), FOLLOW_UPS)
def test_a_follow_up_takes_what_it_leaves_out_from_the_last_answer(
    understanding: Understanding, last: str, text: str, entry: str
) -> None:
    """The topic, the aspect or the step after it; a new topic resets it."""
    assert answered(understanding.understand(text, after(last))) == (entry,)


@known_weakness("a follow-up that finds another entry")
@pytest.mark.parametrize(("last", "text", "entry"), WEAK_FOLLOW_UPS)
def test_a_follow_up_that_is_not_understood_yet(understanding: Understanding, last: str, text: str, entry: str) -> None:
    """As above."""
    assert answered(understanding.understand(text, after(last))) == (entry,)


@pytest.mark.parametrize(("last", "text"), MISSING_FOLLOW_UPS)
def test_a_follow_up_on_what_is_missing_is_refused(understanding: Understanding, last: str, text: str) -> None:
    """In a follow-up, too, cost of the portal is known to be missing; nothing else about the portal is told."""
    meaning = understanding.understand(text, after(last))
    assert isinstance(meaning, NotCovered)
    assert (meaning.subject, meaning.aspect) == ("beteiligungsportal", "kosten")


@pytest.mark.parametrize("text", ["Wie kann ich bezahlen?", "wie lange dauert das"])
def test_what_was_just_told_answers_no_other_question(understanding: Understanding, text: str) -> None:
    """Who asks for something else does not get the same again."""
    assert "voraussetzungen" not in answered(understanding.understand(text, after("voraussetzungen")))


@pytest.mark.parametrize("text", ["danke", "Vielen Dank", "hallo", "tschüss", "super, das hilft", "wer bist du"])
def test_small_talk_stays_small_talk_after_every_answer(
    understanding: Understanding, knowledge: Knowledge, text: str
) -> None:
    """Nobody who says thanks is told one more thing about the topic."""
    for entry in list(knowledge.entries)[::6]:
        assert isinstance(understanding.understand(text, after(entry)), Social), entry


@pytest.mark.parametrize(
    "text", ["Wie wird das Wetter?", "Wer hat die Fußball-WM gewonnen?", "Wie backe ich einen Apfelkuchen?"]
)
def test_foreign_matters_stay_foreign_after_every_answer(
    understanding: Understanding, knowledge: Knowledge, text: str
) -> None:
    """A question about something else is no follow-up."""
    for entry in list(knowledge.entries)[::6]:
        assert isinstance(understanding.understand(text, after(entry)), OutOfScope), entry


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("topic", [None, "amt24-was"])
def test_odd_input_is_answered_and_not_guessed_at(conversation: Conversation, text: str, topic: str | None) -> None:
    """Emoji, control characters, marks of direction, markup and SQL get a sentence, and no entry."""
    reply = ask(conversation, text, topic)
    assert reply.status is Status.FALLBACK
    assert reply.text


@pytest.mark.parametrize("text", ["", " ", "😀", "\u202e", "?!"])
def test_an_empty_message_is_told_to_be_empty(conversation: Conversation, knowledge: Knowledge, text: str) -> None:
    """Not to be outside of the material."""
    assert ask(conversation, text).text == knowledge.wording.empty


@pytest.mark.parametrize(
    "text", ["\u202eWas ist\u202c \u2066Amt24\u2069?", "\x00Was ist Amt24\x07?", "Was\u00a0ist Amt24😀"]
)
def test_marks_between_words_do_not_hide_a_question(understanding: Understanding, text: str) -> None:
    """What cannot be seen is not read."""
    assert answered(understanding.understand(text)) == ("amt24-was",)


@pytest.mark.parametrize("piece", LONG)
def test_100_000_characters_are_answered(conversation: Conversation, piece: str) -> None:
    """Whatever they are, their understanding is bounded: a quadratic step would hang here for minutes."""
    text = piece * (100_000 // len(piece))
    reply = ask(conversation, text, "amt24-was")
    assert reply.text
    assert len(reply.text) < 5_000


def test_only_the_beginning_of_a_long_text_is_read(understanding: Understanding) -> None:
    """A question at the start of an endless message is answered."""
    meaning = understanding.understand("Was ist Amt24? " + "\n" * 100_000)
    assert answered(meaning) == ("amt24-was",)


def test_a_doubtful_question_offers_at_most_three(understanding: Understanding) -> None:
    """Two or three choices: more would be a list to search."""
    doubtful = [understanding.understand(t) for t in ("antrag start", "daten konto", "portal konto", "antrag it")]
    asked_back = [meaning for meaning in doubtful if isinstance(meaning, Ambiguous)]
    assert asked_back
    assert all(2 <= len(meaning.candidates) <= 3 for meaning in asked_back)
