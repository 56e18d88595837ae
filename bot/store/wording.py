"""Takes people's own words out of drafts again, the same for every store."""

import json
from collections.abc import Collection

from knowledge.folding import fold


def without(body: str, texts: Collection[str]) -> str:
    """Return a draft's body (JSON) without these texts, however they are spelt: a field is emptied, a line left out."""
    unwanted = {fold(text) for text in texts}

    def kept(value: object) -> object:
        if isinstance(value, dict):
            return {key: kept(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [kept(inner) for inner in value if not is_theirs(inner)]
        return "" if is_theirs(value) else value

    def is_theirs(value: object) -> bool:
        return isinstance(value, str) and fold(value) in unwanted

    try:
        return json.dumps(kept(json.loads(body)), ensure_ascii=False, separators=(",", ":"))
    except ValueError:
        return body
