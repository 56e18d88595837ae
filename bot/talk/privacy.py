"""Takes what identifies a person out of texts and ids; pure, and knows nothing of channels or the database.

Every rule runs in linear time, since a person may send 100,000 characters. Where a text can be read both ways
("Ich bin Peter", "Ich bin Feuerwehr") a rule rather removes too much: only what is *stored* is redacted.
"""

import hashlib
import hmac
import re


def redact(text: str) -> str:
    """Put marks such as "[Name]" in place of what identifies a person; the result can be stored as UTF-8."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text


def pseudonym(secret: bytes, channel: str, person: str, place: str = "") -> str:
    """Name a person for the database: always the same in one channel, and of no use without the secret.

    A conversation in another place, such as a group, is one of its own, but is found by its owner.
    """
    who = _digest(secret, f"{len(channel)}:{channel}{person}")
    return f"{who}.{_digest(secret, f'{who} {place}')[:16]}" if place else who


def _digest(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _rule(mark: str, pattern: str, after: str = "") -> tuple[re.Pattern[str], str]:
    """Replace what matches by the mark; `after` must stand before it, and stays."""
    return re.compile(rf"(?P<after>{after}){pattern}", re.VERBOSE), rf"\g<after>[{mark}]"


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_NOT_NAMES = _one_of("""
    aber also als am an arbeite auch auf aus bei bin brauche da dann darf das dass dem den der des die dort durch ein
    eine einen einer er es fragt frau für gerade habe haben hat hatte herr heute hier ich ihr im immer in ist kann
    komme können leider mal man mein meine mich mit möchte muss nach nicht noch nun nur ob oder schon sehr sein seit
    sich sie sind so soll suche über um und uns unser vom von vor wann war warum was wegen weil weiß welche welcher
    welches wenn wer wie will wir wird wo würde zu zum zur""")
_ROLES = _one_of("""
    meister arbeiter leiter lots admin administrator referent beamt angestellt auszubildend azubi praktikant anfänger
    neuling laie kämmer kassier sekretär beauftragt verantwortlich zuständig betreuer planer entwickler redakteur
    verwalter bürger einwohner trainer berater kolleg mitglied rat rät chef nutzer mensch mann frau herr student lehrer
    gemeinde stadt kommune behörde landkreis verwaltung""")
_STREETS = _one_of("straße strasse str. str weg platz gasse allee ring ufer damm markt chaussee steig promenade")
_MONTHS = _one_of("jan feb mär mar apr mai jun jul aug sep okt nov dez")
_PHONES = _one_of("tel telefon telefonnummer handy handynummer mobil fax durchwahl")
_CASES = _one_of("az aktenzeichen geschäftszeichen kassenzeichen vorgangsnummer kundennummer")
_CLOSINGS = _one_of("gruß grüße grüßen gruss gruesse mfg lg vg bg hg vlg glg")
_COLLEAGUES = r"(?:koll(?:ege|egin|\.)|(?:(?:mein|dein|sein|ihr|unser|eur)e[mn]|de[mn])\s+kollegen)"

_START = r"(?<![\w\]])"
_END = r"(?![\w\[])"
"""A mark counts as part of a word, as did what it stands for: so nothing matches only because of a mark."""
_UPPER = "".join(c for c in map(chr, range(0x250)) if c.isupper())
_WORD = r"[^\W\d_]++(?:['’-][^\W\d_]++){0,3}"
_CAPITALISED = rf"(?=[{_UPPER}]){_WORD}"
_VON = r"(?:(?:von|van|de|zu|zur|vom)\s+(?:(?:der|dem|den)\s+)?)?"
_TITLE = r"(?:(?i:dr|prof|dipl|med|ing|jur)\b\.?[ -]*)*+"
_NAME = rf"{_VON}{_CAPITALISED}(?:\s+{_VON}{_CAPITALISED}){{0,2}}"
_FULL_NAME = rf"{_CAPITALISED}(?:[^\S\n]{{1,3}}{_VON}{_CAPITALISED}){{0,2}}"
_LINE_END = r"(?=[^\w\n]*(?:\n|\Z)|[^\S\n]?[,.!;])"
_NO_ROLE = rf"(?!(?i:(?:[^\W\d_]|-)*{_ROLES}(?:e|er|en|in|innen)?\b))"
_LOWER_NAME = rf"(?!(?i:{_NOT_NAMES})\b){_WORD}"

_RULES = (
    # An address on the web with credentials or with parameters, which may be tokens.
    _rule("Link", rf"{_START}(?i:[a-z]{{2,10}}://)(?:[^\s/?\#@\[]{{1,200}}@\S*|[^\s?\#\[]{{0,300}}[?\#]\S+)"),
    _rule("E-Mail", r"(?<![\w\].+'-])[\w.+'-]++[@＠﹫][\w.+'@＠﹫-]*\w"),
    _rule("E-Mail", r"(?<![\w\].+'-])[\w.+'-]++\s?[(\[{]\s?(?i:at|ät)\s?[)\]}]\s?[\w.-]+"),
    _rule("Name", r"[@＠﹫]\w+"),
    _rule("IBAN", rf"{_START}(?i:[a-z]{{2}}\d\d[ -]?(?:[a-z]{{4}}[ -]?)?\d(?:[ -]?\d){{8,}}[a-z\d]{{0,3}}\b)"),
    _rule("Datum", r"(?<![\d\]])\d{1,2}(?:\.\s?\d{1,2}\.\s?|/\d{1,2}/)(?:\d{4}|\d\d)(?![\d\[])"),
    _rule("Datum", rf"(?<![\d\]])(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.?\s?(?i:{_MONTHS}[a-zä]*\.?)\s?\d{{4}})(?![\d\[])"),
    # With an area code, the digits in groups of any size; without one only where the text says what it is.
    _rule("Telefon", rf"{_START}\(?(?:(?:\+|00)[ (]{{0,2}}[1-9]|0[ ]?[1-9]\d)(?:[ ()/.–-]{{0,3}}\d){{4,}}"),
    _rule("Telefon", r"\d(?:[ /–-]{0,3}\d){3,}", after=rf"{_START}(?i:{_PHONES}\b)[.:]?\s{{0,3}}"),
    # A number plate: joined by a hyphen, or spaced and neither a law ("SGB II 22") nor a norm ("DIN EN 301").
    _rule("Kennzeichen", rf"{_START}(?<!-)[{_UPPER}]{{1,3}}-[A-Z]{{1,2}}[ -]?\d{{1,4}}[EH]?{_END}"),
    _rule("Kennzeichen", rf"{_START}(?<!-)(?!DIN)[{_UPPER}]{{1,3}}[ ](?![IVX]+\b)[A-Z]{{1,2}}[ ]?\d{{2,4}}[EH]?{_END}"),
    _rule(
        "Anschrift",
        rf"""{_START}(?<!-)(?:(?:[Aa]m|[Aa]n\sde[rn]|[Zz]u[mr]|[Ii]m)\s)?(?:{_CAPITALISED}\s)?
             {_START}(?<!-)[\w-]{{0,30}}(?i:{_STREETS})(?:\sde[rs]\s[\w.]{{1,30}}(?:\s\w{{1,30}})?)?
             \s?\d{{1,3}}(?:\s?[a-zA-Z])?{_END}(?:,?\s\d{{5}}(?![\d\[])(?:\s{_CAPITALISED})?)?""",
    ),
    _rule(
        "Name",
        rf"(?:{_NAME}|{_LOWER_NAME})(?:\s+{_LOWER_NAME})?",
        after=rf"{_START}(?i:(?:mein\s+name\s+(?:ist|lautet)|ich\s+hei(?:ß|ss)e|(?:vor|nach)?name:))\s+{_TITLE}",
    ),
    _rule("Name", rf"(?:{_NAME}|{_LOWER_NAME})", after=rf"{_START}(?i:(?:frau|herrn?|hr\.|fr\.))\s+{_TITLE}"),
    _rule("Name", _NAME, after=rf"{_START}(?i:(?:familie|fam\.))\s+{_TITLE}"),
    _rule(
        "Name",
        rf"{_NO_ROLE}{_NAME}",
        after=rf"{_START}(?i:ich\s+bin\s+(?:(?:der|die)\s+)?){_TITLE}",
    ),
    _rule("Name", rf"{_WORD}(?:\s+{_WORD}){{0,2}}(?=\W*\Z)", after=rf"{_START}(?i:{_CLOSINGS}\b)[\s,]+"),
    # A name below a closing, with an office, an address or a number in the lines after it.
    _rule("Name", rf"{_FULL_NAME}{_LINE_END}", after=rf"{_START}(?i:{_CLOSINGS}\b)[\s,]+"),
    _rule("Name", rf"{_NO_ROLE}{_FULL_NAME}{_END}", after=rf"{_START}(?i:hier\s+(?:ist|spricht|schreibt))\s+{_TITLE}"),
    _rule("Name", rf"{_LOWER_NAME}", after=rf"{_START}(?i:hier\s+(?:spricht|schreibt))\s+{_TITLE}"),
    _rule("Name", rf"(?m:^)(?!(?i:{_NOT_NAMES})\b){_NO_ROLE}{_FULL_NAME}(?=,?[^\S\n]{{1,3}}hier\b{_LINE_END})"),
    _rule("Name", rf"{_NO_ROLE}{_FULL_NAME}{_END}", after=rf"{_START}(?i:{_COLLEAGUES})\s+"),
    _rule("Nummer", r"(?=(?:\S{0,30}\d){3})[\w./-]*\w", after=rf"{_START}(?i:{_CASES}\b)[.:]?\s{{0,3}}"),
    # Cards, tax numbers and any other long number; then papers ("L01X00T47").
    _rule("Nummer", r"\d(?:[ -]?\d){8,}|\d{6,}"),
    _rule("Nummer", rf"{_START}(?=(?:[A-Z]*\d){{5}})[A-Z\d]{{9,10}}{_END}"),
)
