"""Questions that mean the same stand together; what too few asked is only counted."""

import datetime
import time
from itertools import combinations

import pytest

from bot.insight.grouping import Grouped, grouped, nearest
from bot.store.records import Missed

from .asked import MEANT, SINGLE

NOON = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.UTC)


def asked(*texts: str, persons: tuple[str | None, ...] = ()) -> list[Missed]:
    """Return the questions, each of another person unless they are named."""
    who = persons or tuple(f"person-{i}" for i in range(len(texts)))
    return [Missed(i, person, NOON, text) for i, (text, person) in enumerate(zip(texts, who, strict=True), 1)]


def shown(grouped: Grouped) -> list[set[str]]:
    return [{one.question for one in found.questions} for found in grouped.groups]


@pytest.fixture(scope="module")
def all_groups(understanding) -> Grouped:
    return grouped(asked(*(text for texts in MEANT.values() for text in texts), *SINGLE), understanding.gist)


def test_no_group_mixes_matters(all_groups) -> None:
    """Each group is about one matter, however alike the words around it are."""
    meant = {text: matter for matter, texts in MEANT.items() for text in texts}
    for texts in shown(all_groups):
        assert len({meant.get(text, text) for text in texts}) == 1, texts


def test_most_of_what_belongs_together_is_found(all_groups) -> None:
    """Three quarters of the pairs that mean the same stand in one group, slips and split compounds included."""
    pairs = [set(pair) for texts in MEANT.values() for pair in combinations(texts, 2)]
    together = [pair for pair in pairs if any(pair <= texts for texts in shown(all_groups))]
    assert len(together) / len(pairs) > 0.75


def test_single_questions_are_only_counted(all_groups) -> None:
    """What nobody else asked is in no group, but in the number of the others."""
    assert not any(set(SINGLE) & texts for texts in shown(all_groups))
    total = len(SINGLE) + sum(map(len, MEANT.values()))
    assert all_groups.hidden == total - sum(map(len, shown(all_groups))) >= len(SINGLE)


def test_the_label_is_the_most_central_question(understanding) -> None:
    """A question with all that the others share stands above them."""
    texts = ("wohngeld", "Wohngeld online beantragen", "wohngeld online", "beantragen wir wohngeld", "reisepass")
    [found] = grouped(asked(*texts), understanding.gist).groups
    assert found.label == "Wohngeld online beantragen"
    assert found.wordings[0] == found.label
    assert set(found.wordings) == set(texts) - {"reisepass"}


@pytest.mark.parametrize(
    ("persons", "seen"),
    [
        (("a", "b", "c"), 1),
        (("a", "b", "b"), 0),
        (("a", "b", "b.in-a-group"), 0),
        (("a", "b", None), 1),
        ((None, None, None), 0),
    ],
)
def test_three_people(understanding, persons, seen) -> None:
    """A group is shown if surely three people asked; nobody counts twice, and who is forgotten counts once in all."""
    texts = ("wohngeld online", "Wohngeld online beantragen", "wohngeld online?")
    found = grouped(asked(*texts, persons=persons), understanding.gist)
    assert (len(found.groups), found.hidden) == (seen, 0 if seen else 3)


def test_signs_are_no_question(understanding) -> None:
    """What holds no letter is left out, and not even counted."""
    assert grouped(asked("???", "7", "👍", "?!"), understanding.gist) == Grouped((), 0)


def test_the_order_of_what_comes_in_is_all_one(understanding) -> None:
    """The same questions give the same groups."""
    questions = asked(*(text for texts in MEANT.values() for text in texts))
    shuffled = questions[1::2] + questions[::-2]
    assert grouped(questions, understanding.gist) == grouped(shuffled, understanding.gist)


def test_a_group_is_found_by_any_of_its_questions(understanding) -> None:
    """What is not shown can't be reached by its turn."""
    found = grouped(asked("wohngeld online", "Wohngeld online?", "online wohngeld", "Reisepass"), understanding.gist)
    assert found.of(2) is found.groups[0]
    assert found.of(4) is None


def test_the_nearest_entries(understanding, knowledge) -> None:
    """What might answer is offered, though the assistant was not sure enough."""
    found = nearest("welche zahlarten hat epaybl", understanding, knowledge)
    assert found[0].id == "epaybl-zahlarten"
    assert len(found) == 3


def test_thousands_of_questions(understanding, knowledge) -> None:
    """Five thousand different questions are grouped while somebody waits for a page."""
    texts = [text for texts in knowledge.phrases.values() for text in texts]
    questions = asked(*texts[: 2 * 5_000 : 2])
    begun = time.process_time()
    assert grouped(questions, understanding.gist).groups
    assert time.process_time() - begun < 5
