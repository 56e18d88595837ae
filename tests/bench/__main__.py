"""Measures start, memory and speed (`make bench`), with plain rapidfuzz over all phrases in the same run.

The same with a town's services laid over: do they cost our questions anything, and are their own answered?
"""

import statistics
import sys
import time
from collections.abc import Callable
from itertools import pairwise

from rapidfuzz import fuzz, process

from intents.context import after
from intents.meaning import Understood
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.load import load
from knowledge.model import Knowledge
from tests.bench.starts import say, show_starts
from tests.bench.town import with_town

_TOWNS = (0, 2_000, 14_500)
"""So many entries are laid over: none, and such that there are 25,000 and 100,000 phrases in all."""
_FOLLOW_UPS = (
    "und was kostet das?",
    "und die adresse?",
    "wer ist dafür zuständig",
    "wie lange dauert das",
    "und danach",
)
_MAIL = """Sehr geehrte Damen und Herren,

wir sind eine kleine Gemeinde und führen gerade das erste Online-Verfahren ein. Dazu habe ich folgende Fragen:
{one}
{other}
Vielen Dank im Voraus für Ihre Mühe!

Mit freundlichen Grüßen
Eva Muster, Hauptamt
"""


def main() -> None:
    say(f"Python {sys.version.split()[0]}")
    show_starts()
    say("")
    knowledge = load()
    understanding = Understanding(knowledge)
    questions = [(q, entry) for entry, texts in knowledge.questions.items() for q in texts]
    phrases = [(p, e.id) for e in knowledge.entries.values() for p in (*e.phrases, *knowledge.phrases.get(e.id, ()))]
    say(f"{len(knowledge.entries)} entries, {len(phrases)} phrases, {len(questions)} questions")
    ours = timed(lambda text: best_of_ours(understanding, text), [q for q, _ in questions] * 5)
    folded = [fold(p) for p, _ in phrases]
    plain = timed(lambda text: best_of_plain(folded, phrases, text), [q for q, _ in questions])
    say("")
    say(f"{'':34}{'median':>12}{'99th percentile':>18}{'own entry':>12}")
    for name, (answers, times), repeats in (
        ("understanding", ours, 5),
        ("rapidfuzz WRatio over all phrases", plain, 1),
    ):
        right = share_right(knowledge, questions * repeats, answers)
        say(f"{name:34}{statistics.median(times):>9.0f} µs{percentile(times, 99):>15.0f} µs{right:>11.1%}")
    say("")
    for entries in _TOWNS:
        laid_over(knowledge, entries)


def laid_over(knowledge: Knowledge, entries: int) -> None:
    """Tell how single questions, follow-ups and mails fare, and how fast, with so many further entries laid over."""
    larger, asked = with_town(knowledge, entries)
    phrases = sum(len(e.phrases) + 2 + len(larger.phrases.get(e.id, ())) for e in larger.entries.values())
    started = time.perf_counter()
    understanding = Understanding(larger)
    say(f"{entries} entries laid over, {phrases} phrases: learnt in {time.perf_counter() - started:.1f} s")
    ours = [(q, entry) for entry, texts in knowledge.questions.items() for q in texts]
    answers, times = timed(lambda text: best_of_ours(understanding, text), [q for q, _ in ours])
    say(f"  {'our questions':32}{spread(times)}{share_right(knowledge, ours, answers):>8.1%}")
    if asked:
        answers, times = timed(lambda text: best_of_ours(understanding, text), list(asked))
        right = sum(a == b for a, b in zip(answers, asked.values(), strict=True)) / len(asked)
        say(f"  {'theirs':32}{spread(times)}{right:>8.1%}")
    topic = after(next(iter(knowledge.entries)))
    followed = [text for text in _FOLLOW_UPS for _ in range(20)]
    _, times = timed(lambda text: str(understanding.understand(text, topic)), followed)
    say(f"  {'follow-ups':32}{spread(times)}")
    mails = [_MAIL.format(one=a, other=b) for (a, _), (b, _) in pairwise(ours[:100])]
    _, times = timed(lambda text: str(understanding.understand(text)), mails)
    say(f"  {'mails':32}{spread(times)}")


def spread(times: list[float]) -> str:
    middle, late = statistics.median(times) / 1000, percentile(times, 99) / 1000
    return f"median {middle:6.2f} ms, 95th {percentile(times, 95) / 1000:6.2f}, 99th {late:6.2f}"


def timed(find: Callable[[str], str | None], texts: list[str]) -> tuple[list[str | None], list[float]]:
    """Return what was found for each text, and the microseconds it took."""
    answers, times = [], []
    for text in texts:
        started = time.perf_counter_ns()
        answers.append(find(text))
        times.append((time.perf_counter_ns() - started) / 1000)
    return answers, times


def best_of_ours(understanding: Understanding, text: str) -> str | None:
    match understanding.understand(text):
        case Understood(candidates):
            return candidates[0].entry
        case _:
            return None


def best_of_plain(folded: list[str], phrases: list[tuple[str, str]], text: str) -> str | None:
    found = process.extractOne(fold(text), folded, scorer=fuzz.WRatio)
    return phrases[found[2]][1] if found else None


def share_right(knowledge: Knowledge, questions: list[tuple[str, str]], answers: list[str | None]) -> float:
    """Return how many questions got one of the entries under which they stand."""
    owners: dict[str, set[str]] = {}
    for entry, texts in knowledge.questions.items():
        for text in texts:
            owners.setdefault(text, set()).add(entry)
    return sum(answer in owners[q] for (q, _), answer in zip(questions, answers, strict=True)) / len(questions)


def percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


if __name__ == "__main__":
    main()
