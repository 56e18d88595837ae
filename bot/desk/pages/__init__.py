"""The pages of the desk, each in a module with its routes."""

from starlette.routing import BaseRoute

from bot.desk.desk import Desk
from bot.desk.pages import home, login, tickets, workshops


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of all pages."""
    return [route for module in (login, home, workshops, tickets) for route in module.routes(desk)]
