"""A base to begin with: the files of a whole, small assistant, which its owner replaces one by one; pure."""

from dataclasses import dataclass
from typing import Any

from knowledge.service import ServiceProfile
from knowledge.writing import to_yaml

_SERVICE = """\
# Wessen Assistent das ist. Die Angaben stehen in seinen Sätzen und auf seinen Seiten.

"""
_VOCABULARY = """\
# Wovon die Fragen handeln. „names“: wie es noch genannt wird. Einen Aspekt („was davon“) bringt das Deutsche mit:
# „lotsenbot knowledge aspects“ zeigt alle. Weitere können hier unter „aspects“ stehen.

"""
_ENTRIES = """\
# Beispiele. Ersetzen Sie sie durch eigene Einträge: Frage, Antwort und eine Quelle genügen.

"""
_QUESTIONS = """\
# Testfragen: was beantwortet werden soll, in anderen Worten, und was nicht. Daraus lernt der Assistent nicht.

"""
_README = """\
# Das Wissen von {name}

Aus diesem Ordner antwortet der Assistent: `lotsenbot --base {folder} run`, dann im Browser http://127.0.0.1:8080.

| Datei | Inhalt |
|---|---|
| `service.yaml` | Name, Thema, Team und Kontakt |
| `entries/` | die Antworten, jede mit Frage und Quelle |
| `vocabulary.yaml` | die Themen mit ihren Namen |
| `sources.yaml` | die Unterlagen, die als Quelle genannt werden |
| `questions/` | Testfragen |
| `wording.yaml` | (wenn nötig) Sätze, die anders lauten sollen als üblich |

## Eine Antwort hinzufügen

Legen Sie in `entries/` eine Datei an, zum Beispiel `entries/ausleihe.yaml`:

```yaml
entries:
  - question: "Wie lange darf ich Bücher behalten?"
    answer: "Vier Wochen. Sie können **zweimal** verlängern."
    sources: ["https://www.beispiel.de/faq, 2026-03-01"]
    phrases:
      - "leihfrist"
      - "wann muss ich das buch zurückgeben"
```

Alles andere ergibt sich, und `lotsenbot --base {folder} knowledge complete` schreibt es dazu. Je mehr verschiedene
Worte unter `phrases` stehen, desto sicherer wird der Eintrag gefunden; Tippfehler und andere Schreibweisen versteht der
Assistent von selbst.

## Aus einer Tabelle oder Seite

    lotsenbot --base {folder} knowledge import faq.xlsx --out {folder}

liest Excel, CSV, Word, Markdown und FAQ-Seiten. Was danach zu prüfen ist, steht in `pruefen.md`.

## Prüfen

    lotsenbot --base {folder} knowledge check
    lotsenbot --base {folder} knowledge test

Der erste Befehl nennt jeden Fehler mit Datei und Zeile. Der zweite zeigt, ob jede Frage ihren Eintrag findet.
"""


@dataclass(frozen=True)
class Beginning:
    """What somebody says who begins a base."""

    service: ServiceProfile
    folder: str
    """What the folder is called on the command line."""
    day: str
    """The day on which this is said; the examples cite it."""


def files_of(beginning: Beginning) -> dict[str, str]:
    """Return the files of the base by their names in it."""
    service = beginning.service
    return {
        "service.yaml": _SERVICE + to_yaml(_told(service)),
        "vocabulary.yaml": _VOCABULARY + to_yaml({"subjects": [{"id": "assistent", "name": service.name}]}),
        "sources.yaml": to_yaml(
            {
                "documents": [{"id": "eigene-angaben", "title": f"Angaben vom {service.team}", "stand": beginning.day}],
                "passages": [{"id": "eigene-angaben", "document": "eigene-angaben"}],
            }
        ),
        "entries/beispiele.yaml": _ENTRIES + to_yaml({"entries": _examples(beginning)}),
        "questions/beispiele.yaml": _QUESTIONS
        + to_yaml(
            {
                "questions": {
                    "kontakt": ["ansprechpartner gesucht"],
                    "antworten-woher": ["quelle der antworten bitte"],
                },
                "not_covered": ["wann ist der nächste feiertag"],
            }
        ),
        "README.md": _README.format(name=service.name, folder=beginning.folder),
    }


def _told(service: ServiceProfile) -> dict[str, Any]:
    told = service.model_dump(exclude_none=True, exclude={"languages", "tiles"})
    return {**told, "languages": list(service.languages)}


def _examples(beginning: Beginning) -> list[dict[str, Any]]:
    service = beginning.service
    region = f" für {service.region}" if service.region else ""
    texts: tuple[tuple[str, str, str, str, tuple[str, ...], str], ...] = (
        (
            "kontakt",
            "Kontakt",
            f"Wie erreiche ich das {service.team}?",
            "kontakt",
            ("wer hilft mir weiter", "an wen kann ich mich wenden", "ansprechpartner", "ich brauche hilfe"),
            f"Das {service.team} erreichen Sie so: {service.contact}",
        ),
        (
            "themen-welche",
            "Themen des Assistenten",
            "Wozu beantwortet der Assistent Fragen?",
            "inhalt",
            ("welche themen gibt es hier", "worum geht es hier", "was kann ich fragen"),
            f"Er beantwortet Fragen {service.topic}{region}. Mit „Themen“ sehen Sie alles, wozu er etwas weiß.",
        ),
        (
            "antworten-woher",
            "Herkunft der Antworten",
            "Woher stammen die Antworten?",
            "herkunft",
            ("quelle der antworten", "wer schreibt die antworten", "kann ich mich auf die auskunft verlassen"),
            f"Jede Antwort hat das {service.team} geprüft. Darunter steht, aus welcher Unterlage sie stammt.",
        ),
        (
            "antwort-falsch",
            "Eine Antwort ist falsch",
            "Was mache ich, wenn eine Antwort nicht stimmt?",
            "stoerung",
            ("fehler in einer antwort melden", "die auskunft ist veraltet", "das ist nicht mehr aktuell"),
            f"Bitte sagen Sie dem {service.team} Bescheid: {service.contact} Dann wird sie berichtigt.",
        ),
        (
            "antwort-fehlt",
            "Eine Antwort fehlt",
            "Was passiert, wenn der Assistent etwas nicht weiß?",
            "aufgaben",
            ("keine antwort bekommen", "meine frage wird nicht beantwortet", "der assistent weiß es nicht"),
            f"Dann sagt er das und erfindet nichts. Fragen Sie das {service.team}: {service.contact}",
        ),
    )
    return [
        {
            "id": name,
            "title": title,
            "question": question,
            "about": "assistent",
            "aspect": aspect,
            "phrases": list(phrases),
            "answer": answer,
            "sources": ["eigene-angaben"],
            "stand": beginning.day,
        }
        for name, title, question, aspect, phrases, answer in texts
    ]
