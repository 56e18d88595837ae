"""A made-up neighbouring domain: what a town's services cost, need and take, as large as wanted, with test questions.

The test questions are worded otherwise than the phrases, and asked in everyday German.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from knowledge.fields import GENERAL_KIND
from knowledge.model import Entry, Knowledge, Subject

# A service, and what people call it who don't know its name.
_SERVICES = """
Personalausweis/Ausweis|Reisepass/Pass|Kinderreisepass/Kinderpass|Führerschein/Fahrerlaubnis|Wohngeld/Mietzuschuss
Sperrmüllabholung/Sperrmüll|Biotonne/Braune Tonne|Restmülltonne/Schwarze Tonne|Parkausweis/Anwohnerparken
Gewerbeanmeldung/Gewerbe|Bauantrag/Baugenehmigung|Meldebescheinigung/Wohnsitznachweis|Ummeldung/Umzug
Eheschließung/Heirat|Geburtsurkunde/Geburtsschein|Sterbeurkunde/Totenschein|Führungszeugnis/Zeugnis fürs Amt
Hundeanmeldung/Hundemarke|Kitaplatz/Kindergarten|Hortbetreuung/Nachmittagsbetreuung|Elterngeld/Babygeld
Unterhaltsvorschuss/Unterhalt vom Amt|Fischereischein/Angelschein|Jagdschein/Jägerprüfung|Waffenschein/Waffenbesitzkarte
Bibliotheksausweis/Leseausweis|Schwimmbadkarte/Freibadkarte|Musikschule/Geigenunterricht|Volkshochschulkurs/Abendkurs
Grabstelle/Friedhofsplatz|Kleingarten/Schrebergarten|Baumfällung/Baum absägen|Straßensperrung/Straßenfest
Sondernutzung/Tische auf dem Gehweg|Marktstand/Wochenmarkt|Schankerlaubnis/Bierausschank|Feuerwerk/Böller
Osterfeuer/Lagerfeuer|Hausnummer/Nummernschild am Haus|Kanalanschluss/Abwasser|Wasserzähler/Wasseruhr
Straßenbeleuchtung/Laterne|Winterdienst/Schneeräumen|Fundsachen/Fundbüro|Wunschkennzeichen/Autokennzeichen
Fahrzeugabmeldung/Auto stilllegen|Bewohnermeldung/Zweitwohnsitz|Aufenthaltstitel/Visum|Einbürgerung/deutscher Pass
Namensänderung/neuer Nachname|Kirchenaustritt/aus der Kirche|Vaterschaft/Vater eintragen|Sozialpass/Sozialkarte
Seniorenticket/Rentnerkarte|Schülerbeförderung/Schulbus|Schulanmeldung/Einschulung|Schulessen/Mensa
Ferienpass/Ferienspiele|Ehrenamtskarte/Ehrenamt|Wahlschein/Briefwahl|Pflegeberatung/Pflegefall|Rentenantrag/Rente
Schwerbehindertenausweis/Behinderung|Blindengeld/Sehbehinderung|Hausmüllgebühr/Müllrechnung
Zweitwohnungssteuer/Ferienhaus
Spielplatz/Klettergerüst|Sporthalle/Turnhalle|Dorfgemeinschaftshaus/Saalmiete|Stadtführung/Rundgang|Museum/Heimatstube
Tierheim/gefundener Hund|Rattenbekämpfung/Ratten|Lärmbeschwerde/lauter Nachbar
Luftmessung/Abgase|Hochwasserschutz/Sandsäcke
Feuerwehr/Brandschutz|Rettungshund/Rettungsdienst|Bürgerbus/Rufbus|Radweg/Fahrradstraße|Ladesäule/Elektroauto laden
Solardach/Balkonkraftwerk|Denkmalschutz/altes Haus|Vermessung/Grundstücksgrenze|Grundbuchauszug/Grundbuch
Vorkaufsrecht/Grundstück verkaufen|Bodenrichtwert/Grundstückspreis|Mietspiegel/Mieten
Wohnberechtigungsschein/Sozialwohnung
Obdach/Notunterkunft|Kleiderkammer/Altkleider|Tafel/Lebensmittelspende|Schuldnerberatung/Schulden|Suchtberatung/Alkohol
Erziehungsberatung/Familienberatung|Tagesmutter/Kleinkindbetreuung|Adoption/Pflegekind|Jugendclub/Jugendtreff
Streetworker/Sozialarbeiter|Integrationskurs/Deutschkurs|Dolmetscher/Übersetzung|Gleichstellung/Frauenbeauftragte
"""

_VARIANTS = (
    "",
    "für Kinder",
    "für Vereine",
    "im Ortsteil Nord",
    "für Studierende",
    "bei Trennung",
    "im Ausland",
    "für Firmen",
    "nach Umzug",
    "für Rentner",
    "bei Krankheit",
    "am Wochenende",
)

# An aspect of the vocabulary, the question of the entry, four phrases, and two test questions.
_ASKED = """
kosten: Was kostet {x}? | gebühr {x} | preis für {x} | wie teuer ist {x} | {y} was muss ich zahlen
    > ich möchte wissen, was mich {x} kostet > wie hoch sind die Gebühren bei {y}
