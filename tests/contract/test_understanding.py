"""What the shipped knowledge lets people ask, in the ways people type; none of these sentences is a phrase."""

import pytest

from intents.context import after
from intents.meaning import Ambiguous, NotCovered, OutOfScope, Social, Understood
from intents.readings import Alone


def entries(meaning):
    return tuple(c.entry for c in meaning.candidates) if isinstance(meaning, Understood | Ambiguous) else ()


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("WAS IST DENN AMT24??", "amt24-was"),
        ("was isn das amt24 eigtl", "amt24-was"),
        ("hundestuer abschnite im antrag", "hundesteuer-abschnitte"),
        ("prozesplatform kosten", "prozessplattform-kosten"),
        ("behörden konto vorraussetzung", "voraussetzung-behoerdenkonto"),
        ("Servicekontotypen", "servicekonto-arten"),
        ("servicekonto-typen welche", "servicekonto-arten"),
        ("muendliche auskunft 115 woher kommen die infos", "amt24-115"),
        ("Adresse vom Beteiligungsportal bitte", "beteiligungsportal-adresse"),
        ("testsystm fürs beteiligungsportal", "beteiligungsportal-testsystem"),
        ("what is Amt24", "amt24-was"),
        ("how long does the configuration take at KISA", "kisa-dauer"),
    ],
)
def test_finds_the_entry_however_it_is_typed(understanding, typed, entry):
    """Slips, case, umlauts, split and joined compounds, filler words and English do not hide what is meant."""
    assert entries(understanding.understand(typed))[:1] == (entry,)


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("Was folgt auf Schritt 2?", "schritt-3-ueberblick"),
        ("und was ist nach Schritt vier dran", "schritt-5-ueberblick"),
        ("was kommt nach der Bestellung", "schritt-2-ueberblick"),
        ("Was passiert vor der Konfiguration?", "schritt-3-ueberblick"),
        ("was kommt nach schritt 6", "schritt-6-abschluss"),
    ],
)
def test_the_step_beside_a_named_one_is_told(understanding, typed, entry):
    """Who asks for what comes after a step does not get that step, and at the end is told that it is the last."""
    assert entries(understanding.understand(typed)) == (entry,)


@pytest.mark.parametrize("typed", ["wer hilft nach der bestellung", "wie lange nach der bestellung"])
def test_another_question_about_a_step_is_not_taken_for_the_step_beside_it(understanding, typed):
    """The word before the name decides only where nothing else was asked."""
    assert "schritt-2-ueberblick" not in entries(understanding.understand(typed))[:1]


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("was is KDN", "voraussetzung-kdn"),
        ("wofür ist das Servicekonto gut", "servicekonto-was"),
        ("wofür sind Umfragen gut", "umfragen"),
        ("was ist die Staatskanzlei", "staatskanzlei-aufgaben"),
        ("paragraph 7 der dvo", "dvo-paragraf-7"),
    ],
)
def test_the_nearest_answer_serves_where_there_is_none_on_the_very_aspect(understanding, typed, entry):
    """What something is good for, its description says; what it is, its tasks or the only answer there is."""
    assert entries(understanding.understand(typed)) == (entry,)


@pytest.mark.parametrize("text", ["Was kostet das Beteiligungsportal?", "wie viel kostet das beteiligungsportal"])
def test_known_component_and_known_aspect_without_entry_is_not_covered(understanding, text):
    """What the material does not say of a component is refused, not replaced by something else about it."""
    meaning = understanding.understand(text)
    assert isinstance(meaning, NotCovered)
    assert (meaning.subject, meaning.aspect) == ("beteiligungsportal", "kosten")
    assert meaning.near, "what is known of it is offered"


def test_the_price_asked_for_after_another_answer_is_not_covered(understanding):
    """A follow-up on what is missing is refused, and not answered by what else is known of the topic."""
    for last, text in (
        ("amt24-was", "was kostet das"),
        ("servicekonto-was", "und was kostet das?"),
        ("amt24-was", "wer bezahlt das"),
    ):
        meaning = understanding.understand(text, after(last))
        assert isinstance(meaning, NotCovered), last
        assert meaning.aspect == "kosten"


