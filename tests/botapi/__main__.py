"""`python -m tests.botapi --port 0 --journal FILE`: serves until it is ended; prints one line of JSON when ready."""

import argparse
import json
import signal
from pathlib import Path

from tests.botapi.control import control
from tests.botapi.listener import Listener
from tests.botapi.server import BotApi


def main() -> None:
    """Serve the Bot API and, on a port of its own, its control."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--control-port", type=int, default=0)
    parser.add_argument("--journal", type=Path)
    options = parser.parse_args()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})  # threads started below take it over
    with BotApi(port=options.port, journal=options.journal) as api:
        listener = Listener(control(api, api.stage), options.control_port)
        api.stage.add(listener)
        about = {"root": api.root, "control": listener.root, "token": api.token, "username": api.username}
        print(json.dumps(about), flush=True)  # noqa: T201  the process's one output
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
