"""A mail when questions wait that nobody at the desk has seen; it tells how many, and nothing of what they say."""

import datetime
import logging
from dataclasses import dataclass
from email.message import EmailMessage

from jinja2 import Environment

from bot.config import MailSettings
from bot.store.ports import Attending

_PATIENCE = 20.0
"""Seconds until a mail server is given up; the next round tries again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Alarm:
    """Looks now and then, and sends a mail if need be."""

    settings: MailSettings
    attending: Attending
    templates: Environment
    address: str
    """Of the desk, for the mail; may be empty."""

    async def look(self, now: datetime.datetime) -> None:
        """Send one mail for all tickets that waited long enough unseen. Raises StoreError."""
        if not (self.settings.to and self.settings.host):
            return
        tickets = await self.attending.unseen(now - datetime.timedelta(minutes=self.settings.minutes))
        if tickets and await self._send(len(tickets)):
            await self.attending.alarmed(tickets, now)

    async def _send(self, count: int) -> bool:
        from aiosmtplib import SMTPException, send  # noqa: PLC0415 - most services send no mail

        settings = self.settings
        try:
            await send(
                self._mail(count),
                hostname=settings.host,
                port=settings.port,
                username=settings.user,
                password=settings.password.get_secret_value() if settings.password else None,
                use_tls=settings.security == "tls",
                start_tls=settings.security == "starttls",
                timeout=_PATIENCE,
            )
        except (SMTPException, OSError, ValueError) as error:
            _log.error("no mail could be sent (%s): questions wait at the desk", type(error).__name__)
            return False
        return True

    def _mail(self, count: int) -> EmailMessage:
        told = self.templates.get_template("desk/alarm.txt").render(count=count, address=self.address)
        subject, _, body = told.partition("\n")
        mail = EmailMessage()
        mail["From"] = self.settings.sender or self.settings.to
        mail["To"] = self.settings.to
        mail["Subject"] = subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body.strip() + "\n")
        return mail
