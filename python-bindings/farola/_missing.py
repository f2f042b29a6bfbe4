"""What stands for no value, in any package."""

from __future__ import annotations

from typing import Any


def is_missing(value: Any) -> bool:
    """None, NaN, NaT and pandas.NA, which says of nothing that it is true."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True
