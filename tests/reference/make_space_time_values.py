#!/usr/bin/env python3
"""Jacquez's J(k) and Mantel's r by pointpats 2.5, for unit/jacquez_test.cpp and mantel_test.cpp.

Needs pointpats. The points have no ties: how pointpats breaks them depends on its k-d tree.
"""

import warnings

import numpy as np
from pointpats import jacquez, mantel

warnings.simplefilter("ignore")  # on graphs in several parts


class Lehmer:
    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = 16807 * self.state % 2147483647
        return self.state / 2147483647


def events():
    """300 events in 1000 m and 100 days; every third comes back to the one before."""
    u = Lehmer(11)
    x, y, t = [], [], []
    for i in range(300):
        a, b, c = u(), u(), u()
        back = i % 3 == 2
        x.append(x[i - 1] + 20 * a if back else 1000 * a)
        y.append(y[i - 1] + 20 * b if back else 1000 * b)
        t.append(t[i - 1] + c if back else 100 * c)
    return np.column_stack([x, y]), np.array(t)[:, None]


places, days = events()
print("J", [jacquez(places, days, k, permutations=0) for k in range(1, 11)])
for constants in ((1, -1, 1, -1), (50, -1, 7, -1), (0, 1, 0, 1)):
    scon, spow, tcon, tpow = constants
    result = mantel(places, days, 9, scon=scon, spow=spow, tcon=tcon, tpow=tpow)
    print("r", constants, repr(result["stat"]))
