"""Puts marks such as "[Name]" in place of what identifies a person.

Every rule runs in linear time, and what is longer than anybody's question is cut. Where a text can be read both ways a
rule rather removes too much: only what is *stored* is redacted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from bot.talk.privacy.names import is_noun, without_names

MAX_CHARS = 4_000
"""What a person types beyond this is not read."""
_CUT_OFF = 200
"""So much of a text that was cut may be the first half of something, such as of an address."""

_Check: TypeAlias = Callable[[re.Match[str]], bool]


def redact(text: str) -> str:
    """Return the text without what identifies a person; it can be stored as UTF-8."""
    whole = len(text) <= MAX_CHARS
    text = text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
    for needed, rules in _RULES:
        if needed.search(text):
            for rule in rules:
                text = rule.apply(text)
    text = without_names(text)
    for rule in _INTRODUCED:
        text = rule.apply(text)
    return text if whole else text[:-_CUT_OFF]


@dataclass(frozen=True)
class _Rule:
    """Replaces what matches, and passes the check, by the mark; the group "after" stays."""

    mark: str
    written: str
    check: _Check | None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return what it looks for; compiled when first needed, since it takes a sixth of a start."""
        return re.compile(self.written, re.VERBOSE)

    def apply(self, text: str) -> str:
        """Return the text with marks."""
        if self.check is None:
            return self.pattern.sub(rf"\g<after>[{self.mark}]", text)
        return self.pattern.sub(self._marked, text)

    def _marked(self, found: re.Match[str]) -> str:
        return f"{found['after']}[{self.mark}]" if self.check is None or self.check(found) else found[0]


def _rule(mark: str, pattern: str, after: str = "", check: _Check | None = None) -> _Rule:
    return _Rule(mark, rf"(?P<after>{after})(?:{pattern})", check)


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_NOT_NAMES = _one_of("""
    aber also als am an arbeite auch auf aus bei bekommt bin brauche braucht da dann darf das dass dem den der des
    dich die dir dort durch ein eine einen einer er es fragt frau für gerade habe haben hat hatte herr heute hier
    ich ihr im immer in ist kann komme kommt können leider mal man mein meine mich mit möchte muss nach nicht noch
    nun nur ob oder schon schönes sehr sein seit sich sie sind so soll suche über um und uns unser euch ihnen alle
    an vom von vor wann war warum was wegen weil weiß welche welcher welches wenn wer wie will wir wird wo würde zu
    zum zur""")
_ROLES = _one_of("""
    meister arbeiter leiter lots admin administrator referent beamt angestellt auszubildend azubi praktikant
    anfänger neuling laie kämmer kassier sekretär beauftragt verantwortlich zuständig betreuer planer entwickler
    redakteur verwalter bürger einwohner trainer berater kolleg mitglied rat rät chef nutzer mensch mann frau herr
    student lehrer gemeinde stadt kommune behörde landkreis verwaltung einsteiger assistent lotsenbot bot""")
_STREETS = _one_of("straße strasse str\\. str weg platz gasse allee ring ufer damm markt chaussee steig promenade")
_NO_STREETS = _one_of("""
    arbeitsplatz stellplatz parkplatz speicherplatz listenplatz kitaplatz krippenplatz betreuungsplatz studienplatz
    lösungsweg rechtsweg dienstweg zahlungsweg postweg umweg antragsweg verfahrensweg bahnsteig supermarkt
    arbeitsmarkt monitoring engineering scoring sponsoring \\w*käufer \\w*läufer""")
_MONTHS = _one_of("jan feb mär mar apr mai jun jul aug sep okt nov dez")
_UNITS = _one_of("""
    uhr euro eur € % prozent tage? wochen? monate? jahre? minuten? stunden? person(?:en)? leute mitarbeiter
    einwohner fragen? anträge zugänge mal""")
