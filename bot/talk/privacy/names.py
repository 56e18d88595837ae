"""Finds the names of people in a text: by lists of given names and surnames, and by what stands before a name.

A word of the lists that is no other word is a name wherever it stands. Any capitalised word is one after an office
("Bürgermeisterin …"), or after what belongs to somebody ("der Antrag von …"), unless it is an ordinary noun.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]++(?:['’-][^\W\d_]++){0,3}(?!\w)")
_BLANK = re.compile(r"[ \u00a0]{1,2}")
_AFTER_LABEL = re.compile(r"[ \u00a0]{1,3}|:\s{0,3}")
_AFTER_SHORT = re.compile(r"\.?[ \u00a0]{1,3}|\.-?")
_MOST_PARTS = 3


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("dr prof dipl med ing jur phil habil mag")
_SHORT = _set("fr hr hrn fam hd koll")
_ADDRESSED = _set("frau herr herrn fr hr hrn")
_OWNED = _set("""
    der die das dem den ein eine einer einem einen meine meiner deine seine ihre ihrer unsere eure keine diese jede
    mein""")
_OFFICES = _set("""
    familie ehepaar eheleute namens dame nachbar nachbarin witwe witwer vater mutter tochter sohn bruder schwester
    onkel tante oma opa enkel enkelin ehemann ehefrau mann kollege kollegin kollegen chef chefin azubi praktikant
    praktikantin kämmerer kämmerin landrat landrätin beigeordneter beigeordnete beigeordneten stadtrat stadträtin
    gemeinderat gemeinderätin personalrat personalrätin ortsvorsteher ortsvorsteherin dezernent dezernentin
    sekretärin sekretär referent referentin architekt architektin notar notarin anwalt anwältin rechtsanwalt
    rechtsanwältin pfarrer pfarrerin lehrerin lehrer erzieherin minister ministerin""")
_LABELS = _set("""
    ansprechpartner ansprechpartnerin antragsteller antragstellerin bearbeiter bearbeiterin vertreter vertreterin
    unterzeichner name vorname nachname kontakt kontaktperson präsident präsidentin inhaber inhaberin eigentümer
    eigentümerin bauherr bauherrin vermieter mieter mieterin betreuer betreuerin kunde kundin teilnehmer
    teilnehmerin""")
_OFFICE_ENDS = re.compile(
    r"[\w-]*(?:(?:(?:bürger|haus|schul|bau|werk|wasser|wehr)meister|(?<!begl)leiter|arbeiter|referent|planer|berater|trainer|entwickler|redakteur|administrator|"
    r"sekretär|verwalter|vorsteher|prüfer|inspektor)(?:in)?|beamt(?:er|in|e)|beauftragt(?:er|e|en)|verantwortlich(?:er|e|en)|(?:abge|ver)ordnet(?:er|e|en)|förder(?:er|in)|vorsitzend(?:er|e|en)|lots(?:e|in|en)|(?:stadt|land|gemeinde)r[aä]t(?:in)?)"
)
_BELONGINGS = re.compile(
    r"(?:\w*antr[aä]ge?s?|akten?|falle?s?|\w*vorgangs?|vorgänge|\w*sache|\w*anfragen?|bescheide?s?|e-mails?|mails?|"
    r"briefe?s?|schreiben|\w*kontos?|unterlagen|daten|rechnung|widerspruch|\w*beschwerde|\w*(?:an|um|ab)meldung|"
    r"\w*urkunden?|termin|vertrag|nachricht|vollmacht|ausweis|personalausweis|anruf|grundstück|wohnung|haus|unterschrift|"
    r"adresse|nummer|telefonnummer|zugang|passwort|eingang|eingabe)"
)
_PERSONAL_CASES = re.compile(
    r"akten?|fall|vorgang|erbschein|nachlass|mandant(?:in)?|vollmacht|\w*urkunde|familiensache|\w*bescheid"
)
"""Beside these even a word that is in no list is a name."""
_OF = _set("von mit")
_PARTICLES = _set("von van vom zu zur de der den dem di da del al el bin ibn")
_NOBLE = _set("von van zu de da di del al el bin ibn")
_NO_NAMES = _set("""
    amt ämter anfrage anfragen anlage anlagen anleitung antrag anträge antragsteller assistent ausweis bauantrag
    bericht bescheid bescheide beschwerde bund bundes bürger dienst dienste digital eltern euro firma firmen fall
    formular formulare frage fragen freistaat frist gemeinde gemeinden gesetz hallo hilfe kind kinder kita kommune
    kosten kreis kunde kunden land link lärm leute lotse mail menschen monat nachricht online ort person personen
    pflicht portal post problem probleme recht rechte rolle rollen sache sachsen schule seite stadt städte stand
    status team termin termine thema themen unternehmen unterlagen verein vereine vertrag vorgang web workshop
    zugang zugänge zugriff zugriffe grüße gruß danke bitte tag morgen abend guten liebe lieber viele beste
    freundliche damen herren herr frau alle alles sie ihr ich wir er es du wer was wie wo wann warum welche welcher
    der die das ein eine und oder aber auch nicht nur im in am an auf aus bei mit nach vom von zum zur für über
    unter wenn ob dann da hier heute morgen gestern jetzt noch schon kann können soll sollen muss müssen darf dürfen
    will ist sind war hat haben wird werden mein meine unser unsere dresden leipzig chemnitz zwickau plauen görlitz
    bautzen zittau pirna meißen freiberg freital riesa hoyerswerda sächsische sächsischer deutschland montag
    dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august september
    oktober november dezember kollege kollegin kollegen bürgermeister bürgermeisterin chef chefin lecos kisa
    passwort postfach telefon handy fax nummer adresse straße platz name vorname nachname art absatz satz nr abs
    erzgebirge wohngeld kindergeld elterngeld hundesteuer gewerbe internet computer drucker laptop browser app
    gruppe abteilung bereich referat büro rathaus zimmer raum haus bau anhang mfg""")
_NO_NAME_ENDS = re.compile(
    r".*(?:ung|ungen|ionen|heiten|keiten|heit|keit|schaft|tion|tät|ment|ismus|amts?|dienst|konto|portal|antrag|formular|daten|behörde|gemeinde|kommune|"
    r"stadt|kreis|verfahren|steuer|recht|gesetz|nummer|schein|pass|urkunde|akte|rechnung|gebühr|stelle|prozess|tag|zeit|arbeit|spruch|werk|finder|leister|shop|link|start|login|abfrage|system|"
    r"assistent|karte|liste|bescheid|verein|schutz|wesen|geld|seite|schnittstelle|innen)"
)
_CALLINGS = (
    r"(?:kauf|fach|amt|ob|haupt|ehe|wehr|lands?|staats|haus|see|schutz|zimmer|eber|vorder|hinter|mittels|kamera|ombuds|"
    r"vertrauens|verbindungs|geschäfts|nacht|schnee|weihnachts|sand|fähr|fuhr|wach|tor|bau|steuer|stroh|muster)"
)
_SURNAME_ENDS = re.compile(
    rf"(?!\w*{_CALLINGS}mann)[^\W\d_]{{3,}}mann\Z|"
    r"[^\W\d_]+(?:owsk[iy]|ewski|[iy]nski|czyk|icz|enko|[oe]vi[cć]|o[gğ]lu)\Z"
)
_NEVER = _NO_NAMES | _TITLES | _SHORT
_NOT_ADDRESSED = _set(
    "bekommt braucht fragt sagt meint hat möchte will kann soll arbeitet kommt ruft sucht findet schreibt"
)
_PLURAL = re.compile(r"(?:(?<!s)en|rn)\Z")


@dataclass(frozen=True)
class _Lists:
    names: frozenset[str]
    """Given names and surnames that are no other word."""
    surnames: frozenset[str]
    capitalised: frozenset[str]
    """Names that are other words in small letters."""
    either: frozenset[str]
    """Names that are other words, too: they count beside another name, or where something announces a name."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    key: str
    capital: bool


