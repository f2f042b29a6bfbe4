"""The ground plan: a bent grid of streets with a river, two diagonals, plazas and a ragged edge.

The plan is a lattice of 36 x 27 cells. Nodes are moved by smooth waves (so that no two blocks are
alike), by a few metres each, and the whole is turned by 7 degrees. One row of cells is the river.
Cells outside a ragged oval are fields: no street, no block. Index (i, j): column from the west,
row from the south.
"""

import numpy as np

from .draws import Draws

COLUMNS, ROWS = 36, 27
RIVER = 19                       # the row of cells that is water
BRIDGES = (8, 18, 23, 28)        # columns of nodes whose street crosses it
AVENUE_COLUMNS, AVENUE_ROWS = (8, 18, 28), (5, 11, RIVER, RIVER + 1)
ORIGIN = (630000.0, 6340000.0)   # EPSG:32721; grassland in the interior of Uruguay
WIDTH, HEIGHT, TURN = 4000.0, 3000.0, np.radians(7.0)

# Names of parks, and the cells they cover: first column, first row, columns, rows.
PARKS = {
    "Plaza Mayor": (17, 10, 2, 2), "Parque Central": (21, 14, 4, 3),
    "Parque de la Ribera": (10, 20, 6, 1), "Plaza de los Ceibos": (8, 6, 1, 1),
    "Plaza del Mercado": (25, 8, 1, 1), "Plaza Norte": (20, 23, 1, 1),
    "Parque de las Ranas": (5, 14, 2, 2), "Plaza del Sur": (18, 3, 1, 1),
}


class Lattice:
    def __init__(self, seed):
        draws = Draws(seed, "lattice")
        self.nodes = _nodes(draws)
        self.built = _built(draws)
        self.park_of = {(i, j): name for name, (i0, j0, w, h) in PARKS.items()
                        for i in range(i0, i0 + w) for j in range(j0, j0 + h)}
        self.diagonal_of = _diagonals(self)
        self.merged = _merged(self, draws)

    def point(self, i, j):
        return self.nodes[i, j]

    def ring(self, i0, j0, width, height):
        """The nodes around a rectangle of cells, counter-clockwise, not closed."""
        south = [(i, j0) for i in range(i0, i0 + width)]
        east = [(i0 + width, j) for j in range(j0, j0 + height)]
        north = [(i, j0 + height) for i in range(i0 + width, i0, -1)]
        west = [(i0, j) for j in range(j0 + height, j0, -1)]
        return south + east + north + west

    def is_city(self, i, j):
        inside = 0 <= i < COLUMNS and 0 <= j < ROWS
        return inside and j != RIVER and bool(self.built[i, j])

    def streets(self):
        """Node pairs of all street segments, in a fixed order, the largest connected part only."""
        edges = []
        for i in range(1, COLUMNS):
            for j in range(1, ROWS):
                if i + 1 < COLUMNS and self._is_street((i, j - 1), (i, j), j == RIVER or j == RIVER + 1):
                    edges.append(((i, j), (i + 1, j)))
                if j + 1 < ROWS:
                    if j == RIVER:
                        if i in BRIDGES:
                            edges.append(((i, j), (i, j + 1)))
                    elif self._is_street((i - 1, j), (i, j), False):
                        edges.append(((i, j), (i, j + 1)))
        for (i, j), rising in sorted(self.diagonal_of.items()):
            edges.append(((i, j), (i + 1, j + 1)) if rising else ((i, j + 1), (i + 1, j)))
        return _largest_part(edges)

    def _is_street(self, one, other, riverside):
        """Is there a street between two neighbouring cells?"""
        if not (self.is_city(*one) or self.is_city(*other)):
            return False
        if riverside:
            return True
        same_park = self.park_of.get(one) is not None and self.park_of.get(one) == self.park_of.get(other)
        return not same_park and self.merged.get(one) != other


