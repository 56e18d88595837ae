"""Takes what identifies a person out of texts and ids; pure, and knows nothing of channels or the database."""

from bot.talk.privacy.pseudonyms import Keys, carried, pseudonym
from bot.talk.privacy.redaction import MAX_CHARS, redact

__all__ = ["MAX_CHARS", "Keys", "carried", "pseudonym", "redact"]
