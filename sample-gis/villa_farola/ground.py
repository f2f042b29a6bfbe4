"""What stands on the ground plan: streets, blocks, buildings, lamps, places, districts.

Every function returns a layer for geopackage.write_geopackage(). Lengths are metres in EPSG:32721.
"""

import numpy as np

from .draws import Draws
from .lattice import AVENUE_COLUMNS, AVENUE_ROWS, COLUMNS, PARKS, RIVER, ROWS

STREET_HALF_WIDTH, AVENUE_HALF_WIDTH = 6.0, 11.0
LAMP_SPACING = 34.0
BARS, BUS_STOPS, SCHOOLS = 36, 80, 12
# Two stretches whose lamps are broken: first column, first row, columns, rows of the lattice.
DARK_QUARTERS = {"riverside": (10, 17, 6, 3), "railway": (24, 3, 4, 4)}


def streets(lattice):
    """Rows: (line, (name, class, length_m, lit, dark))."""
    rows = []
    for a, b in lattice.streets():
        (i, j), (k, m) = a, b
        diagonal = i != k and j != m
        avenue = diagonal or (j == m and j in AVENUE_ROWS) or (i == k and i in AVENUE_COLUMNS)
        if diagonal:
            name = f"Diagonal {'Norte' if j >= 11 else 'Sur'}"
        elif j == m:
            name = f"{'Avenida' if avenue else 'Calle'} {j}"
        else:
            name = f"{'Avenida' if avenue else 'Pasaje'} {chr(65 + i % 26)}{i // 26 or ''}"
        line = [tuple(lattice.nodes[a]), tuple(lattice.nodes[b])]
        length = float(np.round(np.hypot(line[1][0] - line[0][0], line[1][1] - line[0][1]), 2))
        dark = any(i0 <= min(i, k) and max(i, k) <= i0 + w and j0 <= min(j, m) and max(j, m) <= j0 + h
                   for i0, j0, w, h in DARK_QUARTERS.values()) and not avenue
        rows.append((line, (name, "avenue" if avenue else "street", length,
                            "no" if dark else "yes", int(dark))))
    return {"name": "streets", "description": "Street centre lines; dark: most lamps are broken",
            "kind": "LINESTRING", "rows": rows,
            "fields": [("name", "TEXT"), ("class", "TEXT"), ("length_m", "REAL"), ("lit", "TEXT"),
                       ("dark", "BOOLEAN")]}


def _inset(ring, margins):
    """A convex ring, counter-clockwise, each edge moved inwards by its margin; None if nothing is
    left."""
    ring = np.asarray(ring, dtype=float)
    edge = np.roll(ring, -1, axis=0) - ring
    length = np.hypot(edge[:, 0], edge[:, 1])
    normal = np.stack([-edge[:, 1], edge[:, 0]], axis=1) / length[:, None]
    point = ring + normal * np.asarray(margins)[:, None]
    corners = []
    for n in range(len(ring)):
        before = n - 1
        a, b = edge[before], edge[n]
        cross = a[0] * b[1] - a[1] * b[0]
        if cross <= 1e-6 * length[before] * length[n]:
            return None
        apart = point[n] - point[before]
        corners.append(point[before] + a * (apart[0] * b[1] - apart[1] * b[0]) / cross)
    corners = np.round(corners, 2)
    moved = np.roll(corners, -1, axis=0) - corners
    if (np.sum(moved * edge, axis=1) <= 0).any():
        return None
    return [tuple(map(float, c)) for c in corners]


def _margin(lattice, a, b):
    (i, j), (k, m) = a, b
    avenue = ((j == m and j in AVENUE_ROWS) or (i == k and i in AVENUE_COLUMNS)
              or (i != k and j != m))
    return AVENUE_HALF_WIDTH if avenue else STREET_HALF_WIDTH


