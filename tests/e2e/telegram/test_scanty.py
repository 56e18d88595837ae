"""A server that knows as little as one can: questions are answered, handed over, and answered by a human."""

import json
import signal

from tests.e2e import process
from tests.e2e.telegram.conftest import until
from tests.e2e.telegram.scanty import TOKEN, scanty

ANNA, GROUP = 7, -5


async def test_bare_messages_are_enough(tmp_path):
    """HTTP/1.0, no waiting for updates, no dates, no kinds of chats, errors with the status 200."""
    with scanty() as api:
        settings = {"TOKEN": TOKEN, "BASE_URL": api.root, "LOTSEN_GROUP": str(GROUP)}
        bot = process.Process(tmp_path, **{f"LOTSENBOT_TELEGRAM_{name}": value for name, value in settings.items()})
        bot.start()
        try:
            api.write(ANNA, "Was ist Amt24?")
            await until(lambda: len(api.to(ANNA)) == 1)
            assert "Serviceportal" in api.to(ANNA)[0]["text"]
            api.write(ANNA, "/lotse")
            await until(lambda: len(api.to(ANNA)) == 2)
            asked = api.to(ANNA)[1]
            yes = json.loads(asked["reply_markup"])["inline_keyboard"][0][0]["callback_data"]
            api.press(ANNA, int(asked["message_id"]), yes)
            await until(lambda: len(api.to(GROUP)) == 1)
            api.write(GROUP, "Rufen Sie an.", reply_to_message={"message_id": int(api.to(GROUP)[0]["message_id"])})
            await until(lambda: "Rufen Sie an." in api.to(ANNA)[-1]["text"])
            assert bot.stop(signal.SIGTERM) == 0
        finally:
            if bot.running:
                bot.stop(signal.SIGKILL)
        assert "ERROR" not in bot.log
