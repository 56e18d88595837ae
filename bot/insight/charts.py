"""Draws the figures as SVG, for light and dark pages; matplotlib is loaded only when something is drawn."""

import io
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import german
from bot.insight.figures import Bucket, Figures
from bot.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST_BARS = 10
_WRAP = 46
_WIDE, _NARROW, _TALLER = 8.0, 3.6, 1.3


@dataclass(frozen=True)
class Palette:
    """The colours of a page; told apart by lightness too, so that they differ for everybody."""

    ink: str
    muted: str
    line: str
    parts: dict[str, str]
    on: dict[str, str]
    """The colour of numbers on each part."""


_LIGHT = Palette(
    "#1b2425",
    "#50605e",
    "#d3dad6",
    {"at_once": "#0b5d57", "after_choice": "#5aa9a0", "none": "#e3b23c", "missed": "#b4502b", "left": "#b8c2be"},
    {"at_once": "#fff", "after_choice": "#0d1b1a", "none": "#1b2425", "missed": "#fff", "left": "#1b2425"},
)
_DARK = Palette(
    "#e7edeb",
    "#a7b5b2",
    "#323e3e",
    {"at_once": "#74d2c4", "after_choice": "#3a8f86", "none": "#e8c35c", "missed": "#e58a66", "left": "#5d6b68"},
    {"at_once": "#06211e", "after_choice": "#fff", "none": "#1b2425", "missed": "#2a120a", "left": "#fff"},
)
PALETTES = {"hell": _LIGHT, "dunkel": _DARK}


def draw(
    name: str, figures: Figures, palette: Palette = _LIGHT, *, as_paths: bool = False, narrow: bool = False
) -> bytes:
    """Return a chart as SVG: "shares", "trend" or "entries".

    `as_paths` for readers without our fonts, `narrow` for phones.
    """
    import matplotlib  # noqa: PLC0415 - it takes a second to load
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    height, paint = _CHARTS[name]
    fonts = "path" if as_paths else "none"
    with matplotlib.rc_context({"svg.fonttype": fonts, "svg.hashsalt": "lotsenbot", "font.size": 10}):
        size = (_NARROW, _TALLER * height(figures)) if narrow else (_WIDE, height(figures))
        figure = Figure(figsize=size, layout="constrained", facecolor="none")
        axes = figure.subplots()
        axes.set_facecolor("none")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, colors=palette.ink)
        paint(axes, figures, palette, _NARROW / _WIDE if narrow else 1.0)
        image = io.BytesIO()
        figure.savefig(image, format="svg", metadata={"Date": None, "Creator": None})
    return image.getvalue()


def described(name: str, figures: Figures) -> str:
    """Return in words what a chart shows, for those who do not see it."""
    said = words().figures
    match name:
        case "shares":
            parts = [f"{said.outcomes[share.key]}: {share.count}" for share in figures.shares if share.count]
            return said.shares_described.format(questions=figures.questions, parts=", ".join(parts))
        case "trend":
            shown = [bucket.total for bucket in figures.trend if bucket.total is not None]
            return said.trend_described.format(unit=said.units[figures.unit], most=max(shown, default=0))
        case _:
            top = [f"{row.label}: {row.count}" for row in figures.entries[:3]]
            return said.entries_described.format(parts="; ".join(top))


def _shares(axes: "Axes", figures: Figures, palette: Palette, room: float) -> None:
    left, whole = 0, max(figures.questions, sum(share.count or 0 for share in figures.shares)) or 1
    handles = []
    for share in figures.shares:
        if not share.count:
            continue
        label = f"{words().figures.outcomes[share.key]} ({figures.percent(share.count)} %)"
        bar = axes.barh(0, share.count, left=left, height=0.7, color=palette.parts[share.key], label=label)
        if share.count / whole > 0.06 / room:
            axes.bar_label(
                bar, [german.number(share.count)], label_type="center", color=palette.on[share.key], fontweight="bold"
            )
        handles.append(bar)
        left += share.count
    axes.set_xlim(0, whole)
    axes.axis("off")
    axes.legend(
        handles=handles,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.02),
        ncols=2 if room == 1 else 1,
        frameon=False,
        labelcolor=palette.ink,
        handlelength=1,
    )


def _trend(axes: "Axes", figures: Figures, palette: Palette, room: float) -> None:
    places = range(len(figures.trend))
    below = [0] * len(figures.trend)
    said = words().figures
    parts: Sequence[tuple[str, Callable[[Bucket], int | None]]] = (
        ("at_once", lambda bucket: bucket.at_once),
        ("after_choice", lambda bucket: bucket.after_choice),
        ("missed", lambda bucket: bucket.missed),
    )
    for key, count in parts:
        heights = [count(bucket) or 0 for bucket in figures.trend]
        axes.bar(places, heights, bottom=below, color=palette.parts[key], label=said.outcomes[key], width=0.8)
        below = [a + b for a, b in zip(below, heights, strict=True)]
    step = max(1, round(len(figures.trend) / (8 * room)))
    form = "%m.%Y" if figures.unit == "month" else "%d.%m."
    named = list(places)[::-1][::step]  # from the newest backwards: that one is always named
    axes.set_xticks(named, [f"{figures.trend[place].begins:{form}}" for place in named])
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - see `draw`

    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", color=palette.line, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylabel(said.trend_axis.format(unit=said.units[figures.unit]), color=palette.muted)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3 if room == 1 else 1,
        frameon=False,
        labelcolor=palette.ink,
        handlelength=1,
    )


def _entries(axes: "Axes", figures: Figures, palette: Palette, room: float) -> None:
    rows = figures.entries[:_MOST_BARS][::-1]
    labels = ["\n".join(textwrap.wrap(row.label, round(_WRAP * room))) for row in rows]
    bars = axes.barh(range(len(rows)), [row.count for row in rows], color=palette.parts["at_once"], height=0.62)
    axes.bar_label(bars, [german.number(row.count) for row in rows], padding=4, color=palette.ink, fontweight="bold")
    axes.set_yticks(range(len(rows)), labels)
    axes.set_xticks([])
    axes.margins(x=0.08)


_CHARTS: dict[str, tuple[Callable[[Figures], float], Callable[["Axes", Figures, Palette, float], None]]] = {
    "shares": (lambda _: 1.7, _shares),
    "trend": (lambda _: 3.2, _trend),
    "entries": (lambda figures: 0.6 + 0.5 * max(1, min(_MOST_BARS, len(figures.entries))), _entries),
}
NAMES = tuple(_CHARTS)
