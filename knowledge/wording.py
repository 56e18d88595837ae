"""The assistant's own sentences, as `wording.yaml` must hold them. {Braces} are filled in by the conversation."""

from collections.abc import Mapping
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from knowledge.folding import fold
from knowledge.model import Line, Model, Text

T = TypeVar("T")

CommandName: TypeAlias = Literal["cancel", "topics", "sources", "privacy", "help", "human", "back", "interview"]

_FILLED_IN = {
    "said_in": {"sources"},
    "known_of_subject": {"subject"},
    "topic": {"subject"},
    "confirm_handover": {"question"},
    "which_number": {"last"},
    "no_answer_to": {"question"},
}


_TICKET = {"ticket"}
_FILLED_IN_MESSENGER = {
    "ticket_opened": {"ticket", "text"},
    "ticket_line": {"ticket", "text"},
    "ticket_reposted": {"ticket", "since", "text"},
    "open_tickets": {"count"},
    "ticket_back": _TICKET,
    "ticket_withdrawn": _TICKET,
    "ticket_expired": _TICKET,
    "ticket_closed": _TICKET,
    "ticket_returned": _TICKET,
    "workshop_joined": {"title"},
    "desk_answered": {"ticket", "text"},
    "desk_closed": _TICKET,
    "desk_returned": _TICKET,
    "answer_sent": _TICKET,
}


class MessengerWording(Model):
    """Sentences that only a messenger needs."""

    only_text: Text
    too_fast: Text
    """Said once to somebody who sends more than can be answered in order."""
    fault: Text
    repeated: Line
    """Above an answer that may have arrived before."""
    perhaps_lost: Text
    show_again: Line
    not_yours: Line
    thanks: Line
    too_old: Line
    ask_erase: Text
    erase: Line
    keep: Line
    erased: Text
    nothing_stored: Text
    kept: Text
    export: Line
    """Beside the file with everything that is stored."""
    private_only: Text
    next_page: Line
    page_before: Line
    mentioned_without_question: Text
    workshop_joined: Text
    """With {title}; for who came by a workshop's link."""
    workshop_gone: Text
    from_human: Line
    """Above what a Lotse wrote."""
    closed: Text
    returned: Text
    expired: Text
    group_unreachable: Text
    ticket_opened: Text
    """With {ticket} and {text}, for the Lotsen's group."""
    ticket_line: Text
    ticket_reposted: Text
    """With {ticket}, {since} and {text}: a ticket in the list of the open ones."""
    ticket_back: Text
    ticket_withdrawn: Text
    ticket_expired: Text
    ticket_closed: Text
    ticket_returned: Text
    desk_answered: Text
    """With {ticket} and {text}: what the group sees of what was done at the desk."""
    desk_closed: Text
    desk_returned: Text
    answer_sent: Text
    ticket_gone: Text
    which_ticket: Text
    only_text_answers: Text
    no_open_tickets: Text
    open_tickets: Text
    what_to_explain: Text
    short_description: Annotated[str, Field(max_length=120)]
    description: Annotated[str, Field(max_length=512)]
    menus: Mapping[Literal["private", "group", "lotsen"], Mapping[str, Line]]
    """The commands offered in each kind of chat, with what they do."""

    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        return check_placeholders(value, _FILLED_IN_MESSENGER.get(info.field_name or "", set()))


class Wording(Model):
    """Every sentence that is no answer of the knowledge base."""

    welcome: Text
    stored: Text
    """What is kept of a conversation, in two sentences."""
    examples: Annotated[tuple[Line, ...], Field(min_length=3)]
    """Questions that show what one can ask."""
    help: Text
    clarify: Text
    none_of_these: Line
    which_number: Text
    """With {last}; for a number that no choice has."""
    after_none: Text
    not_covered: Text
    """Where it is known that nothing is known."""
    not_sure: Text
    """Before what may have been meant, where that is not sure."""
    as_said: Line
    """Above an answer that was given just before."""
    no_more: Text
    """For who wants to know more than there is."""
    said_in: Text
    """With {sources}; for who asks where an answer comes from."""
    in_german: Line
    """In English, above a reply to who asked in English."""
    known_of_subject: Line
    """With {subject}; introduces what is known of it."""
    out_of_scope: Text
    empty: Text
    gone: Text
    """For a choice that is not offered any more."""
    cancelled: Text
    topics: Text
    topic: Text
    """With {subject}; above the entries about it."""
    sources: Text
    privacy: Text
    ask_human: Line
    """The choice that passes a question on to a human."""
    write_to_human: Text
    """Asks for the question that is to be passed on."""
    confirm_handover: Text
    """With {question}, as a human would get it."""
    yes: Line
    no: Line
    handed_over: Text
    not_handed_over: Text
    no_human: Text
    """Where this channel can't pass anything on."""
    back_to_bot: Line
    """The choice that ends the talk with a human."""
    back_again: Text
    not_with_human: Text
    with_human: Text
    """For a wish that only the assistant can fulfil, or that is fulfilled already."""
    more: Line
    """The choice that shows an answer's details."""
    all_topics: Line
    no_answer_to: Line
    """With {question}; beside the answers to the other questions in a message."""
    left_out: Line
    """Where a message had more questions than are answered at once."""
    contact: Text
    messenger: MessengerWording
    commands: Mapping[CommandName, tuple[Line, ...]]
    """What one can type to steer the conversation, by the command's name."""

    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        return check_placeholders(value, _FILLED_IN.get(info.field_name or "", set()))

    @cached_property
    def command_names(self) -> Mapping[str, str]:
        """The command that each folded spelling stands for."""
        return {fold(spelling): name for name, spellings in self.commands.items() for spelling in spellings}


def check_placeholders(value: T, wanted: set[str]) -> T:
    """Return `value`; ValueError if it is a text whose {placeholders} are others than `wanted`."""
    if isinstance(value, str) and (found := _placeholders(value)) != wanted:
        raise ValueError(f"erwartet wird {_listed(wanted)}, da steht {_listed(found)}")
    return value


def _placeholders(text: str) -> set[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("eine geschweifte Klammer steht allein") from None
    return {name + (f":{form}" if form else "") for _, name, form, _ in parts if name is not None}


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "kein Platzhalter"