_NO_PLACES = re.compile(
    _one_of("not schluss zeit anfang ende beispiel winter sommer herbst frühjahr durchschnitt schnitt"), re.IGNORECASE
)
_TOWARDS = r"(?:[Aa]m|[Aa]n\sde[rn]|[Zz]u[mr]|[Ii]m|[Uu]nter\sden)"
_SIZES = _one_of("alt neu ober unter klein groß lang hoh inner äußer vorder hinter kurz breit")
_CLOSINGS = _one_of("gruß grüße grüßen gruss gruesse mfg lg vg bg hg vlg glg")
_COLLEAGUES = r"(?:koll(?:ege|egin|\.)|(?:(?:mein|dein|sein|ihr|unser|eur)e[mn]|de[mn])\s+kollegen)"
_HOSTS = _one_of("xing linkedin facebook instagram twitter x tiktok t wa github gitlab threads youtube vk")
_DISTRICTS = _one_of("""
    ana asz aue az bed bed bir biw bz bz c dd dl dw dz erz eb ec fg fl fö ftl g gc gha gl gr grh hc hoh hot hy k km
    kö l lb lc lö mab md mei mek mgn mtl mw na ny oz ol pir pl rc rg rie rl sbn sdl seb szb tdo to tp v wdl wsw wur
    z ze zi zp zw zz b cb spn osl hal""")
_NO_CASES = _one_of("""
    hausnummer telefonnummer rufnummer behördennummer behördenrufnummer seitennummer versionsnummer zimmernummer
    raumnummer handynummer mobilnummer faxnummer artikelnummer leika gemeindeschlüssel behörde""")
_CASES = (
    rf"(?!{_NO_CASES})(?:[^\W\d_]{{1,30}}(?:nummer|nr\b)|[^\W\d_]{{1,30}}\.?\s?-\s?(?:nummer|nr|id(?:nr)?|kennung)"
    r"|(?:steuer|kunden|bürger|vorgangs|antrags|nutzer)[ ]id|(?:mit|unter)\s(?:der|folgender|meiner)\s(?:nummer|nr)|"
    + _one_of("""
    az aktenz aktenzeichen geschäftszeichen gz zeichen kassenzeichen buchungszeichen kto blz konto ticket idnr
    grundbuchblatt reisepass personalausweis ausweis führerschein steuerid hr[ab] bescheid(?=\\snr)
    (?:vorgang|antrag|akte|bescheid|rechnung|bestellung|auftrag|vertrag)(?=\\s(?:\\d{1,6}[/-]|\\d{5}|[A-Z]{1,6}-\\S*\\d))""")
    + ")"
)
_SECRETS = _one_of("""
    passwort kennwort pin tan puk benutzername benutzerkennung nutzername nutzerkennung login username zugangscode""")
_PHONES = _one_of("""
    tel telefon telefonnummer handy handynummer mobil mobilnummer mobilfunk fax faxnummer rufnummer whatsapp""")
_EXTENSIONS = _one_of("durchwahl dw apparat app nebenstelle nst klappe")

_START = r"(?<![\w\]])"
_END = r"(?![\w\[])"
"""A mark counts as part of a word, as did what it stands for: so nothing matches only because of a mark."""
_UPPER = "".join(c for c in map(chr, range(0x250)) if c.isupper())
_WORD = r"[^\W\d_]++(?:['’-][^\W\d_]++){0,3}"
_CAPITALISED = rf"(?=[{_UPPER}]){_WORD}"
_TITLE = r"(?:(?i:dr|prof|dipl|med|ing|jur)\b\.?[ -]*)*+"
_FULL_NAME = rf"{_CAPITALISED}(?:[^\S\n]{{1,3}}{_CAPITALISED}){{0,2}}"
_LINE_END = r"(?=[^\w\n]*(?:\n|\Z)|[^\S\n]?[,.!;])"
_NO_ROLE = rf"(?!(?i:(?:[^\W\d_]|-)*{_ROLES}(?:e|er|en|in|innen)?\b))"
_LOWER_NAME = rf"(?!(?i:{_NOT_NAMES})\b){_WORD}"

