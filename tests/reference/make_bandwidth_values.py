"""Second opinions for tests/unit/bandwidth_test.cpp: scikit-learn 1.x and statsmodels 0.1x.

    python3 tests/reference/make_bandwidth_values.py
"""
import numpy as np
from sklearn.model_selection import LeaveOneOut, cross_val_score
from sklearn.neighbors import KernelDensity
from statsmodels.nonparametric.kernel_density import KDEMultivariate


def city_points(n, seed):
    state = seed

    def u():
        nonlocal state
        state = 16807 * state % 2147483647
        return state / 2147483647

    def reflect(v, top):
        return -v if v < 0 else 2 * top - v if v > top else v

    cx, cy = (200, 450, 800, 650, 300), (150, 600, 300, 700, 420)
    points = []
    for _ in range(n):
        if u() < 0.6:
            k = int(u() * 5)
            x = cx[k] + (u() + u() + u() - 1.5) * 120
            y = cy[k] + (u() + u() + u() - 1.5) * 120
        else:
            x, y = u() * 1000, u() * 800
        points.append((reflect(x, 1000), reflect(y, 800)))
    return np.array(points)


points = city_points(400, 20260101)
for sigma in (30.0, 42.5, 60.0):
    score = cross_val_score(KernelDensity(bandwidth=sigma, atol=0, rtol=0), points, cv=LeaveOneOut())
    print(f"scikit-learn leave-one-out mean log density at {sigma}: {score.mean():.10f}")
    density = KDEMultivariate(points, "cc", bw=[sigma, sigma])
    print(f"statsmodels cv_ls criterion at {sigma}: {density.imse(np.array([sigma, sigma])):.10e}")
