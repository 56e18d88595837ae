"""What a person can pick: a closed set of actions, each with a short code that buttons and stored sessions carry."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import PlainSerializer, PlainValidator

DocumentFormat: TypeAlias = Literal["pdf", "markdown", "calendar", "tasks"]
InterviewMove: TypeAlias = Literal["back", "skip", "change", "pause", "stop", "result", "share"]

MOST_CHARS = 55
"""What the button of the tightest channel holds; each `Channel` says how much that is."""


@dataclass(frozen=True)
class _Coded:
    """What every action is: nothing that its code could not carry."""

    def __post_init__(self) -> None:
        code = encode(self)  # type: ignore[arg-type]  # all subclasses are actions
        parted = all(part and ":" not in part and part[0] != "-" for part in _parts(self))
        if not parted or not code.isascii() or len(code) > MOST_CHARS:
            raise ValueError(f"{type(self).__name__} does not fit into a button")


@dataclass(frozen=True)
class ShowEntry(_Coded):
    """Read an answer."""

    entry: str


@dataclass(frozen=True)
class ShowDetails(_Coded):
    """Read what an entry says beyond its answer."""

    entry: str


@dataclass(frozen=True)
class ShowSubject(_Coded):
    """See what is known of a subject."""

    subject: str


@dataclass(frozen=True)
class RunCommand(_Coded):
    """Do what a command of the wording does."""

    name: str


@dataclass(frozen=True)
class AskExample(_Coded):
    """Ask one of the example questions."""

    number: int


@dataclass(frozen=True)
class NoneOfThese(_Coded):
    """Say that none of the choices was meant."""


@dataclass(frozen=True)
class AskHuman(_Coded):
    """Begin to pass a question on."""


@dataclass(frozen=True)
class ConfirmHandover(_Coded):
    """Pass on what was shown."""


@dataclass(frozen=True)
class DeclineHandover(_Coded):
    """Don't pass it on."""


@dataclass(frozen=True)
class LeaveHuman(_Coded):
    """Go back to the assistant."""


@dataclass(frozen=True)
class NewInterview(_Coded):
    """Begin an interview, whatever others there are."""


@dataclass(frozen=True)
class ChooseInterview(_Coded):
    """Begin this one."""

    definition: str


@dataclass(frozen=True)
class StartUnnamed(_Coded):
    """Begin its questions without a subject."""

    definition: str


@dataclass(frozen=True)
class StartAbout(_Coded):
    """Begin its questions about the subject that was offered with this number."""

    definition: str
    number: int


@dataclass(frozen=True)
class GoOn(_Coded):
    """Go on with an interview."""

    log: str


@dataclass(frozen=True)
class NotNow(_Coded):
    """Leave it for later."""


@dataclass(frozen=True)
class GiveAnswer(_Coded):
    """Answer a question of the interview."""

    step: str
    answer: str


@dataclass(frozen=True)
class SkipStep(_Coded):
    """Pass over this question."""

    step: str


@dataclass(frozen=True)
class ChangeStep(_Coded):
    """Answer this question anew."""

    step: str


@dataclass(frozen=True)
class ExplainStep(_Coded):
    """Be told why this is asked."""

    step: str


@dataclass(frozen=True)
class GetFile(_Coded):
    """Get the result as a file."""

    format: DocumentFormat


@dataclass(frozen=True)
class ShowTimeline(_Coded):
    """See the stages."""


@dataclass(frozen=True)
class MoveInterview(_Coded):
    """Do what a word that steers the interview does."""

    move: InterviewMove


@dataclass(frozen=True)
class Gone(_Coded):
    """Whatever is not known (any more): of an older version, or forged."""


InterviewAction: TypeAlias = (
    NewInterview | ChooseInterview | StartUnnamed | StartAbout | GoOn | NotNow | GiveAnswer | SkipStep | ChangeStep
    | ExplainStep | GetFile | ShowTimeline | MoveInterview
)  # fmt: skip
Action: TypeAlias = (
    ShowEntry | ShowDetails | ShowSubject | RunCommand | AskExample | NoneOfThese
    | AskHuman | ConfirmHandover | DeclineHandover | LeaveHuman | InterviewAction | Gone
)  # fmt: skip

_CODES: dict[type[_Coded], str] = {
    ShowEntry: "entry",
    ShowDetails: "details",
    ShowSubject: "subject",
    RunCommand: "command",
    AskExample: "example",
    NoneOfThese: "none",
    AskHuman: "human:ask",
    ConfirmHandover: "human:yes",
    DeclineHandover: "human:no",
    LeaveHuman: "human:back",
    NewInterview: "iv:new",
    ChooseInterview: "iv:def",
    StartUnnamed: "iv:none",
    StartAbout: "iv:about",
    GoOn: "iv:go",
    NotNow: "iv:later",
    GiveAnswer: "iv:a",
    SkipStep: "iv:skip",
    ChangeStep: "iv:change",
    ExplainStep: "iv:why",
    GetFile: "iv:file",
    ShowTimeline: "iv:timeline",
    MoveInterview: "iv",
    Gone: "gone",
}
"""How each begins; its fields follow, parted by colons. Buttons and sessions hold these: never change one."""
_BY_SHAPE = {(code, len(fields(kind))): kind for kind, code in _CODES.items()}
_ALLOWED = {GetFile: frozenset(get_args(DocumentFormat)), MoveInterview: frozenset(get_args(InterviewMove))}


def encode(action: Action) -> str:
    """Return the code of an action: ASCII, at most `MOST_CHARS`."""
    return ":".join([_CODES[type(action)], *_parts(action)])


@lru_cache(maxsize=4096)
def decode(code: str) -> Action:
    """Return the action of a code; `Gone` if there is none."""
    words = code.split(":")
    for most in range(len(words), 0, -1):
        if kind := _BY_SHAPE.get((":".join(words[:most]), len(words) - most)):
            return _built(kind, words[most:])
    return Gone()


def _built(kind: type[_Coded], parts: list[str]) -> Action:
    if kind in _ALLOWED and parts[0] not in _ALLOWED[kind]:
        return Gone()
    values = [_number(part) if field.type is int else part for field, part in zip(fields(kind), parts, strict=True)]
    try:
        return kind(*values)  # type: ignore[return-value]  # all of them are actions
    except ValueError:
        return Gone()


def _number(part: str) -> int:
    """Return a number as it was written by `encode`; -1, which none is, for anything else."""
    return int(part) if part.isascii() and part.isdecimal() and len(part) < 4 and str(int(part)) == part else -1


def _parts(action: object) -> list[str]:
    return list(map(str, vars(action).values()))  # for which a page asks hundreds of times


def _read(code: object) -> Action:
    return decode(code) if isinstance(code, str) else Gone()


CodedAction: TypeAlias = Annotated[Action, PlainValidator(_read), PlainSerializer(encode)]
"""An action that is stored as its code."""