def _cells(lattice):
    """(cell, corner nodes) of each block: whole cells, two merged ones, or halves by a diagonal."""
    for i in range(COLUMNS):
        for j in range(ROWS):
            cell = (i, j)
            if not lattice.is_city(i, j) or cell in lattice.park_of:
                continue
            sw, se, ne, nw = (i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)
            if cell in lattice.diagonal_of:
                halves = ([sw, se, ne], [sw, ne, nw]) if lattice.diagonal_of[cell] else (
                    [sw, se, nw], [se, ne, nw])
                for half in halves:
                    yield cell, half
            elif cell in lattice.merged:
                if lattice.merged[cell] > cell:
                    yield cell, [sw, (i + 2, j), (i + 2, j + 1), nw]
            else:
                yield cell, [sw, se, ne, nw]


def blocks(lattice, seed):
    draws = Draws(seed, "land use")
    rows = []
    for (i, j), nodes in _cells(lattice):
        ring = _inset([lattice.nodes[n] for n in nodes],
                      [_margin(lattice, nodes[n], nodes[(n + 1) % len(nodes)]) for n in range(len(nodes))])
        centre = np.hypot((i - 18) / 9, (j - 11) / 7)
        u = float(draws.uniform(1)[0])
        if j > RIVER + 2 and i > 24:
            use = "industrial" if u < 0.6 else "residential"
        elif u < 0.75 * np.exp(-centre):
            use = "commercial"
        elif u < 0.95 * np.exp(-centre / 2):
            use = "mixed"
        else:
            use = "residential" if u < 0.97 else "institutional"
        if ring is None:
            continue
        rows.append(([ring + ring[:1]], (use,)))
    for name, (i0, j0, w, h) in PARKS.items():
        nodes = lattice.ring(i0, j0, w, h)
        rows.append(([[tuple(map(float, lattice.nodes[n])) for n in nodes + nodes[:1]]], ("park",)))
    water = lattice.ring(0, RIVER, COLUMNS, 1)
    rows.append(([[tuple(map(float, lattice.nodes[n])) for n in water + water[:1]]], ("water",)))
    return {"name": "blocks", "description": "Blocks with their land use", "kind": "POLYGON",
            "rows": rows, "fields": [("land_use", "TEXT")]}


