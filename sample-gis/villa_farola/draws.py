"""Random numbers whose stream is the same in every NumPy.

Only the raw 64-bit words of PCG64 are used (NumPy promises those), never the distributions of
numpy.random.Generator (NumPy may change those). Each purpose draws from a stream of its own, so a
longer list of incidents does not move a single house.
"""

import zlib

import numpy as np


class Draws:
    def __init__(self, seed, purpose):
        key = zlib.crc32(purpose.encode("ascii"))
        self._words = np.random.PCG64(np.random.SeedSequence([seed, key]))

    def uniform(self, n):
        """n numbers on [0, 1), 53 bits each."""
        return (self._words.random_raw(n) >> np.uint64(11)) * 2.0**-53

    def between(self, low, high, n):
        return low + (high - low) * self.uniform(n)

    def below(self, bound, n):
        """n whole numbers on {0, ..., bound - 1}."""
        return np.minimum((self.uniform(n) * bound).astype(np.int64), bound - 1)

    def normal(self, n):
        radius = np.sqrt(-2 * np.log1p(-self.uniform(n)))
        return radius * np.cos(2 * np.pi * self.uniform(n))

    def exponential(self, mean, n):
        return -mean * np.log1p(-self.uniform(n))

    def poisson(self, mean, n):
        """By inversion; meant for small means."""
        u = self.uniform(n)
        count = np.zeros(n, dtype=np.int64)
        k, term = 0, np.exp(-mean)
        total = term
        while (u >= total).any() and term > 1e-17:
            count += u >= total
            k += 1
            term *= mean / k
            total += term
        return count

    def weighted(self, weights, n):
        """n positions in `weights`, each with probability in proportion to its weight."""
        steps = np.cumsum(weights, dtype=np.float64)
        places = np.searchsorted(steps, self.uniform(n) * steps[-1], side="right")
        return np.minimum(places, len(steps) - 1)

    def sample(self, n, of):
        """n different whole numbers below `of`, ascending."""
        return np.sort(np.argsort(self.uniform(of), kind="stable")[:n])
