"""The assistant's own sentences, as `wording.yaml` must hold them. {Braces} are filled in by the conversation."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import Field, ValidationInfo, create_model, field_validator

from knowledge.fields import Line, Model, Text
from knowledge.folding import fold
from knowledge.words import phrase

T = TypeVar("T")

MenuKind: TypeAlias = Literal["private", "group", "team"]
CommandName: TypeAlias = Literal[
    "cancel", "topics", "sources", "privacy", "help", "human", "back", "interview", "new", "draft"
]

_FILLED_IN = {
    "said_in": {"sources"},
    "known_of_subject": {"subject"},
    "topic": {"subject"},
    "confirm_handover": {"question"},
    "which_number": {"last"},
    "no_answer_to": {"question"},
    "responsible": {"told"},
    "privacy_officer": {"told"},
    "imprint": {"told"},
    "accessibility": {"told"},
    "outdated": {"until"},
    "corrected": {"why", "source"},
    "corrected_line": {"text"},
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
    "ticket_undelivered": _TICKET,
    "ticket_waits": _TICKET,
    "corrected_answer": {"text"},
    "unknown_command": {"command"},
}


_FILLED_IN_LETTER = {
    "gap": {"told"},
    "greeting_by_name": {"signed"},
    "to_your_question": {"question"},
    "heading": {"number", "question"},
    "as_above": {"question"},
    "perhaps": {"meanings"},
    "open_beside": {"known"},
    "open_part": {"question"},
    "outdated": {"until"},
    "further": {"questions"},
}


class _LetterSentences(Model):
    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        if info.field_name == "gap" and isinstance(value, str) and value.startswith("{"):
            raise ValueError("vor {told} fehlt, woran man eine Lücke erkennt")
        return check_placeholders(value, _FILLED_IN_LETTER.get(info.field_name or "", set()))


class LetterWording(_LetterSentences):
    """What a drafted reply to a letter is made of."""

    gap: Line
    """With {told}; around what a human has to fill in or check before the reply is sent, down to `your_name`."""
    perhaps: Line
    """With {meanings}; above the answers of which one is meant."""
    unsure: Line
    """Above an answer that may not fit."""
    open: Line
    """In place of an answer that nobody knows."""
    open_beside: Line
    """The same with {known}: what is known nearby."""
    open_part: Line
    """With {question}; below an answer that leaves a part of a question open."""
    outdated: Line
    """With {until}; below an answer that is past its `gueltig_bis`."""
    further: Line
    """With {questions}: those beyond the most that are answered at once."""
    cut: Line
    """Where a letter was too long to be read to its end."""
    your_name: Line
    greeting: Line
    greeting_by_name: Line
    """With {signed}: the name below the letter."""
    to_your_question: Text
    """With {question}; above the answer to the only question."""
    to_your_questions: Text
    """Above the answers to several."""
    heading: Line
    """With {number} and {question}; above each of several answers."""
    as_above: Line
    """With {question}, an earlier one with the same answer."""
    closing: Text
    to_copy: Text
    """Said above the draft."""
    no_question: Text
    """For a letter that asks nothing."""
    send_letter: Text
    """Asks for the letter."""
    letter_behind: Text
    """Asks for the letter behind the command, where the next message is an answer to something else."""
    still_open: Text
    """To a human who sends a reply in which a gap is left."""

    def in_gap(self, told: str) -> str:
        """Return what a human has to do, so that it is seen."""
        return self.gap.format(told=told)

    def has_gap(self, text: str) -> bool:
        """Whether a reply still has a place that a human has to look at."""
        return self.gap.partition("{told}")[0].casefold() in text.casefold()


class _MessengerSentences(Model):
    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        return check_placeholders(value, _FILLED_IN_MESSENGER.get(info.field_name or "", set()))


class MessengerWording(_MessengerSentences):
    """Sentences that only a messenger needs."""

    only_text: Text
    only_text_to_human: Text
    """For a picture or the like from somebody whose messages go to a human."""
    only_caption: Text
    """Beside what was answered to the words below a picture."""
    too_fast: Text
    """Said once to somebody who sends more than can be answered in order."""
    busy: Text
    """Said once to somebody who has to wait, since many others ask."""
    fault: Text
    repeated: Line
    """Above an answer that may have arrived before."""
    perhaps_lost: Text
    show_again: Line
    not_yours: Line
    for_persons_only: Line
    """For a button that nobody may press in the name of a whole group."""
    thanks: Line
    too_old: Line
    ask_erase: Text
    erase: Line
    keep: Line
    erased: Text
    erased_later: Text
    """The same, where somebody reads from the database meanwhile."""
    nothing_stored: Text
    kept: Text
    export: Line
    """Beside the file with everything that is stored."""
    confirm_erase: Text
    """For messengers without buttons: how to confirm that everything is to be erased."""
    undecryptable: Text
    not_surely_yours: Text
    """To a Lotse whose message is not encrypted, or with a key that is none of theirs."""
    edits_stay_here: Text
    """To a Lotse who changed an answer that was passed on."""
    private_only: Text
    next_page: Line
    page_before: Line
    mentioned_without_question: Text
    unknown_command: Text
    """With {command}, the one that was probably meant."""
    hello_group: Text
    """Said in a group that the assistant has joined."""
    hello_team: Text
    """The same in the Lotsen's own group."""
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
    """With {ticket} and {text}: what the groups see of what was done at the desk, or in another of them."""
    desk_closed: Text
    desk_returned: Text
    answer_sent: Text
    corrected_answer: Text
    """With {text}; what a person sees of an answer that the Lotse changed."""
    ticket_undelivered: Text
    """With {ticket}; something for the person did not reach them."""
    ticket_waits: Text
    """With {ticket}; something for the person waits, since nobody is where it goes."""
    empty_answer: Text
    not_of_team: Text
    """For an answer by somebody who is none of the Lotsen that are named."""
    anonymous_answer: Text
    """For one by an administrator who stays anonymous, or by a channel."""
    ticket_gone: Text
    which_ticket: Text
    only_text_answers: Text
    no_open_tickets: Text
    open_tickets: Text
    what_to_explain: Text
    short_description: Annotated[str, Field(max_length=120)]
    description: Annotated[str, Field(max_length=512)]
    menus: Mapping[MenuKind, Mapping[str, Line]]
    """The commands offered in each kind of chat, with what they do."""


