"""Parts of a base laid over the rest, as somebody else's questions and answers would be."""

import pytest

from intents.laying import WAYS, Laid, asked, laid_over
from knowledge.load import load
from knowledge.model import Knowledge


@pytest.fixture(scope="module")
def whole() -> Knowledge:
    return load()


@pytest.fixture(scope="module")
def laid(whole: Knowledge) -> list[Laid]:
    return list(laid_over(whole))


def test_each_entry_is_laid_over_or_left_out_once(whole: Knowledge, laid: list[Laid]) -> None:
    """Every part is tried in each number of ways to ask, and no entry is in two parts."""
    first = laid[:: len(WAYS)]
    over = [entry for one in first for entry in one.over]
    assert len(laid) == len(WAYS) * len(first)
    assert sorted([*over, *(entry for one in first for entry in one.gone)]) == sorted(whole.entries)


def test_little_is_known_of_what_is_laid_over(laid: list[Laid]) -> None:
    """Its question and a few phrases, and none that the rest has of it."""
    for ways, one in zip(WAYS, laid, strict=False):
        assert {len(one.knowledge.entries[entry].phrases) for entry in one.over} == {ways - 1}
        assert not one.over & one.knowledge.phrases.keys()
        assert all(one.knowledge.layers[entry] == 1 for entry in one.over)


def test_the_rest_knows_nothing_of_its_subjects(whole: Knowledge, laid: list[Laid]) -> None:
    """Their names are gone, so that it is as foreign as a stranger's would be."""
    one = laid[0]
    subjects = {whole.entries[entry].about for entry in one.over}
    assert subjects
    assert not any(one.knowledge.subjects[subject].names for subject in subjects)


def test_what_was_left_out_answers_nothing(whole: Knowledge, laid: list[Laid]) -> None:
    """The questions on it are those close by that must be refused."""
    one = laid[0]
    expected = dict(asked(whole, one))
    questions = [question for entry in one.gone for question in whole.questions.get(entry, ())]
    assert questions
    assert all(not expected[question] & one.gone for question in questions)