def buildings(block_layer, seed):
    draws = Draws(seed, "buildings")
    rows = []
    for (shell,), (use,) in block_layer["rows"]:
        if use in ("park", "water") or len(shell) != 5:
            continue
        a, b, c, d = (np.array(p) for p in shell[:4])

        def at(u, v):
            return tuple(map(float, np.round((1 - u) * (1 - v) * a + u * (1 - v) * b + u * v * c
                                             + (1 - u) * v * d, 2)))

        wide = max(2, int(np.hypot(*(b - a)) // (45 if use == "industrial" else 26)))
        for side in ((0.0, 0.40), (0.60, 1.0)):
            for n in range(wide):
                gap, depth, storeys, empty = draws.uniform(4)
                if empty < 0.08:
                    continue
                u0, u1 = n / wide + 0.01, (n + 1 - 0.25 * gap) / wide - 0.01
                v0, v1 = side
                if side[0] == 0.0:
                    v1 -= 0.15 * depth
                else:
                    v0 += 0.15 * depth
                top = {"commercial": 8, "mixed": 5, "industrial": 2, "institutional": 3}.get(use, 3)
                levels = 1 + int(storeys**2 * top)
                ring = [at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)]
                rows.append(([ring + ring[:1]], (levels, round(3.2 * levels + 0.5, 1))))
    return {"name": "buildings", "description": "Building footprints", "kind": "POLYGON",
            "rows": rows, "fields": [("storeys", "INTEGER"), ("height_m", "REAL")]}


_LAMP_TYPES = {  # watts, lumens, mounting height of a street and of an avenue
    "LED": ((60, 7800, 8.0), (110, 15400, 10.0)),
    "sodium": ((100, 9500, 7.5), (250, 27500, 10.0)),
}


def lamps(street_layer, seed):
    draws = Draws(seed, "lamps")
    rows = []
    for line, (_, street_class, length, _, dark) in street_layer["rows"]:
        (x0, y0), (x1, y1) = line
        kind = "LED" if draws.uniform(1)[0] < 0.45 else "sodium"
        watts, lumens, height = _LAMP_TYPES[kind][street_class == "avenue"]
        count = max(1, int(length // LAMP_SPACING))
        for n in range(count):
            t, side = (n + 0.5) / count, 1 if n % 2 else -1
            off = 4.5 if street_class == "street" else 8.5
            x = x0 + t * (x1 - x0) - side * off * (y1 - y0) / length
            y = y0 + t * (y1 - y0) + side * off * (x1 - x0) / length
            works = draws.uniform(1)[0] < (0.10 if dark else 0.97)
            rows.append(((round(x, 2), round(y, 2)), (kind, watts, lumens, height, int(works))))
    return {"name": "lamps", "description": "Street lamps; working: seen burning in the last survey",
            "kind": "POINT", "rows": rows,
            "fields": [("type", "TEXT"), ("watts", "INTEGER"), ("lumens", "INTEGER"),
                       ("height_m", "REAL"), ("working", "BOOLEAN")]}


def places(street_layer, seed, purpose, count, classes, near_centre):
    """`count` points beside streets; nearer the centre the more of them."""
    draws = Draws(seed, purpose)
    lines = [(line, v) for line, v in street_layer["rows"] if v[1] in classes]
    middle = np.array([[(line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2] for line, _ in lines])
    away = np.hypot(*(middle - middle.mean(axis=0)).T)
    chosen = np.argsort(-np.log1p(-draws.uniform(len(lines))) / np.exp(-away / near_centre),
                        kind="stable")[:count]
    rows = []
    for n, at in enumerate(np.sort(chosen), start=1):
        (x0, y0), (x1, y1) = lines[at][0]
        t = 0.2 + 0.6 * draws.uniform(1)[0]
        length = lines[at][1][2]
        x, y = x0 + t * (x1 - x0) - 7 * (y1 - y0) / length, y0 + t * (y1 - y0) + 7 * (x1 - x0) / length
        rows.append(((round(float(x), 2), round(float(y), 2)), (f"{purpose.rstrip('s').capitalize()} {n}",)))
    return {"name": purpose.replace(" ", "_"), "description": f"{purpose.capitalize()} of Villa Farola",
            "kind": "POINT", "rows": rows, "fields": [("name", "TEXT")]}


def districts(lattice, building_layer):
    """Six districts; people live in buildings, 28 on each storey of the smaller half of them."""
    names = ["Centro Sur", "Mercado", "Las Ranas", "Ribera", "Norte", "Estacion"]
    rows = []
    for n, name in enumerate(names):
        i0, j0 = (n % 3) * 12, (n // 3) * 13
        width, height = 12, 13 if n < 3 else 14
        nodes = lattice.ring(i0, j0, width, height)
        ring = [tuple(map(float, lattice.nodes[k])) for k in nodes]
        storeys = sum(v[0] for (shell,), v in building_layer["rows"] if _inside(ring, shell[0]))
        rows.append(([ring + ring[:1]], (name, int(9 * storeys))))
    return {"name": "districts", "description": "Districts with their residents", "kind": "POLYGON",
            "rows": rows, "fields": [("name", "TEXT"), ("population", "INTEGER")]}


def _inside(ring, point):
    x, y = point
    odd = False
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1]):
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            odd = not odd
    return odd


def parks(lattice):
    rows = []
    for name, (i0, j0, w, h) in PARKS.items():
        nodes = lattice.ring(i0, j0, w, h)
        rows.append(([[tuple(map(float, lattice.nodes[n])) for n in nodes + nodes[:1]]], (name,)))
    return {"name": "parks", "description": "Parks and plazas", "kind": "POLYGON", "rows": rows,
            "fields": [("name", "TEXT")]}


def study_area(lattice):
    nodes = lattice.ring(0, 0, COLUMNS, ROWS)
    ring = [tuple(map(float, lattice.nodes[n])) for n in nodes]
    return {"name": "study_area", "description": "The municipality", "kind": "POLYGON",
            "rows": [([ring + ring[:1]], ("Villa Farola",))], "fields": [("name", "TEXT")]}
