"""The dashboard shows figures that there are."""

import json
import re
from pathlib import Path

from bot.service.metrics import Metrics

DASHBOARD = Path(__file__).parents[4] / "deploy" / "grafana.json"


def test_every_figure_of_the_dashboard_is_measured() -> None:
    """A renamed figure would leave an empty panel."""
    known = {metric.name for metric in Metrics().registry.collect()}
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    asked = {
        re.sub(r"_(total|bucket)$", "", name)
        for panel in panels
        for target in panel["targets"]
        for name in re.findall(r"lotsenbot_\w+", target["expr"])
    }
    assert len(asked) > 6
    assert asked <= known
