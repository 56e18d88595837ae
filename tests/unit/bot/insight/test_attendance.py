"""What is shown of a workshop: counts, and nothing that fewer than three people said."""

import datetime

from bot.insight.attendance import attendance
from bot.insight.grouping import grouped
from bot.store.records import Missed, WorkshopQuestion
from bot.talk.message import Status

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def asked(people, *entries, outcome=Status.ANSWER):
    return [WorkshopQuestion("Frage", person, outcome, tuple(entries)) for person in people]


def missed(understanding, *questions):
    told = [Missed(number, who, NOON, question) for number, (who, question) in enumerate(questions)]
    return grouped(told, understanding.gist)


def test_two_participants_are_only_counted(knowledge, understanding):
    """However much they ask, nothing is broken down."""
    nothing = missed(understanding)
    seen = attendance(2, asked(["anna", "bert"] * 10, "amt24-was"), nothing, knowledge)
    assert (seen.participants, seen.questions, seen.unanswered, seen.most_asked) == (2, None, None, ())


def test_one_who_asks_among_three_who_came_is_not_told_of(knowledge, understanding):
    """Whoever watches the page can't see one person's questions arrive."""
    seen = attendance(3, asked(["anna"] * 9, "amt24-was"), missed(understanding), knowledge)
    assert (seen.participants, seen.questions, seen.unanswered, seen.most_asked) == (3, None, None, ())


def test_what_three_people_asked_is_shown(knowledge, understanding):
    """People are counted, not questions: who asks three times is one."""
    questions = [
        *asked(["anna", "bert", "clara", "clara"], "amt24-was"),
        *asked(["anna"] * 5, "epaybl-was"),
        *asked(["anna"], outcome=Status.SOCIAL),
    ]
    seen = attendance(3, questions, missed(understanding), knowledge)
    assert seen.most_asked == ((knowledge.entries["amt24-was"].question, 3),)
    assert seen.questions == 9


def test_unanswered_questions_are_grouped_by_meaning(knowledge, understanding):
    """Three people who say it differently are a group; what one person says stays a count."""
    open_questions = missed(
        understanding,
        ("anna", "Wann ist das Wartungsfenster der Kaffeemaschine?"),
        ("bert", "kaffeemaschine wartungsfenster"),
        ("clara", "Wartungsfenster der Kaffeemaschine wann?"),
        ("anna", "Wer gießt im Urlaub von Herrn Beispiel die Blumen?"),
    )
    seen = attendance(3, asked(["anna", "bert", "clara"], outcome=Status.FALLBACK), open_questions, knowledge)
    [(label, people)] = seen.open_questions
    assert "affeemaschine" in label
    assert (people, seen.unanswered, seen.hidden) == (3, 3, None)
    assert "Blumen" not in str(seen)


def test_an_entry_that_is_gone_is_left_out(knowledge, understanding):
    """Knowledge changes while a workshop goes on."""
    seen = attendance(3, asked(["anna", "bert", "clara"], "gibt-es-nicht-mehr"), missed(understanding), knowledge)
    assert seen.most_asked == ()