class _Sentences(Model):
    @field_validator("*")
    @classmethod
    def _can_be_filled_in(cls, value: object, info: ValidationInfo) -> object:
        return check_placeholders(value, _FILLED_IN.get(info.field_name or "", set()))


class Wording(_Sentences):
    """Every sentence that is no answer of the knowledge base."""

    welcome: Text
    lead: Text
    """On the first page of the web, below its heading."""
    footer: Line
    """Below every page: what this is, and where its answers come from."""
    team_member: Line
    """What a human is called who answers."""
    stored: Text
    """What is kept of a conversation, in two sentences."""
    text_blocks: tuple[Text, ...] = ()
    """What a human who answers can take over into an answer."""
    examples: tuple[Line, ...] = ()
    """Questions that show what one can ask; without any, the first questions of the entries."""
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
    new_talk: Text
    """After the wish to begin anew."""
    topics: Text
    topic: Text
    """With {subject}; above the entries about it."""
    sources: Text
    privacy: Text
    responsible: Line
    """With {told}; who runs the assistant, below what is stored."""
    privacy_officer: Line
    imprint: Line
    accessibility: Line
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
    passed_on: Line
    """The receipt for another message to a human."""
    cut_off: Line
    """Beside what was too long to be passed on as a whole."""
    read_by_all: Line
    """Beside what would be passed on, where others read along."""
    corrected_line: Text
    """With {text}; what a human sees of a message that the person changed."""
    too_many_lines: Text
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
    corrected: Line
    """With {why} and {source}; beside the sources of an answer that a layer corrected."""
    outdated: Line
    """With {until}; below an answer that is past its `gueltig_bis`."""
    left_out: Line
    """Where a message had more questions than are answered at once."""
    reply_draft: LetterWording
    messenger: MessengerWording
    commands: Mapping[CommandName, tuple[Line, ...]]
    """What one can type to steer the conversation, by the command's name."""
    yes_words: tuple[Line, ...]
    """What one can type to agree, wherever something is asked that has a yes and a no; likewise to decline."""
    no_words: tuple[Line, ...]
    polite_words: tuple[Line, ...]
    """What may stand before or behind a command without changing it."""

    def without_courtesy(self, folded: str) -> str:
        """Return a folded text without the polite words around it."""
        words = folded.split()
        while words and words[0] in self._polite:
            del words[0]
        while words and words[-1] in self._polite:
            del words[-1]
        return " ".join(words)

    @cached_property
    def command_names(self) -> Mapping[str, str]:
        """The command that each folded spelling stands for."""
        typed = {fold(spelling): name for name, spellings in self.commands.items() for spelling in spellings}
        return {fold(self.back_to_bot): "back", **typed}

    def letter_in(self, text: str) -> str | None:
        """Return the letter that stands behind a command such as "/entwurf"; None if there is no such command."""
        word, *rest = text.split(maxsplit=1)[:2] or [""]
        return "".join(rest).strip() if word.casefold() in self._drafting else None

    def with_command(self, letter: str) -> str:
        """Return what somebody types who wants a reply to a letter drafted."""
        return f"{next(iter(self._drafting), '')}\n{letter}".strip()

    @cached_property
    def _drafting(self) -> Mapping[str, None]:
        return dict.fromkeys(spelt.casefold() for spelt in self.commands.get("draft", ()) if spelt.startswith("/"))

    @cached_property
    def _polite(self) -> frozenset[str]:
        return frozenset(map(fold, self.polite_words))

    def agrees(self, folded: str) -> bool:
        """Whether a folded text says yes, and nothing else."""
        return folded in self._agreeing

    def declines(self, folded: str) -> bool:
        """Whether a folded text says no, and nothing else."""
        return folded in self._declining

    @cached_property
    def _agreeing(self) -> frozenset[str]:
        return frozenset(map(fold, (*self.yes_words, self.yes)))

    @cached_property
    def _declining(self) -> frozenset[str]:
        return frozenset(map(fold, (*self.no_words, self.no)))