beschaffung: Wo beantrage ich {x}? | {x} beantragen | {x} stelle wo | antrag auf {x} | wo bekomme ich {y}
    > bei welchem Amt kann man {x} beantragen > ich hätte gern {y}, wo gibt es das
voraussetzung: Welche Unterlagen brauche ich für {x}? | unterlagen {x} | papiere für {x} mitbringen
    | was muss ich vorlegen {x} | nachweise {y}
    > muss ich zum Termin wegen {x} Unterlagen dabeihaben > {y} welche Papiere nehme ich mit
dauer: Wie lange dauert {x}? | bearbeitungszeit {x} | wartezeit {x} | wann ist {x} fertig | wie lange warte ich auf {y}
    > dauert das mit {x} lange > {y}: wie lange muss man da warten
oeffnungszeiten: Wann hat die Stelle für {x} geöffnet? | sprechzeiten {x} | öffnungszeiten {x}
    | wann kann ich wegen {x} kommen | an welchem tag {y}
    > ist die Stelle für {x} am Donnerstag geöffnet > zu welchen Sprechzeiten geht {y}
kontakt: Wer ist Ansprechpartner für {x}? | telefonnummer {x} | wen rufe ich an {x} | kontakt {x} | sachbearbeiter {y}
    > an welchen Ansprechpartner wende ich mich mit {x} > Telefon vom Sachbearbeiter für {y}
frist: Bis wann muss ich {x} melden? | frist {x} | wann spätestens {x} | stichtag für {x} | {y} zu spät
    > gibt es bei {x} eine Frist > bis wann habe ich Zeit mit {y}
kuendigung: Wie melde ich {x} wieder ab? | {x} abmelden | {x} kündigen | {x} beenden | {y} loswerden
    > ich will {x} abmelden, was tun > kann ich {y} einfach kündigen
foerderung: Gibt es Ermäßigung bei {x}? | {x} ermäßigt | rabatt {x} | {x} für geringverdiener | {y} billiger
    > bekomme ich bei {x} eine Ermäßigung > geht {y} auch billiger
anmeldung: Kann ich {x} online erledigen? | {x} im internet | onlineantrag {x} | {x} digital | {y} vom handy aus
    > geht {x} auch online von zu Hause > {y} digital mit dem Handy möglich
inhalt: Was steht im Formular für {x}? | formular {x} | vordruck {x} | antragsformular {x} ausfüllen | zettel für {y}
    > wo im Formular trage ich bei {x} was ein > wie fülle ich den Vordruck bei {y} aus