_CHAIN = r"\w.+'@＠﹫-"
_SPELLED_DOT = r"(?:\s?[\[({]\s?(?i:punkt|dot|\.)\s?[\])}]\s?|\s(?i:punkt|dot|minus|strich|unterstrich)\s|\.)"
_SPELLED_AT = r"(?:\s?[\[({]\s?(?i:at|ät|@)\s?[\])}]\s?|\s(?i:at|ät)\s|\s?[@＠﹫]\s)"
_NO_MAILBOX = (
    r"(?!(?i:it|is|are|be|was|us|me|them|look|find|found|available|here|online|page|portal|this|that|account)\s)"
)
_PIECE = r"[\w+-]++"

_ADDRESS = re.compile(r"://|www\.|[a-zA-Z]\.[a-z]{2,3}/")
_AT = re.compile(r"[@＠﹫]")
_AT_SPELLED = re.compile(r"(?i)\b(?:at|ät)\b|[\[({]\s?@|[@＠﹫]\s")
_SECRET = re.compile(rf"(?i)\b{_SECRETS}\b")
_DIGIT = re.compile(r"\d")
_BORN = re.compile(
    r"(?i)(?:\b(?:geb(?:oren|urt\w{0,10})?\b|verstorben|gestorben|(?:sohn|tochter|kind|baby|enkel|enkelin)\b)|\*)[^\d\[\]\n?!]{0,25}\Z"
)
_ENACTED = re.compile(r"(?i)\b(?:vom|stand:?|fassung)\s{1,2}\Z")
_PUBLIC_NUMBER = re.compile(
    r"(?i)\b(?:leika|leistungs?schlüssel|gemeindeschlüssel|ags|ars)[\w-]{0,12}[\s:]{1,3}(?:(?:ist|lautet|nummer|id)\s)?\Z"
)
_TOKEN = re.compile(r"[/=](?=[a-zA-Z_]*\d)(?=\d*[a-zA-Z])[\w-]{14,}(?![\w-])|[\da-f]{8}-[\da-f]{4}-|;\w")
_USER = re.compile(r"//[^\s/?#]*@")
_HOTLINES = ("110", "112", "115", "116 117", "116117")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.")
_FIRST_OF_TODAY = 2010
"""A day since this year is rather one of a deadline or of a law than a birthday, if nothing says so."""


def _names_someone(found: re.Match[str]) -> bool:
    """Whether an address on the web holds credentials, parameters or a token, or is somebody's profile."""
    url = found[0]
    personal = found["profile"] or "?" in url or "#" in url
    return bool(personal or _USER.search(url) or _TOKEN.search(url))


def _is_of_a_life(found: re.Match[str]) -> bool:
    """Whether a date is likely one of a person."""
    if _stands_before(_BORN, found):
        return True
    year = int(found["year"] or found["iso"])
    if year < 100:
        year += 1900 if year > 39 else 2000
    return year < _FIRST_OF_TODAY and not _stands_before(_ENACTED, found)


def _is_no_hotline(found: re.Match[str]) -> bool:
    return found[0].removeprefix(found["after"]) not in _HOTLINES


def _is_no_word(found: re.Match[str]) -> bool:
    """Whether what follows "Bescheid" is a number, and no day of the calendar."""
    return _DAY.search(found[0]) is None


def _is_no_public_number(found: re.Match[str]) -> bool:
    return not _stands_before(_PUBLIC_NUMBER, found)


def _is_a_place(found: re.Match[str]) -> bool:
    """Whether "Am Winkel 2" is an address: "Im Amt 20" is none."""
    return not is_noun(found["noun"]) and _NO_PLACES.fullmatch(found["noun"]) is None


def _stands_before(cue: re.Pattern[str], found: re.Match[str]) -> bool:
    start = found.start()
    return cue.search(found.string, max(0, start - 50), start) is not None


_HOUSE = (
    r"(?:(?:Haus)?(?i:nr|nummer)\b\.?\s?)?\d{1,3}(?:\s?[a-zA-Z](?!\w))?(?:\s?(?:[-/–]|bis)\s?\d{1,3})?"
    rf"{_END}(?!\s?(?i:{_UNITS}))"
)
_TOWN = rf"(?:,?\s\d{{5}}(?![\d\[])(?:\s(?:{_CAPITALISED}|[a-zäöüß]{{3,30}}{_END}))?)?"