def _partial(model: type[Model], base: type[Model], **other: Any) -> type[Model]:
    """Return a model with the same keys, of which any may be missing."""
    keys: dict[str, Any] = {key: (other.get(key, told), None) for key, told in model.__annotations__.items()}
    return create_model(f"{model.__name__}File", __base__=base, __doc__=model.__doc__, **keys)


WordingFile = _partial(
    Wording,
    _Sentences,
    messenger=_partial(MessengerWording, _MessengerSentences),
    reply_draft=_partial(LetterWording, _LetterSentences),
)
"""`wording.yaml` of one layer: those sentences that it words otherwise than the layers below."""


def merged(files: Iterable[Model]) -> tuple[Wording | None, list[str]]:
    """Return the sentences of all layers, a later one before an earlier, or the keys that no layer has."""
    nested: dict[str, type[Model]] = {"messenger": MessengerWording, "reply_draft": LetterWording}
    told: dict[str, Any] = {"commands": {}, **{name: {} for name in nested}}
    for file in files:
        _add(told, file)
    missing = [key for key, field in Wording.model_fields.items() if field.is_required() and key not in told]
    for name, model in nested.items():
        missing += [f"{name}.{key}" for key in model.model_fields if key not in told[name]]
    return (None, missing) if missing else (Wording(**told), [])


def _add(told: dict[str, Any], file: Model) -> None:
    for key in file.model_fields_set:
        value = getattr(file, key)
        if isinstance(value, Model):
            _add(told.setdefault(key, {}), value)
        elif isinstance(value, Mapping):
            told[key] = {**told.get(key, {}), **value}
        else:
            told[key] = value


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
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or phrase("wording", "no_placeholder")
