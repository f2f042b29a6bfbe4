"""Incidents whose causes are known. All numbers below are the truth that truth.json repeats.

kind            share  where and when
assault          .20   on streets, per metre: 3 times as many within 100 m of a bar, 1.8 times within
                       50 m of a bus stop, no more and no less near a school (the null factor)
robbery          .15   on streets, per metre: 2.5 times as many on dark streets at night (20-6)
theft            .35   60 % in three hot spots (Gaussian), the rest on streets, per metre
burglary         .20   at buildings; each breeds Poisson(.35) near repeats: distance exponential with
                       mean 60 m, delay exponential with mean 4 days; of these each breeds again
vehicle_theft    .10   on streets, per metre
"""

import numpy as np

from .draws import Draws
from .transverse_mercator import to_degrees

START, DAYS = np.datetime64("2024-01-01T00:00"), 731
SHARES = {"assault": 0.20, "robbery": 0.15, "theft": 0.35, "burglary": 0.20, "vehicle_theft": 0.10}
BAR_RISK, BAR_DISTANCE = 3.0, 100.0
STOP_RISK, STOP_DISTANCE = 1.8, 50.0
SCHOOL_DISTANCE = 150.0
DARK_NIGHT_RISK = 2.5
HOT_SPOT_SHARE = 0.60
# Offset from Plaza Mayor in metres, standard deviation, share of the thefts in hot spots.
HOT_SPOTS = {"market": (820, -260, 80, 0.50), "plaza": (0, 60, 110, 0.30), "station": (760, 610, 60, 0.20)}
OFFSPRING, REPEAT_METRES, REPEAT_DAYS = 0.35, 60.0, 4.0
PIECE = 5.0
# Chance of each hour, 0 to 23, by kind.
_NIGHT = [6, 6, 5, 4, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 6, 7, 8, 8, 7]
_DAY = [1, 1, 1, 0.5, 0.5, 0.5, 1, 2, 4, 5, 6, 7, 8, 7, 6, 6, 7, 8, 8, 6, 4, 3, 2, 1]
HOURS = {"assault": _NIGHT, "robbery": _NIGHT, "theft": _DAY, "burglary": _DAY, "vehicle_theft": _NIGHT}


def pieces(street_layer):
    """The streets cut into pieces of at most 5 m: start x, y, step x, y (arrays), length, dark."""
    parts = []
    for ((x0, y0), (x1, y1)), values in street_layer["rows"]:
        count = max(1, int(np.ceil(values[2] / PIECE)))
        t = np.arange(count) / count
        step = np.array([(x1 - x0) / count, (y1 - y0) / count])
        parts.append(np.column_stack([x0 + t * (x1 - x0), y0 + t * (y1 - y0), np.tile(step, (count, 1)),
                                      np.full(count, values[2] / count), np.full(count, values[4])]))
    return np.concatenate(parts)


def near(piece, layer, distance):
    """Is the middle of each piece within `distance` of a point of the layer?"""
    middle = piece[:, :2] + piece[:, 2:4] / 2
    found = np.zeros(len(piece), dtype=bool)
    for point, _ in layer["rows"]:
        found |= np.hypot(middle[:, 0] - point[0], middle[:, 1] - point[1]) <= distance
    return found


def _on_streets(draws, piece, weight, n):
    at = piece[draws.weighted(weight, n)]
    return at[:, :2] + at[:, 2:4] * draws.uniform(n)[:, None]


def _times(draws, kind, n):
    """Minutes since START."""
    hour = draws.weighted(HOURS[kind], n)
    return draws.below(DAYS, n) * 1440 + hour * 60 + draws.below(60, n)


def _is_night(minutes):
    hour = minutes % 1440 // 60
    return (hour >= 20) | (hour < 6)