def _nodes(draws):
    """Node positions in EPSG:32721, array (COLUMNS + 1, ROWS + 1, 2)."""
    widths = 1 + 0.30 * (draws.uniform(COLUMNS) - 0.5)
    heights = 1 + 0.30 * (draws.uniform(ROWS) - 0.5)
    heights[RIVER] = 0.95
    x = np.concatenate([[0], np.cumsum(widths)]) * WIDTH / widths.sum()
    y = np.concatenate([[0], np.cumsum(heights)]) * HEIGHT / heights.sum()
    x, y = np.meshgrid(x, y, indexing="ij")
    near_river = np.exp(-(((np.arange(ROWS + 1) - RIVER - 0.5) / 6.5) ** 2))
    x, y = (x + 55 * np.sin(2 * np.pi * y / 2700 + 0.8) + 18 * np.sin(2 * np.pi * (x + y) / 1150),
            y + 125 * near_river * np.sin(2 * np.pi * x / 3100 + 0.5)
            + 14 * np.sin(2 * np.pi * (x - 0.5 * y) / 1300))
    jitter = draws.normal(x.size * 2).clip(-2, 2).reshape(*x.shape, 2) * 3.0
    x, y = x + jitter[..., 0] - WIDTH / 2, y + jitter[..., 1] - HEIGHT / 2
    nodes = np.stack([ORIGIN[0] + x * np.cos(TURN) - y * np.sin(TURN),
                      ORIGIN[1] + x * np.sin(TURN) + y * np.cos(TURN)], axis=-1)
    return np.round(nodes, 2)


def _built(draws):
    """Which cells are town: an oval whose edge is ragged, never the outermost cells."""
    phase = draws.between(0, 2 * np.pi, 3)
    i, j = np.meshgrid(np.arange(COLUMNS) + 0.5, np.arange(ROWS) + 0.5, indexing="ij")
    x, y = (i - COLUMNS / 2) / (COLUMNS / 2), (j - ROWS / 2) / (ROWS / 2)
    angle = np.arctan2(y, x)
    ragged = sum(a * np.sin(k * angle + p) for a, k, p in zip((0.07, 0.06, 0.04), (3, 5, 9), phase))
    built = np.abs(x) ** 2.6 + np.abs(y) ** 2.6 < 1.02 + 2 * ragged
    built[[0, -1], :] = False
    built[:, [0, -1]] = False
    return built


def _diagonals(lattice):
    """Cells crossed by the two diagonal avenues through Plaza Mayor -> does it rise to the east?"""
    rising = {(19 + k, 12 + k): True for k in range(RIVER - 12)}
    rising |= {(16 - k, 9 - k): True for k in range(6)}
    falling = {(16 - k, 12 + k): False for k in range(RIVER - 12)}
    falling |= {(19 + k, 9 - k): False for k in range(8)}
    return {cell: up for cell, up in (rising | falling).items()
            if lattice.is_city(*cell) and cell not in lattice.park_of}


def _merged(lattice, draws):
    """Pairs of cells that are one long block, away from the centre: cell -> its partner."""
    merged = {}
    chance = draws.uniform(COLUMNS * ROWS).reshape(COLUMNS, ROWS)
    for i in range(1, COLUMNS - 1):
        for j in range(1, ROWS - 1):
            pair = (i, j), (i + 1, j)
            far = np.hypot((i - 18) / 18, (j - 11) / 13) > 0.55
            free = all(lattice.is_city(*c) and c not in lattice.park_of and c not in merged
                       and c not in lattice.diagonal_of for c in pair)
            if far and free and i + 1 not in AVENUE_COLUMNS and chance[i, j] < 0.30:
                merged[pair[0]], merged[pair[1]] = pair[1], pair[0]
    return merged


def _largest_part(edges):
    part = {node: node for edge in edges for node in edge}

    def root(node):
        while part[node] != node:
            part[node] = part[part[node]]
            node = part[node]
        return node

    for a, b in edges:
        part[root(a)] = root(b)
    sizes = {}
    for a, _ in edges:
        sizes[root(a)] = sizes.get(root(a), 0) + 1
    largest = max(sorted(sizes), key=lambda r: sizes[r])
    return [edge for edge in edges if root(edge[0]) == largest]
