"""What can go wrong, under the same codes as on the command line.

=========== ============================== =========
class       is also a                      exit code
=========== ============================== =========
DataError   ValueError                     1
UsageError  ValueError                     2
FileError   OSError                        3
Cancelled   KeyboardInterrupt              130
=========== ============================== =========

The first three share the base :class:`FarolaError`. :class:`Cancelled` is raised for Ctrl-C and
when a progress callback returns ``False``; it is a ``KeyboardInterrupt`` and no ``FarolaError``, so
that ``except Exception`` in a loop over many files does not swallow a Ctrl-C.

>>> import farola
>>> try:
...     farola.kernel_density(([0.0, 100.0], [0.0, 50.0]), crs="EPSG:25830", bandwidth=-300)
... except farola.UsageError as error:
...     print(error.parameter, error.code)
bandwidth bandwidth-not-positive
"""

from __future__ import annotations

from typing import Any

__all__ = ["Cancelled", "DataError", "FarolaError", "FileError", "UsageError"]


class _Coded(BaseException):
    """Carries the stable ``code`` and the ``parameter`` at fault beside the message."""

    code: str
    parameter: str | None
    rejects: list[Any]
    """Rows that had been rejected by then, as in a result's ``rejects``."""

    def __init__(self, message: str, *, code: str = "", parameter: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.parameter = parameter or None
        self.rejects = []

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.message, self.code, self.parameter)


def _rebuilt(cls: type[_Coded], message: str, code: str, parameter: str | None) -> _Coded:
    return cls(message, code=code, parameter=parameter)


class FarolaError(_Coded, Exception):
    """Base of the errors. ``code`` is a stable word for scripts; the sentence may change."""


class DataError(FarolaError, ValueError):
    """The data, or the analysis of them, cannot give a result."""


class UsageError(FarolaError, ValueError):
    """An argument is wrong; ``parameter`` names it."""


class FileError(FarolaError, OSError):
    """A file cannot be opened or written, or exists already."""


class Cancelled(_Coded, KeyboardInterrupt):
    """Ctrl-C, or a progress callback that returned ``False``. No output was written."""
