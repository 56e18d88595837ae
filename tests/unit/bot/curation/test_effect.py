"""What a draft would change, told before it is live."""

from bot.curation.drafting import NewPhrases, NotOurs
from bot.curation.effect import Outcome, Shift
from bot.curation.library import Fits

from ..conftest import KARLA, NOON, House
from .test_drafting import WHOLE

RIGHT, OTHER, NOTHING = Outcome(("eins",)), Outcome(("zwei",)), Outcome()
ASKED_BACK = Outcome(("eins", "zwei"), asks_back=True)


def kind(expected: tuple[str, ...], before: Outcome, after: Outcome) -> str:
    shift = Shift("?", expected, before, after)
    return {(True, False): "loss", (False, True): "gain", (False, False): "other"}[shift.is_loss, shift.is_gain]


def test_losses_and_gains() -> None:
    """A question is lost when its own entry no longer answers at once; one without an answer when one does."""
    assert (
        kind(("eins",), RIGHT, OTHER) == kind(("eins",), RIGHT, ASKED_BACK) == kind(("eins",), RIGHT, NOTHING) == "loss"
    )
    assert kind(("eins",), OTHER, RIGHT) == kind(("eins",), ASKED_BACK, RIGHT) == "gain"
    assert kind(("eins",), OTHER, NOTHING) == kind((), NOTHING, ASKED_BACK) == kind((), RIGHT, OTHER) == "other"
    assert kind((), NOTHING, RIGHT) == kind((), ASKED_BACK, RIGHT) == "loss"
    assert kind((), RIGHT, NOTHING) == "gain"


async def tried(desk: House, draft, *asked: str):
    outcome = await desk.library.try_out(draft, asked)
    assert isinstance(outcome, Fits)
    return outcome.effect


async def test_nothing_is_live_after_a_trial(desk: House) -> None:
    """A trial tells what the questions would get, and leaves folder, history and assistant alone."""
    version = desk.live.version
    effect = await tried(desk, WHOLE, "wo ist der scanner", "Wo ist der Scanner?", "wo steht der drucker")
    assert effect.asked == (
        ("Wo ist der Scanner?", Outcome(("scanner-ort",))),
        ("wo steht der drucker", Outcome(("drucker-ort",))),
    )
    assert desk.live.version == version
    assert not desk.overlay.path.exists()
    assert await desk.store.changes.latest() == []


async def test_a_stolen_question_is_told(desk: House) -> None:
    """The entry that loses a test question is named with the number of questions."""
    effect = await tried(desk, NewPhrases("drucker-was", ("wohin muss ich zum drucken", "muss ich zum drucken gehen")))
    assert [shift.question for shift in effect.losses] == ["wohin muss ich zum drucken gehen"]
    assert effect.taken == {"drucker-ort": 1}
    assert effect.tried == 2


async def test_the_next_trial_sees_what_went_live(desk: House) -> None:
    """Trials compare with what answers now, not with what answered at the start."""
    draft = NewPhrases("drucker-was", ("wohin muss ich zum drucken", "muss ich zum drucken gehen"))
    await tried(desk, draft)
    await desk.library.publish(draft, KARLA, NOON)
    effect = await tried(desk, NotOurs(("wie spät ist es",)))
    assert effect.losses == ()
