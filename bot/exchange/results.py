"""Links to the result of an interview: whoever has one sees that result, and nothing else of the person."""

from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

_SECONDS = 90 * 24 * 3600
"""How long a link leads somewhere; less if the interview is erased before."""


@dataclass(frozen=True)
class ResultLinks:
    """Makes links and reads them."""

    secret: bytes
    origin: str = ""
    """The origin by which people reach the pages; empty if it is not known."""

    def path(self, person: str, interview: str) -> str:
        """Return the path of the page with the result of one interview of a person (the pseudonym)."""
        return f"/ergebnis/{self._serializer.dumps([person, interview])}"

    def address(self, person: str, interview: str) -> str:
        """Return the whole address of that page; empty if nobody could open it."""
        return f"{self.origin}{self.path(person, interview)}" if self.origin else ""

    def read(self, token: str) -> tuple[str, str] | None:
        """Return the person and the interview of a link; None if it is not ours, or too old."""
        try:
            person, interview = self._serializer.loads(token, max_age=_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(person), str(interview)

    @property
    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt="lotsenbot.ergebnis")
