"""The methods by which the bot answers callback and inline queries, each once."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.botapi import errors
from tests.botapi.content import read_markup, read_text
from tests.botapi.errors import bad_request
from tests.botapi.params import Params
from tests.botapi.shapes import Json
from tests.botapi.world import World

MOST_RESULTS, MOST_ANSWER, MOST_ID = 50, 200, 64


def answer_callback_query(world: World, params: Params) -> bool:
    if len(params.text("text")) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    return _answer(world, params, "callback_query_id")


def answer_inline_query(world: World, params: Params) -> bool:
    results = params.json("results", [])
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(number.encode()) <= MOST_ID for number in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    return _answer(world, params, "inline_query_id")


def _check_result(result: Json) -> None:
    """Hold the text of an inline result to the rules of a message."""
    content = result.get("input_message_content")
    if result.get("type") != "article":
        return
    if not result.get("title"):
        raise bad_request("can't parse inline query result: Article title must be non-empty")
    if not content:
        raise bad_request("can't parse inline query result: Message content must be specified")
    read_text(Params({**content, "text": content.get("message_text", "")}, {}))
    read_markup(Params(result, {}))


def _answer(world: World, params: Params, name: str) -> bool:
    question = world.questions.get(params.text(name))
    if question is None or not question.open:
        raise errors.QUERY_TOO_OLD
    question.open = False
    question.answer = {key: value for key, value in params.to_json().items() if key != name}
    return True


METHODS: Mapping[str, Callable[[World, Params], Any]] = {
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
}
