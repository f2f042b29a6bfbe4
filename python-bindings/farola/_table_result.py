"""Tables: columns without places, and the picture of the Knox table."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, notebook
from ._optional import needed
from ._result import ProgressLike, Result

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class TableResult(Result):
    """Columns of one length. NaN is what is undefined or has no upper end."""

    def __init__(
        self, run: _core.AnalysisRun, labels: dict[str, Any], output: str = "output"
    ) -> None:
        super().__init__(run, labels)
        table = next(iter(run.layers(output)), None)
        assert table is not None, output
        self._output, self._table = output, table

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """Each column's values by its name."""
        columns: dict[str, np.ndarray] = self._table.columns()
        return columns

    def __len__(self) -> int:
        return self._table.size

    def to_numpy(self) -> np.ndarray:
        """A structured array."""
        columns = self.columns
        table = np.empty(len(self), dtype=[(name, v.dtype) for name, v in columns.items()])
        for name, values in columns.items():
            table[name] = values
        return table

    def to_pandas(self) -> pandas.DataFrame:
        """Needs pandas."""
        needed("pandas", "to_pandas()")
        import pandas

        return pandas.DataFrame(self.columns)

    def write(
        self,
        path: str | os.PathLike[str],
        *,
        overwrite: bool = False,
        escape_formulas: bool = False,
        progress: ProgressLike = None,
    ) -> None:
        """Write CSV, JSON or GeoPackage, as the name ends; whole or not at all."""
        with notebook.told(progress) as listener:
            self._run.write_table(
                self._output, os.fspath(path), overwrite, escape_formulas, listener
            )

    def _repr_html_(self) -> str:
        return notebook.table_html(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._table.name}: {len(self)} rows>"


class NearRepeatTable(TableResult):
    """The Knox table: a row for each cell, distance by distance and time by time."""

    def matrix(self, column: str = "ratio") -> np.ndarray:
        """A column as distance bands by time bands."""
        values = self.columns
        rows = len(np.unique(values["distance_from"] + 1j * _ends(values["distance_to"])))
        return np.asarray(values[column]).reshape(rows, -1)

    @property
    def distance_labels(self) -> list[str]:
        """Of the rows of :meth:`matrix`: "[0,200) m" …"""
        return [label.split(", ")[0] for label in self.matrix("label")[:, 0]]

    @property
    def time_labels(self) -> list[str]:
        """Of its columns: "[0,7) days" …"""
        return [label.split(", ")[1] for label in self.matrix("label")[0]]

    def plot(self, ax: Axes | None = None, *, p: str = "p_adjusted", **image: Any) -> Axes:
        """The ratios as a heat map: red above 1, blue below, with stars for ``p``.

        ``***`` is p at most .001, ``**`` .01, ``*`` .05. Keyword arguments go to ``imshow``. Needs
        matplotlib. :meth:`write_picture` saves a picture.
        """
        needed("matplotlib", "plot()")
        from . import _plot

        return _plot.near_repeat(self, ax, p, image)

    def write_picture(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the table as a picture, ratios and stars for ``p_adjusted``; whole or not at all.

        ``.svg`` is that of ``farola near-repeat --picture`` and needs nothing else; ``.png`` is
        that of :meth:`plot` and needs matplotlib.
        """
        path = os.fspath(path)
        if not path.lower().endswith(".png"):
            self._run.write_knox_picture(self._output, path, overwrite, None)
            return
        needed("matplotlib", "write_picture() of a PNG")
        from . import _plot

        _core.write_bytes(path, _plot.near_repeat_png(self), overwrite)


def _ends(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), -1.0, values)
