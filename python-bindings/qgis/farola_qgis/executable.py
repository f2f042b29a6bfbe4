"""Where the farola program is.

Asked in this order, and the first that is set decides (a wrong setting is told, not passed over):
  1. Settings > Options > Processing > Providers > farola > "farola program"
  2. the environment variable FAROLA_EXECUTABLE
  3. the folders of PATH
"""

import os
import shutil

from qgis.core import QgsSettings

SETTING = "FAROLA_EXECUTABLE"
ENVIRONMENT_VARIABLE = "FAROLA_EXECUTABLE"

HOW_TO_SET = (
    "Install farola, or say where it is: Settings > Options > Processing > Providers > farola > "
    f"farola program, or the environment variable {ENVIRONMENT_VARIABLE}."
)


class NoExecutable(Exception):
    """The sentence tells what was looked for and what to do."""


def find_executable():
    """The path of the program. Raises NoExecutable."""
    given = str(QgsSettings().value(f"Processing/Configuration/{SETTING}", "") or "").strip()
    where = "the setting “farola program”"
    if not given:
        given = os.environ.get(ENVIRONMENT_VARIABLE, "").strip()
        where = f"the environment variable {ENVIRONMENT_VARIABLE}"
    if given:
        found = shutil.which(os.path.expanduser(given))
        if found is None:
            raise NoExecutable(
                f"{given}, named by {where}, is no program that can be run. {HOW_TO_SET}"
            )
        return os.path.abspath(found)
    found = shutil.which("farola")
    if found is None:
        raise NoExecutable(f"The farola program was not found on PATH. {HOW_TO_SET}")
    return os.path.abspath(found)
