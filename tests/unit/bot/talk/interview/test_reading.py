"""What people type at a question: answers, notes, commands, and what is none of them."""

import pytest

from bot.talk.interview.reading import Chosen, Reader, Steered, Unread
from knowledge.model import Knowledge


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> Reader:
    return Reader(knowledge.interviews["bereitschaft"], knowledge.interview_wording)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ja", "ja"),
        ("Ja!", "ja"),
        ("jaaa", "ja"),
        ("haben wir", "ja"),
        ("das haben wir natürlich schon", "ja"),
        ("jo passt", "ja"),
        ("noch nicht", "nein"),
        ("noch nciht", "nein"),
        ("NOCH NICHT", "nein"),
        ("nien", "nein"),
        ("haben wir leider nicht", "nein"),
        ("haben wir doch noch lange nicht", "nein"),
        ("wir haben keins", "nein"),
        ("teilweise", "teilweise"),
        ("teilwiese", "teilweise"),
        ("ja, aber nicht alles", "teilweise"),
        ("noch nicht ganz", "teilweise"),
        ("macht bei uns die IT", "teilweise"),
        ("ist beantragt", "teilweise"),
        ("weiß nicht", "weiss-nicht"),
        ("weis nicht", "weiss-nicht"),
        ("weiss ich nicht", "weiss-nicht"),
        ("keine ahnung", "weiss-nicht"),
        ("muss ich klären", "weiss-nicht"),
        ("hamwa", "ja"),
        ("doch", "ja"),
        ("ham wir schon", "ja"),
        ("genau", "ja"),
        ("is noch net da", "nein"),
        ("nicht wirklich", "nein"),
        ("sind grad dabei", "teilweise"),
        ("weiss ich grad nicht", "weiss-nicht"),
        ("weiß ich jetzt ehrlich gesagt auch nicht", "weiss-nicht"),
        ("kp", "weiss-nicht"),
        ("keine Angabe", "weiss-nicht"),
        ("glaub schon", "weiss-nicht"),
    ],
)
def test_an_answer_in_own_words(reader: Reader, text: str, answer: str) -> None:
    """Everyday words, refusals in the middle of a sentence and slips come to the answer that is meant."""
    assert reader.read(text, "kdn") == Chosen(answer, getattr(reader.read(text, "kdn"), "note", None))
    assert isinstance(reader.read(text, "kdn"), Chosen)


@pytest.mark.parametrize(
    ("step", "text", "answer"),
    [
        ("lage", "wir haben schon bestellt", "unterwegs"),
        ("lage", "noch nicht bestellt", "davor"),
        ("kisa-schritt", "schritt 3", "kisa-3"),
        ("kisa-schritt", "die konfiguration läuft", "kisa-4"),
        ("test", "ohne", "ohne-test"),
        ("test", "nein", "ohne-test"),
        ("aenderungen", "nein", "so-lassen"),
        ("haushalt", "kein Geld", "nein"),
    ],
)
def test_what_a_word_means_depends_on_the_question(reader: Reader, step: str, text: str, answer: str) -> None:
    """ "Nein" decides for "ohne Test" where it was asked with or without."""
    reading = reader.read(text, step)
    assert isinstance(reading, Chosen)
    assert reading.answer == answer


@pytest.mark.parametrize(
    ("text", "answer", "note"),
    [
        ("ja, seit 2021", "ja", "seit 2021"),
        ("teilweise, liegt bis März vor", "teilweise", "liegt bis März vor"),
        ("macht bei uns die IT bis März", "teilweise", "macht bei uns die IT bis März"),
    ],
)
def test_a_note_beside_the_answer(reader: Reader, text: str, answer: str, note: str) -> None:
    """What is said beyond the answer is kept as a note."""
    reading = reader.read(text, "kdn")
    assert isinstance(reading, Chosen)
    assert (reading.answer, reading.note and reading.note.text) == (answer, note)
    assert not (reading.note and reading.note.had_names)


def test_a_name_is_left_out_of_a_note(reader: Reader) -> None:
    """A name that the sentence announces is not kept, and it is known that there was one."""
    reading = reader.read("macht Frau Musterfrau aus der IT bis März", "kdn")
    assert isinstance(reading, Chosen)
    assert reading.answer == "teilweise"
    assert reading.note
    assert reading.note.had_names
    assert "Musterfrau" not in reading.note.text
    assert "bis März" in reading.note.text


@pytest.mark.parametrize(
    "text",
    ["was ist ein Behördenkonto?", "was ist ein behördenkonto", "Wer ist denn dafür zuständig", "haben wir das?",
     "behördenkonto einrichten", "erzähl mir was zu amt24", "wetter morgen", "asdf", "", "?", "klein", "😀",
     "ja nein", "brauchen wir nicht"],
)  # fmt: skip
def test_what_is_no_answer(reader: Reader, text: str) -> None:
    """A question of the person's own, and what nobody can read, is left to the conversation."""
    assert reader.read(text, "behoerdenkonto") == Unread()


@pytest.mark.parametrize(
    ("text", "command"),
    [("zurück", "back"), ("zurükc", "back"), ("überspringn", "skip"), ("ändern", "change"), ("Pause", "pause"),
     ("wieter", "resume"), ("warum fragst du das?", "why"), ("warum", "why"), ("abbrechen", "stop"), ("stand", "where"),
     ("wo stehen wir", "where"),
     ("hilfe", "help"), ("Ergebnis", "result")],
)  # fmt: skip
def test_commands(reader: Reader, text: str, command: str) -> None:
    """Commands are understood with slips as well."""
    assert reader.read(text, "kdn") == Steered(command)


def test_a_note_by_itself(reader: Reader) -> None:
    """ "Notiz: …" carries the note with it."""
    assert reader.read("Notiz: liegt bis März vor", "kdn") == Steered("note", "liegt bis März vor")


def test_every_label_and_phrase_is_read_as_its_answer(reader: Reader, knowledge: Knowledge) -> None:
    """Whatever the definition says people type is understood, at each question, but where the question knows better."""
    definition = knowledge.interviews["bereitschaft"]
    for step in definition.steps:
        own = {text for texts in step.phrases.values() for text in texts}
        for answer in step.answers:
            option = definition.option[answer]
            for text in (option.label, *option.phrases, *step.phrases.get(answer, ())):
                if text not in own or text in step.phrases.get(answer, ()):
                    assert reader.read(text, step.id) == Chosen(answer), (step.id, text)


def test_a_very_long_message_is_no_trouble(reader: Reader) -> None:
    """A hundred thousand characters are read in no time, and as a note they are cut."""
    reading = reader.read("ja, " + "sehr wichtig " * 10_000, "kdn")
    assert isinstance(reading, Chosen)
    assert reading.note
    assert len(reading.note.text) <= 300
