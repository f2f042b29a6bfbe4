"""Runs knox_test() of tobydavies/NearRepeat: near_repeat_peer.py FOLDER CSV PERMUTATIONS OUT

Its bands are upper limits, (a, b]; the first takes what is at 0 as well.
"""

import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
from stats.knox import knox_test

data = np.genfromtxt(sys.argv[2], delimiter=",", names=True)
found = knox_test(
    np.column_stack([data["x"], data["y"]]), data["t"], [0.001, *range(100, 1001, 100)],
    list(range(7, 43, 7)), int(sys.argv[3]), seed=1,
)  # fmt: skip
np.savetxt(sys.argv[4], found.conting_observed, delimiter=",", fmt="%d")