def without_names(text: str) -> str:
    """Put a mark in place of each name."""
    kept, end = [], 0
    for start, stop in _Names(text).found():
        kept += [text[end:start], "[Name]"]
        end = stop
    return "".join([*kept, text[end:]])


def is_noun(word: str) -> bool:
    """Whether a capitalised word is one of the language, rather than a name, by what it is or how it ends."""
    key = word.lower()
    return key in _NO_NAMES or _NO_NAME_ENDS.fullmatch(key) is not None


@cache
def _lists() -> _Lists:
    """Read the lists when they are needed first."""
    lines = resources.files(__package__).joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    sections: dict[str, list[str]] = {}
    names: list[str] = []
    for line in lines:
        if line.startswith("["):
            names = sections[line.strip("[]")] = []
        elif not line.startswith("#"):
            names += line.lower().split()
    given, surnames, capitalised, words = (
        frozenset(sections[title]) for title in ("given", "surnames", "capitalised", "words")
    )
    return _Lists(given | surnames, surnames - given, capitalised, words)


def _is_office(key: str) -> bool:
    return key in _OFFICES or _OFFICE_ENDS.fullmatch(key) is not None


class _Names:
    """The words of one text, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lists = _lists()
        self._words = [
            _Word(found.start(), found.end(), found[0].lower(), found[0][0].isupper()) for found in _WORD.finditer(text)
        ]

    def found(self) -> Iterator[tuple[int, int]]:
        """Return where names begin and end."""
        at = 0
        while at < len(self._words):
            last = self._last_of_name(at)
            if last is None:
                at += 1
            else:
                yield self._words[at].start, self._words[last].end
                at = last + 1

    def _last_of_name(self, at: int) -> int | None:
        """Return the index of the last word of the name that begins here; None if none does."""
        word = self._words[at]
        if self._is_mark(word):
            return None
        if word.key in _PARTICLES:  # "Frau von der Heide"
            first = self._after_particles(at) if word.key in _NOBLE and self._is_announced(at) else None
            noble = first is not None and self._words[first].capital and not is_noun(self._words[first].key)
            return self._extended(first) if first and noble else None
        if self._is_initial(at):
            first = at + (2 if self._is_initial(at + 1, second=True) else 1)
            return self._extended(first) if self._may_be_name(first) else None
        if self._is_name(word) or self._is_beside_surname(at):
            return self._extended(at)
        if (word.capital and self._may_be_name(at) and self._is_announced(at)) or self._is_addressed(at):
            return self._extended(at)
        return None

    def _is_mark(self, word: _Word) -> bool:
        return self._text[word.start - 1 : word.start] == "[" and self._text[word.end : word.end + 1] == "]"

    def _is_name(self, word: _Word) -> bool:
        """Whether a word is a name and nothing else."""
        lists = self._lists
        if word.key in lists.names or (word.capital and word.key in lists.capitalised):
            return True
        if word.key[-1] == "s" and word.capital and word.key[:-1] in lists.names:  # "Lehmanns Antrag"
            return True
        if word.capital and _SURNAME_ENDS.match(word.key):
            return True
        parts = word.key.split("-")
        return len(parts) > 1 and word.capital and all(p in lists.names or p in lists.capitalised for p in parts)

    def _is_beside_surname(self, at: int) -> bool:
        """Whether a name that is another word, too, stands before a surname: "Ernst Lehmann"."""
        word, after = self._words[at], self._beside(at)
        return (
            word.capital
            and word.key in self._lists.either
            and after is not None
            and self._words[after].capital
            and self._words[after].key in self._lists.surnames
        )

    def _may_be_name(self, at: int) -> bool:
        word = self._words[at]
        shouted = self._text[word.start : word.end].isupper()
        known = word.key in self._lists.either or word.key in self._lists.names
        if not word.capital or shouted or self._is_mark(word) or word.key in _NEVER:
            return False
        return known or not (is_noun(word.key) or _PLURAL.search(word.key) or _is_office(word.key))

    def _is_announced(self, at: int) -> bool:
        """Whether what stands before says that this is a name."""
        if at == 0:
            return False
        cue, gap = self._words[at - 1], self._gap(at - 1)
        if cue.key in _TITLES or cue.key in _SHORT:
            return _AFTER_SHORT.fullmatch(gap) is not None
        if _AFTER_LABEL.fullmatch(gap) is None:
            return False
        announces = cue.key in _ADDRESSED or _is_office(cue.key) or (gap[0] == ":" and cue.key in _LABELS)
        return announces or self._belongs(at)

    def _belongs(self, at: int) -> bool:
        """Whether what stands before belongs to somebody: "Antrag von …", "Akte …"."""
        word, cue = self._words[at], self._words[at - 1]
        if cue.key in _OF and at > 1:
            return self._gap(at - 2) == " " and _BELONGINGS.fullmatch(self._words[at - 2].key) is not None
        if not word.capital or self._gap(at - 1) != " ":
            return False
        known = word.key in self._lists.either and _BELONGINGS.fullmatch(cue.key)
        return bool(known or _PERSONAL_CASES.fullmatch(cue.key))

    def _is_initial(self, at: int, *, second: bool = False) -> bool:
        """Whether a letter stands for a given name ("K.-H. Lehmann"), and for nothing like "z. B."."""
        word = self._words[at]
        if not word.capital or word.end - word.start > 1 or at + 1 == len(self._words):
            return False
        before = self._words[at - 1] if at and not second else None
        abbreviates = before and "." in self._gap(at - 1) and (before.end - before.start == 1 or self._is_mark(before))
        return not abbreviates and self._gap(at) in (".", ". ", ".-")

    def _is_addressed(self, at: int) -> bool:
        """Whether a word in small letters is a name after "frau", but not after "die frau"."""
        word = self._words[at]
        if word.capital or at == 0 or self._words[at - 1].key not in _ADDRESSED or self._gap(at - 1) not in (" ", ". "):
            return False
        owned = at > 1 and self._words[at - 2].key in _OWNED
        return not owned and word.end - word.start > 2 and word.key not in _NOT_ADDRESSED and not is_noun(word.key)

    def _extended(self, at: int) -> int:
        """Return the last word of a name that begins here."""
        last = at
        for _ in range(_MOST_PARTS):
            after = self._beside(last)
            if after is None or self._ends_with_surname(at, last, after):
                break
            last = after
        return last

    def _ends_with_surname(self, first: int, last: int, after: int) -> bool:
        """Whether the name ends here: nothing follows that could belong to it."""
        word = self._words[after]
        if not self._words[first].capital:
            return word.key not in self._lists.names
        if word.capital and word.end - word.start == 1 and self._text[word.end : word.end + 1] == ".":  # "Sabine K."
            return False
        if not self._may_be_name(after):
            return word.key not in self._lists.either or not word.capital
        return self._words[last].key in self._lists.surnames and word.key not in self._lists.surnames

    def _beside(self, at: int) -> int | None:
        """Return the word after this one with nothing but a blank (and "von der") between."""
        if at + 1 >= len(self._words) or _BLANK.fullmatch(self._gap(at)) is None:
            return None
        return self._after_particles(at + 1)

    def _after_particles(self, at: int) -> int | None:
        """Return the word that "von der" leads to; `at` itself if there is no such thing."""
        for first in range(at, min(at + 3, len(self._words))):
            if self._words[first].key not in _PARTICLES:
                return first
            if first + 1 < len(self._words) and self._gap(first) != " ":
                return None
        return None

    def _gap(self, at: int) -> str:
        return self._text[self._words[at].end : self._words[at + 1].start]
