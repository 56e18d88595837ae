"""Measures speed, start time and memory (`make bench`), with plain rapidfuzz over all phrases in the same run.

The same with a town's services laid over: do they cost our questions anything, and are their own answered?
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz, process

from intents.meaning import Topic, Understood
from intents.understand import Understanding
from knowledge.folding import fold
from knowledge.load import load
from knowledge.model import Knowledge
from tests.bench.town import with_town

_STARTS = 5
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
_READY = """
import time; started = time.perf_counter()
from pathlib import Path
from bot.curation.assistant import assemble
assemble([])
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(time.perf_counter() - started, status["VmRSS"].split()[0], status["VmHWM"].split()[0])
"""


def main() -> None:
    knowledge = load()
    understanding = Understanding(knowledge)
    questions = [(q, entry) for entry, texts in knowledge.questions.items() for q in texts]
    phrases = [(p, e.id) for e in knowledge.entries.values() for p in (*e.phrases, *knowledge.phrases.get(e.id, ()))]
    say(f"{len(knowledge.entries)} entries, {len(phrases)} phrases, {len(questions)} questions")
    say(f"Python {sys.version.split()[0]}")
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
    say("")
    for name, keeps in (("with everything to learn", False), ("with what was learnt before", True)):
        runs = list(starts(keeps=keeps))
        say(f"{name}: ready after {statistics.median(r[0] for r in runs):.2f} s (median of {_STARTS} fresh processes)")
        say(f"    memory {runs[-1][1] / 1024:.0f} MB when ready, {runs[-1][2] / 1024:.0f} MB at the peak")


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
    topic = Topic(next(iter(knowledge.entries)))
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


def starts(*, keeps: bool) -> Iterator[tuple[float, int, int]]:
    """Yield seconds until ready, and kilobytes then and at the peak, of fresh processes; `keeps`: after a first one."""
    with tempfile.TemporaryDirectory() as cache:
        if keeps:
            start(cache)
        for number in range(_STARTS):
            yield start(cache if keeps else f"{cache}/{number}")


def start(cache: str) -> tuple[float, int, int]:
    out = subprocess.run(
        [sys.executable, "-c", _READY],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path.cwd(),
        env={**os.environ, "XDG_CACHE_HOME": cache},
    )
    seconds, resident, peak = out.stdout.split()
    return float(seconds), int(resident), int(peak)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
