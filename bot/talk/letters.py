"""The way from a letter that somebody hands in to the draft of a reply; pure."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from bot.talk.actions import RunCommand
from bot.talk.message import LetterQuestion, Message, Reply, Status
from bot.talk.reply_draft import ReplyDrafts
from bot.talk.states import Drafting, Idle, Interviewing, Preparing, State, WithHuman
from intents.understand import Understanding
from knowledge.model import Knowledge

_COMMAND = "draft"


class Letters:
    """Takes letters in, and hands drafts out."""

    def __init__(self, knowledge: Knowledge, understanding: Understanding) -> None:
        self._knowledge = knowledge
        self._drafts = ReplyDrafts(knowledge, understanding)
        self._words = knowledge.wording.reply_draft

    def handed_in(self, message: Message, state: State) -> str | None:
        """Return the letter in a message; empty if it is only announced, None if there is none."""
        command = self._knowledge.command(message.folded)
        if message.action is not None:
            return "" if message.action == RunCommand(_COMMAND) else None
        if (letter := self._knowledge.wording.letter_in(message.text)) is not None:
            return letter
        if command is not None:
            return "" if command == _COMMAND and not isinstance(state, WithHuman) else None
        return message.text if isinstance(state, Drafting) else None

    def take(self, letter: str, message: Message, state: State) -> tuple[Reply, State]:
        """Return the draft, or the question for the letter, and the state after it."""
        busy = isinstance(state, WithHuman | Preparing | Interviewing)
        after = state if busy else Idle()
        if not letter.strip():
            asked = Reply(Status.SOCIAL, self._words.letter_behind if busy else self._words.send_letter)
            return asked, state if busy else Drafting()
        draft = self._drafts.of(letter, message.at.date(), cut=message.is_cut)
        if draft is None:
            return Reply(Status.SOCIAL, self._words.no_question), after
        questions = tuple(LetterQuestion(answer.question, answer.entries) for answer in draft.answers)
        return Reply(Status.SOCIAL, self._words.to_copy, to_copy=draft.text, of_letter=questions), after

    def reply_to(self, lines: Iterable[str], today: datetime.date) -> str:
        """Return the draft of a reply to lines to a human, who sends it nameless; empty if they ask nothing."""
        draft = self._drafts.of("\n\n".join(lines), today)
        return replace(draft, signature="").text if draft else ""
