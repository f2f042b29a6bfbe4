"""What all results have in common: the report, and the rows that were not used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Union

from . import _core

if TYPE_CHECKING:
    from typing_extensions import Self

ProgressLike = Union[bool, Callable[[float, str], "bool | None"], None]


class Reject(NamedTuple):
    """A row that was not used, and why."""

    label: Any
    """The caller's own label of the row (the index of a GeoDataFrame), else its number."""
    row: int
    """Position from 0 in a table in memory; as the file counts them (CSV: from 1) for a path."""
    reason: str
    """Stable: "missing-coordinates", "outside-study-area", "bad-time", …"""
    words: str
    value: str
    """The text at fault, where there is one."""
    input: str
    """The argument the row is of: "events", or "controls" …"""


def labelled(rejects: list[tuple[str, int, str, str, str]], labels: dict[str, Any]) -> list[Reject]:
    """The engine's rejected rows with the caller's own labels."""
    found = []
    for name, row, reason, words, value in rejects:
        own = labels.get(name)
        label = row if own is None else own[row]
        found.append(Reject(label, row, reason, words, value, name.replace("-", "_")))
    return found


class Result:
    """What rasters, layers and tables have in common."""

    def __init__(self, run: _core.AnalysisRun, labels: dict[str, Any]) -> None:
        self._run = run
        self._labels = labels  # of the rows of inputs in memory, None where they have none

    def __copy__(self) -> Self:
        return self  # nothing in it changes

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"A {type(self).__name__} cannot be pickled: its values stay in the engine's "
            "memory. Hand on what you need of it, for example to_numpy(), or the path of the file "
            "that write() made."
        )

    @property
    def report(self) -> dict[str, Any]:
        """What was done: rows used and rejected, CRS, choices made, notes and warnings."""
        report: dict[str, Any] = self._run.report()
        return report

    @property
    def rejects(self) -> list[Reject]:
        """Rows that were not used, each with its reason and the caller's label."""
        return labelled(self._run.rejects(), self._labels)

    @property
    def notes(self) -> list[str]:
        """What was chosen and why, in whole sentences."""
        return list(self.report["notes"])

    @property
    def warnings(self) -> list[str]:
        """What to look at before trusting the result, in whole sentences."""
        return list(self.report["warnings"])
