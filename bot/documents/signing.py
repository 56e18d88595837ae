"""Who answered, where it was another office than the one that leads the interview."""

from bot import german
from bot.talk.interview.result import Finding, GivenAnswer
from bot.words import words


def signed(answer: Finding | GivenAnswer) -> str:
    """Return which office answered and when: "Bauamt, 05.01.2026, 14:30 Uhr"; empty if it was no other."""
    if not (answer.office and answer.answered_at):
        return ""
    return words().sharing.signed.format(office=answer.office, at=german.moment(answer.answered_at))