stoerung: Was tue ich bei Verlust von {x}? | {x} verloren | {x} weg | ersatz für {x} | {y} nicht mehr da
    > ich habe {x} verloren, und nun > {y} ist weg, bekomme ich Ersatz
person: Wer darf {x} beantragen? | berechtigt für {x} | anspruch auf {x} | wem steht {x} zu | darf ich {y}
    > habe ich einen Anspruch auf {x} > steht mir {y} zu
folgen: Was passiert, wenn ich {x} vergesse? | bußgeld {x} | strafe ohne {x} | {x} versäumt | ärger wegen {y}
    > gibt es eine Strafe, wenn ich {x} vergesse > muss ich Bußgeld zahlen wegen {y}
haeufigkeit: Wie oft muss ich {x} erneuern? | {x} verlängern | gültigkeit {x} | {x} abgelaufen | {y} neu machen
    > ist {x} irgendwann abgelaufen > wie oft muss man {y} verlängern
beteiligte: Kann jemand anders {x} für mich erledigen? | vollmacht {x} | {x} vertretung | {x} für die oma abholen
    | {y} durch dritte
    > kann mein Mann mit Vollmacht {x} abholen > kann {y} jemand anders erledigen
"""


@dataclass(frozen=True)
class _Aspect:
    id: str
    question: str
    phrases: tuple[str, ...]
    tests: tuple[str, ...]


def with_town(knowledge: Knowledge, entries: int) -> tuple[Knowledge, dict[str, str]]:
    """Return `knowledge` with so many more entries, five phrases each, and test questions with their entries.

    Every eighth of the test questions has a slip.
    """
    known = next(iter(knowledge.entries.values()))
    aspects = list(_aspects())
    things = list(islice(_things(), -(-entries // len(aspects))))
    subjects = {
        subject: Subject(id=subject, kind=GENERAL_KIND, name=name, names=(other,)) for subject, name, other in things
    }
    more: dict[str, Entry] = {}
    questions: dict[str, str] = {}
    chance = random.Random(entries)  # noqa: S311 - the same town in every run
    for (subject, name, other), aspect in islice(product(things, aspects), entries):
        entry = f"{subject}-{aspect.id}"
        more[entry] = Entry(
            id=entry,
            title=f"{name}: {aspect.id}"[:60],
            question=aspect.question.format(x=name),
            about=subject,
            aspect=aspect.id,
            phrases=tuple(text.format(x=name, y=other) for text in aspect.phrases),
            answer=f"Zu {name} sagt die Stadt: {aspect.question.format(x=other)}",
            sources=known.sources,
            stand="2024",
        )
        if chance.random() < 1_000 / entries:
            asked = chance.choice(aspect.tests).format(x=name, y=other)
            questions[_slipped(asked, chance) if chance.random() < 0.125 else asked] = entry
    return replace(
        knowledge,
        entries={**knowledge.entries, **more},
        subjects={**knowledge.subjects, **subjects},
        layers={**knowledge.layers, **dict.fromkeys(more, 1)},
        version=f"{knowledge.version}+{entries}",
    ), questions


def _things() -> Iterator[tuple[str, str, str]]:
    services = [tuple(line.split("/")) for line in _SERVICES.replace("\n", "|").split("|") if line]
    for variant, name, other in ((variant, *names) for variant in _VARIANTS for names in services):
        number = _VARIANTS.index(variant)
        letters = "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalpha())
        yield f"ort-{number}-{letters}"[:23], f"{name} {variant}".strip(), f"{other} {variant}".strip()


def _aspects() -> Iterator[_Aspect]:
    for line in _ASKED.replace("\n    ", " ").strip().splitlines():
        name, rest = line.split(": ", 1)
        asked, *tests = [part.strip() for part in rest.split(" > ")]
        question, *phrases = [part.strip() for part in asked.split("|")]
        yield _Aspect(name, question, tuple(phrases), tuple(tests))


def _slipped(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) // 2, len(text) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
