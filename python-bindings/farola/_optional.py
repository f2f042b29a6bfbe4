"""Packages that farola can do without: imported when they are asked for, and named when missing."""

from __future__ import annotations

import importlib
from typing import Any


def needed(package: str, what: str) -> Any:
    """The module; where it is not installed, an error that says what for and the way to get it."""
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != package.partition(".")[0]:
            raise  # it is there, but lacks something of its own
        raise ModuleNotFoundError(
            f"{what} needs {package}, which is not installed. Install it, for example with: "
            f"pip install {package}",
            name=missing.name,
        ) from None
