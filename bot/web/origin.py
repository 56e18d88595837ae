"""The origin that links and codes begin with: never what somebody else claims to have asked for."""

from urllib.parse import urlsplit

from starlette.requests import Request

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def origin_of(request: Request, public: str) -> str:
    """Return the configured origin; without one, the machine itself as this request reached it.

    A `Host` is only taken where it names this machine: any other one may have been made up, to send people elsewhere.
    """
    if public:
        return public
    try:
        asked = urlsplit(str(request.base_url))
        if asked.hostname in _LOOPBACK:
            return f"{asked.scheme}://{asked.netloc}"
    except ValueError:  # such as "[" or a port that is none
        pass
    host, port = request.scope.get("server") or ("localhost", None)
    named = f"[{host}]" if ":" in host else host
    return f"{request.scope['scheme']}://{named}" + (f":{port}" if port else "")