@pytest.mark.parametrize("text", ["Wie wird das Wetter in Plauen?", "kuchenrezept mit äpfeln", "Wer gewinnt die WM?"])
def test_other_matters_are_refused(understanding, text):
    """Nothing is answered that is none of our matters."""
    assert isinstance(understanding.understand(text), OutOfScope | NotCovered)


def test_two_questions_get_two_answers(understanding):
    """Two questions in one message are both understood."""
    meaning = understanding.understand("Was kostet die Prozessplattform? Und welche Zahlungsarten hat ePayBL?")
    assert entries(meaning) == ("prozessplattform-kosten", "epaybl-zahlarten")


@pytest.mark.parametrize(
    ("last", "typed", "entry"),
    [
        ("prozessplattform-was", "und was kostet die?", "prozessplattform-kosten"),
        ("amt24-was", "und wie ist da die adresse", "amt24-adresse"),
        ("dvo-paragraf-4", "und das servicekonto?", "dvo-paragraf-11"),
        ("schritt-1-ueberblick", "und danach?", "schritt-2-ueberblick"),
        ("schritt-3-ueberblick", "was war davor?", "schritt-2-ueberblick"),
        ("schritt-6-ueberblick", "und danach?", "schritt-6-abschluss"),
        ("schritt-0-ueberblick", "und davor?", "kisa-reihenfolge"),
        ("schritt-1-bestellen", "und dann?", "schritt-2-ueberblick"),
        ("amt24-was", "wer betreibt das", "zustaendigkeit-basiskomponenten"),
        ("geodaten-was", "wer ist dafür zuständig?", "zustaendigkeit-geodaten"),
        ("svn-was", "und HKR?", "epaybl-hkr"),
        ("svn-was", "und Frank Vogel?", "vereinbarung-vertreter-landkreistag"),
        ("beteiligungsportal-pflicht", "betrifft das uns als Landkreis auch?", "geltung-landkreise"),
    ],
)
def test_follow_ups_are_understood_from_the_topic(understanding, last, typed, entry):
    """A message that leaves out the topic is understood from the answer before it."""
    assert entries(understanding.understand(typed, after(last)))[:1] == (entry,)


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("versteh ich immer noch nicht", "unverstanden"),
        ("ich kapiere das nicht", "unverstanden"),
        ("das verstehe ich jetzt", "zustimmung"),
        ("das hilft mir überhaupt nicht", "beschwerde"),
        ("du bist ja echt doof", "beschwerde"),
        ("das hilft mir sehr", "dank"),
        ("das ist leider falsch", "widerspruch"),
        ("das stimmt so nicht mehr", "widerspruch"),
        ("das stimmt so", "zustimmung"),
        ("du hast meine frage falsch verstanden", "missverstanden"),
        ("wer hat dich denn gemacht", "wer-hat-dich-gemacht"),
        ("kannst du mir eine mail schreiben", "kannst-du-das"),
    ],
)
@pytest.mark.parametrize("last", [None, "amt24-was", "schritt-4-ueberblick"])
def test_what_is_said_of_an_answer_is_no_question(understanding, text, talk, last):
    """Praise, blame and puzzlement are told apart by a small "nicht", and never answered by a fact."""
    meaning = understanding.understand(text, after(last))
    assert isinstance(meaning, Social)
    assert meaning.id == talk


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        pytest.param(
            "kannst du mir erklären wie der fragebogen funktioniert",
            "schritt-3-fragebogen",
            marks=pytest.mark.xfail(strict=False, reason="as near to small talk as to its entry"),
        ),
        ("ich verstehe nicht, was ein behördenkonto ist", "behoerdenkonto-was"),
        ("kannst du mir sagen was amt24 ist", "amt24-was"),
    ],
)
def test_a_question_in_the_words_of_small_talk_is_one(understanding, text, entry):
    """Who names what they ask for gets the answer."""
    assert entries(understanding.understand(text)) == (entry,)


