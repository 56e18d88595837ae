"""The sample questions stay a fair test: none of them may stand in the knowledge. Left out where there is no sample."""

import json
import re
from pathlib import Path

import pytest
import yaml

from knowledge.folding import fold

SAMPLE = Path(__file__).parents[3] / "shared" / "eval"
pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample questions are not part of the repository")


def test_no_phrase_is_a_sample_question(knowledge):
    """No phrase of an entry, of small talk or of other matters equals a sample question."""
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = {fold(turn) for line in lines if line for q in [json.loads(line)] for turn in q.get("turns") or [q["q"]]}
    phrases = [phrase for entry in knowledge.entries.values() for phrase in entry.phrases]
    phrases += [phrase for further in knowledge.phrases.values() for phrase in further]
    phrases += [phrase for talk in knowledge.smalltalk.values() for phrase in talk.phrases]
    assert not asked.intersection(map(fold, (*phrases, *knowledge.outside))) - {""}


def test_every_fact_has_an_answer(knowledge):
    """Each fact that must be answerable is stated by some answer."""
    facts = yaml.safe_load((SAMPLE / "facts.yaml").read_text(encoding="utf-8"))
    answers = [entry.answer for entry in knowledge.entries.values()]
    missing = [
        fact["id"]
        for fact in facts
        if not any(all(re.search(m, a, re.IGNORECASE) for m in fact["must"]) for a in answers)
    ]
    assert not missing
