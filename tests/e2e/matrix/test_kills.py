"""Killed at any moment under load, in encrypted rooms: nothing is lost, and nothing is said twice."""

import asyncio
import os
import random
import signal

KILLS = int(os.environ.get("KILLS", "1"))
"""`make crash` takes fifty."""
PEOPLE = 4
ASKED = {
    "Was ist Amt24?": "Serviceportal",
    "Was ist ePayBL?": "Zahlungsverkehr",
    "Was kostet die Prozessplattform?": "kostenlos",
    "Wie lange dauert die Einrichtung?": "Wochen",
}


async def test_killed_at_any_moment_it_loses_nothing(meet, process):
    """Each question has one turn and one answer; the answer to one that was sent before a kill comes once."""
    chance = random.Random(7)  # noqa: S311 - the same kills in every run
    process.connect()
    talks = []
    for number in range(PEOPLE):
        person = await meet(f"p{number}x")
        room = await person.room(process.user, encrypted=number > 0)
        talks.append((person, room))
    for person, room in talks:
        await person.joined(room, process.user)
        await person.hears(room, "Assistent")
    asked = []
    for _ in range(KILLS):
        for person, room in talks:
            question = chance.choice(list(ASKED))
            asked.append((person, room, question, await person.say(room, question)))
        await asyncio.sleep(chance.uniform(0.0, 2.0))  # the moment of the kill is what varies; nothing depends on it
        process.stop(signal.SIGKILL)
        if chance.random() < 0.5:
            person, room = chance.choice(talks)
            person.client.invalidate_outbound_session(room)  # so that a new key comes while nobody listens
            question = chance.choice(list(ASKED))
            asked.append((person, room, question, await person.say(room, question)))
        process.start()
    await process.until(lambda: process.one("SELECT count(*) FROM turns") == len(asked), timeout=120)
    for person, room in talks:
        theirs = [question for whose, _, question, _ in asked if whose is person]
        await person.until(lambda p=person, r=room, t=theirs: len(answers(p, r)) >= len(t), timeout=120)
    await process.settled()
    for person, room in talks:
        mine = [question for whose, _, question, _ in asked if whose is person]
        assert sorted(answers(person, room)) == sorted(ASKED[question] for question in mine)
    assert process.one("SELECT count(DISTINCT message) FROM turns") == len(asked)


def answers(person, room):
    """Return by which word each answer is known."""
    bodies = [source["content"].get("body", "") for source in person.said(room)]
    return [word for body in bodies for word in ASKED.values() if word in body and "Quelle" in body]