@pytest.mark.parametrize(
    "text", ["moin", "vielen herzlichen dank", "na du", "tschau bis morgen", "bist du ein roboter"]
)
def test_small_talk_is_recognised(understanding, text):
    """Greetings, thanks and questions about the assistant itself are no questions of the field."""
    assert isinstance(understanding.understand(text), Social)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀😀",
        "\x00\x07\x1b[31m",
        "\u202eabc\u202c",
        "<b>fett</b><script>x</script>",
        "'; DROP TABLE turns; --",
        "x" * 100_000,
        "?" * 100_000,
        "was ist " * 20_000,
        "ä,und " * 20_000,
    ],
)
def test_no_text_is_too_odd(understanding, text):
    """Any text has a meaning, if only that of nothing we know."""
    assert isinstance(understanding.understand(text), OutOfScope | NotCovered | Social | Ambiguous | Understood)


def test_explains_itself(understanding):
    """An explanation shows what was read, the candidates with signals and scores, and the thresholds."""
    explanation = understanding.explain("zahlungs arten bei epaybl")
    best = explanation.judged[0]
    assert (best.match.label, best.reading) == ("epaybl-zahlarten", Alone())
    assert "@epaybl" in explanation.concepts
    assert 0 < best.signals.similarity <= 1
    assert explanation.limits is not None
    assert explanation.limits.answer_above <= best.score <= 1


@pytest.mark.parametrize("text", ["§ 99", "Was steht in § 14 SächsEGovGDVO?", "§ 31"])
def test_another_number_is_another_matter(understanding, text):
    """A paragraph or step that the material does not have is not answered with a neighbouring one."""
    assert isinstance(understanding.understand(text), NotCovered | OutOfScope)


def test_the_number_decides_among_paragraphs(understanding):
    """Among entries on paragraphs, the one with the number in the question answers."""
    assert entries(understanding.understand("Was regelt § 9 der DVO"))[:1] == ("dvo-paragraf-9",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Was steht in § 5 und § 8?", ("dvo-paragraf-5", "dvo-paragraf-8")),
        ("was steht in § 4, 5 und 8", ("dvo-paragraf-4", "dvo-paragraf-5", "dvo-paragraf-8")),
        (
            "Was ist das Servicekonto, ePayBL und die Prozessplattform?",
            ("servicekonto-was", "epaybl-was", "prozessplattform-was"),
        ),
    ],
)
def test_each_of_several_is_answered(understanding, text, expected):
    """Numbers and names that are listed with commas lose none of them."""
    meaning = understanding.understand(text)
    assert isinstance(meaning, Understood)
    assert entries(meaning) == expected


def test_a_letter_is_understood_question_by_question(understanding):
    """Those of a sentence too; what was understood before gives a question its subject."""
    read = understanding.letter(
        "Guten Tag,\n\nwir haben die Prozessplattform gesehen. Was ist das und was kostet sie? Wir würden uns freuen.\n"
        "Welche Ports braucht Ihre Firewall?\n\nGruß\nMax Muster"
    )
    assert [asked.text for asked in read.asked] == [
        "Was ist das?",
        "was kostet sie?",
        "Welche Ports braucht Ihre Firewall?",
    ]
    assert [entries(asked.meaning) for asked in read.asked[:2]] == [
        ("prozessplattform-was",),
        ("prozessplattform-kosten",),
    ]
    assert entries(read.asked[2].meaning) == ()
    assert understanding.letter("Anbei die Liste vom Freitag.\n\nGruß\nMax").asked == ()


def test_what_depends_on_a_foreign_question_is_foreign(understanding):
    """ "Was kostet es" after one on other matters asks for none of our prices."""
    [asked] = understanding.letter("Wie backe ich einen Kuchen und was kostet es?").asked
    assert entries(asked.meaning) == ()
    ours = understanding.letter("Wie backe ich einen Kuchen und was ist das Servicekonto?").asked
    assert [entries(one.meaning) for one in ours] == [(), ("servicekonto-was",)]
