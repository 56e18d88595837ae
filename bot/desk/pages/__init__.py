"""The pages of the desk, each in a module with its routes."""

from starlette.routing import BaseRoute

from bot.desk.desk import DeskParts
from bot.desk.pages import (
    drafts,
    exchange,
    home,
    knowledge,
    login,
    proposals,
    questions,
    stopping,
    tickets,
    unanswered,
    workshops,
)


def routes(desk: DeskParts) -> list[BaseRoute]:
    """Return the routes of all pages."""
    modules = (login, home, workshops, tickets, questions, stopping, unanswered, drafts, proposals, exchange, knowledge)
    return [route for module in modules for route in module.routes(desk)]