def make(city, seed, total):
    """Columns x, y (EPSG:32721), minutes since START, kind, in the order of time; and the truth."""
    piece = pieces(city["streets"])
    length, dark = piece[:, 4], piece[:, 5] > 0
    by_kind = {}

    n = round(SHARES["assault"] * total)
    draws = Draws(seed, "assault")
    weight = (length * np.where(near(piece, city["bars"], BAR_DISTANCE), BAR_RISK, 1)
              * np.where(near(piece, city["bus_stops"], STOP_DISTANCE), STOP_RISK, 1))
    by_kind["assault"] = _on_streets(draws, piece, weight, n), _times(draws, "assault", n)

    n = round(SHARES["robbery"] * total)
    draws = Draws(seed, "robbery")
    time = _times(draws, "robbery", n)
    by_day = _on_streets(draws, piece, length, n)
    by_night = _on_streets(draws, piece, length * np.where(dark, DARK_NIGHT_RISK, 1), n)
    by_kind["robbery"] = np.where(_is_night(time)[:, None], by_night, by_day), time

    n = round(SHARES["theft"] * total)
    draws = Draws(seed, "theft")
    spots = np.array(list(HOT_SPOTS.values()))
    spot = draws.weighted(spots[:, 3], n)
    centre = city["plaza"] + spots[spot, :2]
    around = centre + np.column_stack([draws.normal(n), draws.normal(n)]) * spots[spot, 2:3]
    hot = draws.uniform(n) < HOT_SPOT_SHARE
    by_kind["theft"] = (np.where(hot[:, None], around, _on_streets(draws, piece, length, n)),
                        _times(draws, "theft", n))

    n = round(SHARES["burglary"] * total)
    by_kind["burglary"] = _burglaries(city, Draws(seed, "burglary"), n)

    n = total - sum(len(time) for _, time in by_kind.values())
    draws = Draws(seed, "vehicle theft")
    by_kind["vehicle_theft"] = _on_streets(draws, piece, length, n), _times(draws, "vehicle_theft", n)

    names = list(SHARES)
    place = np.concatenate([by_kind[k][0] for k in names])
    time = np.concatenate([by_kind[k][1] for k in names])
    kind = np.repeat(np.arange(len(names)), [len(by_kind[k][1]) for k in names])
    order = np.argsort(time, kind="stable")
    return place[order], time[order], kind[order], names


def _burglaries(city, draws, n):
    shells = [np.array(shell[:4]) for (shell,), _ in city["buildings"]["rows"]]
    homes = np.array([shell.mean(axis=0) for shell in shells])
    roots = max(1, round(n * (1 - OFFSPRING)))
    place, time = homes[draws.below(len(homes), roots)], _times(draws, "burglary", roots)
    parents = place, time
    while len(time) < n:
        children = draws.poisson(OFFSPRING, len(parents[1]))
        of = np.repeat(np.arange(len(children)), children)
        if len(of) == 0:  # the chain died out: a new root
            fresh = n - len(time)
            parents = homes[draws.below(len(homes), fresh)], _times(draws, "burglary", fresh)
        else:
            away, angle = draws.exponential(REPEAT_METRES, len(of)), draws.between(0, 2 * np.pi, len(of))
            delay = np.maximum(1, draws.exponential(REPEAT_DAYS * 1440, len(of))).astype(np.int64)
            parents = (parents[0][of] + (away * np.array([np.cos(angle), np.sin(angle)])).T,
                       parents[1][of] + delay)
            inside = parents[1] < DAYS * 1440
            parents = parents[0][inside], parents[1][inside]
        place, time = np.concatenate([place, parents[0]]), np.concatenate([time, parents[1]])
    return place[:n], time[:n]


def within(place, ring):
    """Which places lie in a ring (even-odd rule)?"""
    x, y = place[:, 0], place[:, 1]
    odd = np.zeros(len(place), dtype=bool)
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        if y0 != y1:
            odd ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return odd


DEFECTS = {"missing-coordinates": 25, "zero-coordinates": 12, "bad-time": 4, "outside-study-area": 9}
_PLACELESS = {"missing-coordinates": ",", "zero-coordinates": "0,0"}


def write_csv(path, place, minutes, kind, names, seed, epsilon_area):
    """incidents.csv, with DEFECTS rows planted among the sound ones (only where there are enough)."""
    draws = Draws(seed, "defects")
    n = len(minutes)
    longitude, latitude = to_degrees(place[:, 0], place[:, 1])
    stamp = np.datetime_as_string(START + minutes.astype("timedelta64[m]"), unit="m")
    bad = draws.sample(sum(DEFECTS.values()), n) if n >= 1000 else np.empty(0, dtype=np.int64)
    reason = np.repeat(list(DEFECTS), list(DEFECTS.values()))[np.argsort(draws.uniform(len(bad)))] \
        if len(bad) else []
    planted = dict(zip(bad.tolist(), reason))
    far = to_degrees(np.array([epsilon_area[0]]), np.array([epsilon_area[1]]))
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("id,date,kind,longitude,latitude\n")
        for start in range(0, n, 100_000):
            rows = zip(range(start, min(n, start + 100_000)), stamp[start:], kind[start:],
                       longitude[start:], latitude[start:])
            lines = []
            for i, when, k, lon, lat in rows:
                where = f"{lon:.6f},{lat:.6f}"
                if i in planted:
                    why = planted[i]
                    where = _PLACELESS.get(why, where)
                    if why == "outside-study-area":
                        where = f"{far[0][0]:.6f},{far[1][0]:.6f}"
                    if why == "bad-time":
                        when = "unknown"
                lines.append(f"{i + 1},{when.replace('T', ' ')},{names[k]},{where}\n")
            out.writelines(lines)
    return {why: count for why, count in DEFECTS.items() if len(bad)}
