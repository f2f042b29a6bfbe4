"""What the installed program can do, as it tells itself: `farola --json-usage`."""

import json
import subprocess

from .process import no_window

SCHEMA = 1  # the version of the description that this plugin reads
TIMEOUT_SECONDS = 20


class NoCatalogue(Exception):
    """The sentence tells what the program answered and what to do."""


def read_catalogue(executable):
    """The description as a dict. Raises NoCatalogue."""
    try:
        done = subprocess.run(
            [executable, "--json-usage"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            **no_window(),
        )
    except subprocess.TimeoutExpired:
        raise NoCatalogue(
            f"{executable} --json-usage gave no answer in {TIMEOUT_SECONDS} s. "
            "Is it the farola program?"
        ) from None
    except OSError as error:
        raise NoCatalogue(f"{executable} cannot be run: {error.strerror or error}.") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip() or "nothing"
        raise NoCatalogue(
            f"{executable} --json-usage stopped with exit code {done.returncode} and said: {said}"
        )
    try:
        catalogue = json.loads(done.stdout.decode("utf-8"))
        schema = catalogue["schema"]
        version = catalogue["farola"]
        analyses = catalogue["analyses"]
    except (ValueError, KeyError, TypeError):
        raise NoCatalogue(
            f"{executable} --json-usage did not answer with a description of analyses. "
            "Is it the farola program?"
        ) from None
    if schema != SCHEMA:
        older = "plugin" if isinstance(schema, int) and schema > SCHEMA else "program"
        raise NoCatalogue(
            f"farola {version} at {executable} describes itself by schema {schema}, "
            f"and this plugin reads schema {SCHEMA}. Update the {older}."
        )
    return {"version": version, "analyses": analyses}
