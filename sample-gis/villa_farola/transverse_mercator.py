"""UTM zone 21 south (EPSG:32721) to longitude and latitude, for the machines without PROJ.

Krueger's series in the third flattening n, to n^6 (C. F. F. Karney, "Transverse Mercator with an
accuracy of a few nanometers", J. Geodesy 85, 2011, equations 7 to 11 and 36). Within a few
nanometres over the zone; the test holds it against PROJ.
"""

import numpy as np

EPSG = 32721
CENTRAL_MERIDIAN = -57.0
FALSE_EASTING, FALSE_NORTHING, SCALE = 500000.0, 10000000.0, 0.9996
A, F = 6378137.0, 1 / 298.257223563

_N = F / (2 - F)
_E2 = F * (2 - F)
_RECTIFYING = A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64 + _N**6 / 256)
_BETA = [
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360 - 81 * _N**5 / 512 + 96199 * _N**6 / 604800,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440 + 46 * _N**5 / 105 - 1118711 * _N**6 / 3870720,
    17 * _N**3 / 480 - 37 * _N**4 / 840 - 209 * _N**5 / 4480 + 5569 * _N**6 / 90720,
    4397 * _N**4 / 161280 - 11 * _N**5 / 504 - 830251 * _N**6 / 7257600,
    4583 * _N**5 / 161280 - 108847 * _N**6 / 3991680,
    20648693 * _N**6 / 638668800,
]


def to_degrees(easting, northing):
    """Longitude and latitude in degrees of points in EPSG:32721."""
    xi = (np.asarray(northing) - FALSE_NORTHING) / (SCALE * _RECTIFYING)
    eta = (np.asarray(easting) - FALSE_EASTING) / (SCALE * _RECTIFYING)
    xi_sphere, eta_sphere = xi.copy(), eta.copy()
    for k, beta in enumerate(_BETA, start=1):
        xi_sphere -= beta * np.sin(2 * k * xi) * np.cosh(2 * k * eta)
        eta_sphere -= beta * np.cos(2 * k * xi) * np.sinh(2 * k * eta)
    longitude = np.arctan2(np.sinh(eta_sphere), np.cos(xi_sphere))
    conformal = np.sin(xi_sphere) / np.hypot(np.sinh(eta_sphere), np.cos(xi_sphere))
    tau = conformal.copy()
    for _ in range(3):  # Newton, Karney's equations 19 to 21
        sigma = np.sinh(np.sqrt(_E2) * np.arctanh(np.sqrt(_E2) * tau / np.hypot(1, tau)))
        guess = tau * np.hypot(1, sigma) - sigma * np.hypot(1, tau)
        tau += ((conformal - guess) / np.hypot(1, guess)
                * (1 + (1 - _E2) * tau**2) / ((1 - _E2) * np.hypot(1, tau)))
    return CENTRAL_MERIDIAN + np.degrees(longitude), np.degrees(np.arctan(tau))