_LINKS = (
    _rule(
        "Link",
        rf"""{_START}(?:(?i:[a-z]{{2,10}}://)|(?=(?i:www\.|(?:{_HOSTS})\.(?:com|de|me|net)/)))
             (?P<profile>(?i:(?:www\.|de\.|m\.)?{_HOSTS}\.(?:com|de|me|net)/))?[^\s\[\]<>„“"]*[\w/=\#]""",
        check=_names_someone,
    ),
)
_MAIL = (
    _rule("E-Mail", rf"(?<![{_CHAIN}])(?=[{_CHAIN}]*\w[.+'-]*[@＠﹫]+[.+'-]*\w)[{_CHAIN}]*\w"),
    _rule("Name", r"[@＠﹫]\w+(?:\.\w+)*"),
)
_SPELLED_MAIL = (
    _rule(
        "E-Mail",
        rf"""(?<![\]{_CHAIN}]){_NO_MAILBOX}{_PIECE}(?:{_SPELLED_DOT}{_PIECE}){{0,4}}{_SPELLED_AT}
             {_PIECE}(?:{_SPELLED_DOT}{_PIECE}){{1,4}}""",
    ),
    _rule("E-Mail", r"(?<![\w\].+'-])[\w.+'-]++\s?[(\[{]\s?(?i:at|ät|@)\s?[)\]}]\s?[\w.-]*\w"),
)
_NUMBERS = (
    _rule("IBAN", rf"{_START}(?i:D[ ]?E|AT|CH)[ .–-]{{0,2}}\d(?:[ .–-]{{0,2}}\d){{15,21}}(?!\d)"),
    _rule("IBAN", rf"{_START}(?i:[a-z]{{2}}\d\d[ .-]?(?:[a-z]{{4}}[ .-]?)?\d(?:[ .-]?\d){{8,}}[a-z\d]{{0,3}}\b)"),
    _rule(
        "Nummer",
        rf"\d+(?:[./]\d+)?[a-z]?{_END}(?:(?:,|\sund|\soder)\s\d+/\d+)*",
        rf"""{_START}(?i:flurst(?:ück\w{{0,3}}|\.|k\.)|flst\.?|flurstücks?-?(?:nummer|nr\.?))
             (?:[ ]?(?i:nr|nummer)\b\.?)?[: ]{{1,2}}""",
    ),
    _rule(
        "Nummer",
        r"""\#?(?:[A-Z]{1,5}[ ](?=\d))?(?=(?:[\w.:-]{0,12}(?:[ ]?/[ ]?|[ ])?\d){2})(?!(?i:nr|nummer)\b)
             [\w.:-]*\w(?:[ ]?/[ ]?[\w.:-]*\w)*+
             (?:[ ](?:\d(?:[\w./-]*\w)?|[A-Z](?=[ ]\d))){0,6}""",
        rf"""{_START}(?i:{_CASES}\b)[.:]{{0,2}}(?:(?:\s[^\W\d_]{{1,15}}){{0,2}}\s(?i:lautet|ist))?
             (?:\s(?i:hat|die|nr\.?|nummer)[.:]?(?=\s))?\s{{0,3}}""",
        check=_is_no_word,
    ),
    _rule(
        "Datum",
        r"""(?<![\d\].,-])(?:\d{1,2}(?:\.\s?\d{1,2}\.\s?|/\d{1,2}/|-\d{1,2}-)(?P<year>\d{4}|\d\d)
            |(?P<iso>\d{4})-\d\d-\d\d)(?![\d\[])""",
        check=_is_of_a_life,
    ),
    _rule(
        "Datum",
        rf"""(?<![\d\]])(?:\d{{1,2}}\.?|{_START}(?i:[a-zäöüß]{{1,18}}[stz]ten))\s?(?i:{_MONTHS}[a-zä]*\.?)\s?
             (?P<year>\d{{4}}(?P<iso>))(?![\d\[])""",
        check=_is_of_a_life,
    ),
    _rule(
        "Datum",
        r"(?:\d{1,2}[. ]{1,2}\d{1,2}[. ]{1,2})?(?:\d{4}|\d\d(?=\W*\Z))(?![\d\[])",
        rf"{_START}(?i:jahrgang|geburts(?:datum|tag|jahr)|geb(?:oren|\.)?)(?:\s?:|\s(?:am|im|in|ist|lautet|war))?\s{{1,2}}",
    ),
    # An extension, and a number without area code, only where the text says what it is.
    _rule(
        "Telefon",
        rf"[-–]?\d(?:[ /–-]{{0,3}}\d)++(?!\s?(?i:{_UNITS}))",
        rf"{_START}(?i:{_EXTENSIONS}\b)(?:[.:]|\s(?:lautet|hat|ist))?(?:\s(?i:die|der|nr\.?))?\s{{0,3}}",
        check=_is_no_hotline,
    ),
    _rule(
        "Telefon",
        rf"{_START}\(?(?:(?:\+|00)[ (]{{0,2}}[1-9]|0(?:[ ]?[1-9]\d|[1-9][ ]\d\d))(?:[ ()/.–-]{{0,3}}\d){{4,}}",
    ),
    _rule(
        "Telefon",
        r"[-–]?\d(?:[ /–-]{0,3}\d){2,}",
        rf"""{_START}(?i:{_PHONES}\b|meine\s(?:telefon|handy|mobil|privat|dienst)?nummer\b|\bunter\s(?:der|folgender)\b)
             [.:]?(?:\s(?i:dienstlich|privat|lautet|ist|nummer|nr|geht|auch)\b[.:]?){{0,3}}\s{{0,3}}""",
        check=_is_no_hotline,
    ),
    # A number plate: joined by a hyphen, or spaced and neither a law ("SGB II 22") nor a norm ("DIN EN 301").
    _rule("Kennzeichen", rf"{_START}(?<!-)[{_UPPER}]{{1,3}}[-–][A-Z]{{1,2}}[ -]?\d{{1,4}}[EH]?{_END}"),
    _rule("Kennzeichen", rf"{_START}(?<!-)(?!DIN)[{_UPPER}]{{1,3}}[ ](?![IVX]+\b)[A-Z]{{1,2}}[ ]?\d{{2,4}}[EH]?{_END}"),
    _rule("Kennzeichen", rf"{_START}(?<!-)(?i:{_DISTRICTS}[-–][a-z]{{1,2}}[ -]?\d{{1,4}}[eh]?){_END}"),
    _rule(
        "Kennzeichen",
        rf"(?i:[a-zäöü]{{1,3}}[ –-][a-z]{{1,2}}[ -]?\d{{1,4}}[eh]?){_END}",
        rf"{_START}(?i:(?:wunsch)?kennzeichen|kfz|auto|pkw)(?::|\s(?:ist|lautet))?\s",
    ),
    _rule("Anschrift", r"[Pp]ostfach\s\d(?:[ ]?\d){1,7}" + _TOWN),
    _rule(
        "Anschrift",
        rf"""{_START}(?<!-)(?:(?:{_TOWARDS}|(?i:{_SIZES}e[mnrs]?))\s){{0,2}}(?!(?i:{_NO_STREETS}))[\w-]{{2,30}}(?i:{_STREETS})
             ,?\s?{_HOUSE}{_TOWN}""",
    ),
    _rule(
        "Anschrift",
        rf"""{_START}(?<!-)(?:{_TOWARDS}\s|(?:(?:{_TOWARDS}|(?i:{_SIZES}e[mnrs]?))\s)?(?!(?i:{_NOT_NAMES})\b){_CAPITALISED}\s)(?i:{_STREETS}),?\s?{_HOUSE}{_TOWN}""",
    ),
    _rule(
        "Anschrift",
        rf"""{_START}(?<!-)(?i:{_STREETS})\sde[rs]\s(?:\d{{1,2}}\.\s)?\w{{2,30}}(?:\s{_CAPITALISED})?\s?{_HOUSE}{_TOWN}""",
    ),
    _rule(
        "Anschrift",
        rf"""{_START}(?<!-)(?:Am|Im|Zu[mr]|(?:An|Auf|Hinter|In|Unter|Vor)\sde[rmn])\s(?:{_CAPITALISED}\s)?(?P<noun>{_CAPITALISED})
             \s{_HOUSE}{_TOWN}""",
        check=_is_a_place,
    ),
    _rule(
        "Anschrift",
        rf"{_CAPITALISED}\s{_HOUSE}{_TOWN}",
        rf"{_START}(?i:wohn(?:e|t|haft|en)|anschrift|adresse|meldeadresse|grundstück)(?::|\s(?:ist|lautet|(?:in|am|im|an|auf|zum|zur|bei|unter)(?:\sde[rmn])?))?\s",
    ),
    _rule("Anschrift", rf"\d{{5}}\s{_CAPITALISED},?\s\[Anschrift\]"),
    _rule("Nummer", rf"{_START}\d{{1,3}}\s[A-Z][A-Za-z]{{0,2}}\s\d{{1,5}}/\d\d{_END}"),
    # Cards, tax numbers and any other long number, but no amount; then papers ("L01X00T47").
    _rule(
        "Nummer",
        r"(?<!\d)(?:\d(?:[ -]?\d){8,}+|\d{6,}+)(?!\s?(?i:€|euro\b|eur\b|einwohner))",
        check=_is_no_public_number,
    ),
    _rule("Nummer", rf"{_START}(?=(?:[A-Z]*\d){{5}})[A-Z\d]{{9,10}}{_END}"),
)
_CREDENTIALS = (
    _rule(
        "Geheimnis",
        r"(?=[^\s,;]*(?:\d|_|\w[^\w\s,;]\w))[^\s,;]*\w",
        rf"{_START}(?i:{_SECRETS}\b)(?::|\s(?:lautet|ist|war|hei(?:ß|ss)t))?:?\s{{1,2}}",
    ),
)
_INTRODUCED = (
    _rule(
        "Name",
        rf"(?!(?i:{_NOT_NAMES})\b)(?:{_FULL_NAME}|{_LOWER_NAME})(?:\s+{_LOWER_NAME})?",
        rf"{_START}(?i:(?:mein\s+name\s+(?:ist|lautet)|ich\s+hei(?:ß|ss)e|(?:vor|nach)?name:))\s+{_TITLE}",
    ),
    _rule("Name", rf"{_NO_ROLE}{_FULL_NAME}", rf"{_START}(?i:ich\s+bin\s+(?:(?:der|die)\s+)?){_TITLE}"),
    _rule(
        "Name",
        rf"{_LOWER_NAME}(?:\s+{_WORD}){{0,2}}(?=\W*\Z)",
        rf"{_START}(?i:{_CLOSINGS}\b)[\s,]+",
    ),
    # A name below a closing, with an office, an address or a number in the lines after it.
    _rule("Name", rf"(?!(?i:{_NOT_NAMES})\b){_FULL_NAME}{_LINE_END}", rf"{_START}(?i:{_CLOSINGS}\b)[\s,]+"),
    _rule("Name", rf"{_NO_ROLE}{_FULL_NAME}{_END}", rf"{_START}(?i:hier\s+(?:ist|spricht|schreibt))\s+{_TITLE}"),
    _rule("Name", rf"{_LOWER_NAME}", rf"{_START}(?i:hier\s+(?:spricht|schreibt))\s+{_TITLE}"),
    _rule("Name", rf"(?m:^)(?!(?i:{_NOT_NAMES})\b){_NO_ROLE}{_FULL_NAME}(?=,?[^\S\n]{{1,3}}hier\b{_LINE_END})"),
    _rule("Name", rf"{_NO_ROLE}{_FULL_NAME}{_END}", rf"{_START}(?i:{_COLLEAGUES})\s+"),
)
_RULES = (
    (_ADDRESS, _LINKS),
    (_AT, _MAIL),
    (_AT_SPELLED, _SPELLED_MAIL),
    (_SECRET, _CREDENTIALS),
    (_DIGIT, _NUMBERS),
)
"""What must be in a text, so that it is worth while to try some rules; in their order."""
