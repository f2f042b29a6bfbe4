"""How results and progress look in a notebook and on a terminal."""

from __future__ import annotations

import base64
import contextlib
import html
import io
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .outputs import LayerResult, ProgressLike, RasterResult, TableResult

Listener = Callable[[float, str], "bool | None"]
_WIDTH = 32
_ROWS_SHOWN = 10


@contextlib.contextmanager
def told(progress: ProgressLike) -> Iterator[Listener | None]:
    """The listener for the engine: the caller's own, a bar on stderr for ``True``, or none."""
    if progress is None or progress is False:
        yield None
    elif callable(progress):
        yield progress
    else:
        bar = _Bar()
        try:
            yield bar
        finally:
            bar.close()


class _Bar:
    """One line that is drawn over itself; the carriage return works in notebooks, too."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, fraction: float, stage: str) -> None:
        filled = round(fraction * _WIDTH)
        line = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {fraction:4.0%} {stage}"
        if line != self._shown:
            print("\r" + line.ljust(len(self._shown)), end="", file=sys.stderr, flush=True)
            self._shown = line

    def close(self) -> None:
        if self._shown:
            print(file=sys.stderr)


def raster_html(result: RasterResult) -> str:
    values = result.values
    some = values[~np.isnan(values)]
    rows, columns = result.shape
    facts: dict[str, Any] = {
        "Band": ", ".join(result.bands),
        "Unit": result.unit or "none",
        "Range": f"{some.min():.4g} to {some.max():.4g}" if some.size else "no data",
        "Grid": f"{rows:,} rows × {columns:,} columns of {result.cell_size:g} m",
        "CRS": result.crs_name,
    }
    return _figure(_facts(facts) + _sentences(result.notes, result.warnings), _picture(result))


def layer_html(result: LayerResult) -> str:
    return _rows_html(result)


def table_html(result: TableResult) -> str:
    text = _rows_html(result) + _sentences(result.notes, result.warnings)
    plot = getattr(result, "plot", None)
    return _figure(text, _svg(plot)) if plot else text


def _svg(plot: Callable[[], Any]) -> str:
    """What a result draws, where matplotlib is there to draw it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        return ""
    figure = plot().figure
    with io.StringIO() as file:
        figure.savefig(file, format="svg")
        plt.close(figure)
        drawing = file.getvalue()
    return drawing[drawing.index("<svg") :]


def _rows_html(result: LayerResult | TableResult) -> str:
    columns = result.columns
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(values[row])}</td>' for values in columns.values())}</tr>"
        for row in range(min(len(result), _ROWS_SHOWN))
    )
    more = len(result) - _ROWS_SHOWN
    caption = f"<caption>and {more} more</caption>" if more > 0 else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    number = isinstance(value, (float, np.floating))
    return f"{value:.5g}" if number else html.escape(str(value))


def _facts(facts: dict[str, Any]) -> str:
    return "<table>" + "".join(
        f"<tr><th style='text-align:left'>{html.escape(name)}</th>"
        f"<td style='text-align:left'>{html.escape(str(value))}</td></tr>"
        for name, value in facts.items()
    ) + "</table>"  # fmt: skip


def _sentences(notes: list[str], warnings: list[str]) -> str:
    items = [f"<li>{html.escape(note)}</li>" for note in notes]
    items += [f"<li><b>Look at this:</b> {html.escape(warning)}</li>" for warning in warnings]
    if not items:
        return ""
    return f"<details><summary>What was done</summary><ul>{''.join(items)}</ul></details>"


def _figure(text: str, picture: str) -> str:
    style = "display:flex;gap:1em;align-items:flex-start"
    return f"<div style='{style}'>{picture}<div>{text}</div></div>"


def _picture(result: RasterResult) -> str:
    """A small map, where matplotlib is there to draw it."""
    try:
        from matplotlib.image import imsave

        from ._plot import shown
    except ImportError:
        return ""
    step = max(1, round(max(result.shape) / 240))
    with io.BytesIO() as file:
        imsave(file, shown(result.values[::step, ::step]), format="png")
        data = base64.b64encode(file.getvalue()).decode()
    return f"<img style='max-width:240px;border:1px solid #ddd' src='data:image/png;base64,{data}'>"
