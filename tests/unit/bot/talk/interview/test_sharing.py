"""A section that others answer: what they see, what their answers add, and who goes on with what."""

import datetime

from bot.talk.interview.archive import Archive, Timing, last_asked
from bot.talk.interview.log import Answered, Asked, Contributed, InterviewLog, Shared, Skipped, Unshared
from bot.talk.interview.progress import Given, progress
from bot.talk.interview.sharing import OfficeAnswer, contributed, office_of, questions, sections
from bot.talk.session import Session
from tests.unit.bot.talk.interview.conftest import NOON, log_of

HOUR = datetime.timedelta(hours=1)
LENT = Shared(NOON, "geraet", NOON + 24 * HOUR)


def by(office: str, step: str, answer: str, hours: int = 1, note: str | None = None) -> Contributed:
    return Contributed(NOON + hours * HOUR, step, answer, office, note)


def given(log: InterviewLog, definition) -> dict[str, str]:
    return {step: one.answer for step, one in progress(log, definition).given.items()}


def test_what_is_lent_is_not_asked(definition) -> None:
    """Who leads the interview gets the other questions, and is done when those are."""
    log = log_of(definition, LENT)
    assert progress(log, definition).current == "art"
    log = log.with_events(Answered(NOON, "art", "neu"), Skipped(NOON, "blumen"))
    state = progress(log, definition)
    assert (state.current, state.open) == (None, ("strom", "papier", "farbe"))
    assert progress(log.with_events(Unshared(NOON, "geraet")), definition).current == "strom"


def test_an_answer_of_another_office_counts(definition) -> None:
    """With office and moment, and without anything that who leads it was asked being lost."""
    log = log_of(definition, LENT, Asked(NOON, "art"), by("Bauamt", "strom", "ja", note="ab Mai"))
    state = progress(log, definition)
    assert state.given["strom"] == Given("ja", "ab Mai", NOON + HOUR, "Bauamt")
    assert (state.current, last_asked(log)) == ("art", "art")
    assert log.led_at == NOON


def test_the_later_answer_counts_and_the_earlier_is_kept(definition) -> None:
    """Whoever gave it: another office, or who leads the interview."""
    log = log_of(definition, by("Bauamt", "strom", "ja"), by("IT", "strom", "nein", 2))
    asked = questions(log, progress(log, definition), "geraet")[0]
    assert (asked.label, asked.given and asked.given.office) == ("Nein", "IT")
    assert [(one.label, one.given.office) for one in asked.earlier] == [("Ja", "Bauamt")]
    log = log.with_events(Answered(NOON + 3 * HOUR, "strom", "halb"))
    asked = questions(log, progress(log, definition), "geraet")[0]
    assert (asked.label, asked.given and asked.given.office) == ("Halb", None)
    assert [one.given.office for one in asked.earlier] == ["IT", "Bauamt"]


def test_two_who_answer_at_once_lose_nothing(definition) -> None:
    """What a form shows unchanged does not overwrite what somebody else changed meanwhile."""
    log = log_of(definition, LENT, by("Bauamt", "strom", "ja"))
    seen = len(log.events)
    at = NOON + 2 * HOUR
    first = contributed(log, definition, "geraet", seen, (at, "IT", {"strom": OfficeAnswer("nein")}))
    log = log.with_events(*first)
    both = {"strom": OfficeAnswer("ja"), "papier": OfficeAnswer("halb", "nur A4")}
    second = contributed(log, definition, "geraet", seen, (at, "Hauptamt", both))
    assert [(one.step, one.answer, one.note) for one in second] == [("papier", "halb", "nur A4")]
    assert given(log.with_events(*second), definition) == {"strom": "nein", "papier": "halb"}


def test_a_form_that_comes_twice_counts_once(definition) -> None:
    """The same office with the same answers adds nothing."""
    log = log_of(definition, LENT)
    told = (NOON, "IT", {"strom": OfficeAnswer("nein")})
    first = contributed(log, definition, "geraet", 2, told)
    assert len(first) == 1
    assert not contributed(log.with_events(*first), definition, "geraet", 2, told)


def test_nobody_answers_what_was_not_lent(definition) -> None:
    """Neither a question of another section, nor with an answer that there is not."""
    forged = {"art": OfficeAnswer("neu"), "strom": OfficeAnswer("vielleicht"), "gibtsnicht": OfficeAnswer("ja")}
    assert not contributed(log_of(definition, LENT), definition, "geraet", 2, (NOON, "IT", forged))


def test_an_answer_to_a_question_that_went_away_is_kept(definition) -> None:
    """It was shown when the form was opened; should the question come back, it is answered."""
    log = log_of(definition, LENT)
    seen = len(log.events)
    log = log.with_events(by("Bauamt", "papier", "nein"))
    assert "farbe" not in progress(log, definition).applicable
    late = contributed(log, definition, "geraet", seen, (NOON + 2 * HOUR, "IT", {"farbe": OfficeAnswer("ja")}))
    assert [one.step for one in late] == ["farbe"]


def test_how_far_a_section_got(definition) -> None:
    """How many of its questions are answered, and who answered last."""
    log = log_of(definition, Answered(NOON, "art", "neu"), by("Bauamt", "strom", "ja"), by("IT", "papier", "ja", 2))
    told = {one.section.id: one for one in sections(progress(log, definition))}
    geraet, raum = told["geraet"], told["raum"]
    assert (geraet.answered, geraet.total, geraet.last and geraet.last.office) == (2, 3, "IT")
    assert (raum.answered, raum.total, raum.last, raum.is_complete) == (1, 2, None, False)


def test_names_of_people_are_not_kept() -> None:
    """An office is named as it may be stored, and no longer than one reads."""
    assert office_of("  Bauamt \n Ost ") == "Bauamt Ost"
    assert "Müller" not in office_of("Bauamt, Herr Müller")
    assert len(office_of("Amt " * 50)) <= 60
    assert office_of(" \n ") == ""


def test_a_section_comes_back_when_its_link_ends(definition) -> None:
    """Then who leads the interview is asked again; others' answers make no old question a fresh one."""
    archive = Archive({definition.id: definition}, Timing())
    session = Session(interviews=(log_of(definition, LENT, by("IT", "strom", "ja")),))
    assert archive.awake(NOON + 23 * HOUR, session) is session
    [log] = archive.awake(NOON + 24 * HOUR, session).interviews
    assert log.events[-1] == Unshared(NOON + 24 * HOUR, "geraet")
    assert archive.is_stale(log_of(definition, Asked(NOON, "art"), by("IT", "strom", "ja", 13)), NOON + 13 * HOUR)
