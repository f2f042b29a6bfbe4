# Reference values for tests/unit/network_distances_test.cpp and tests/io/street_layer_test.cpp:
# Rscript tests/reference/make_network_values.R      R with spatstat (3.0)
suppressMessages(library(spatstat))
source("tests/reference/lehmer_points.R")
figures <- function(name, D) {
  pairs <- D[upper.tri(D)]
  cat(name, "\n")
  cat("  connected pairs", sum(is.finite(pairs)), "of", length(pairs),
      " sum", sprintf("%.6f", sum(pairs[is.finite(pairs)])),
      " longest", sprintf("%.6f", max(pairs[is.finite(pairs)])), "\n")
  for (r in c(50, 100, 200, 500)) cat("  within", r, ":", sum(pairs <= r), "\n")
  for (p in list(c(1, 2), c(1, 3), c(2, 30), c(7, 40), c(10, 20), c(39, 40))) {
    cat("  ", p, ":", sprintf("%.6f", D[p[1], p[2]]), "\n")
  }
}

# A shaken grid of 7 by 6 corners, of which a quarter of the streets is missing, and 40 points.
u <- lehmer(20260303)
columns <- 7; rows <- 6
x <- y <- numeric(columns * rows)
for (r in 0:(rows - 1)) for (c in 0:(columns - 1)) {
  x[r * columns + c + 1] <- 100 * c + 40 * u()
  y[r * columns + c + 1] <- 100 * r + 40 * u()
}
edges <- matrix(0, 0, 2)
for (r in 0:(rows - 1)) for (c in 0:(columns - 1)) {
  k <- r * columns + c + 1
  if (u() < .75 && c + 1 < columns) edges <- rbind(edges, c(k, k + 1))
  if (u() < .75 && r + 1 < rows) edges <- rbind(edges, c(k, k + columns))
}
seg <- tp <- numeric(40)
for (i in 1:40) { seg[i] <- floor(u() * nrow(edges)) + 1; tp[i] <- u() }
net <- linnet(ppp(x, y, c(-1, 700), c(-1, 600)), edges = edges)
cat("streets", nsegments(net), " km", sprintf("%.9f", volume(net) / 1000), "\n")
X <- lpp(data.frame(seg = seg, tp = tp), net)
stopifnot(all(coords(X)$seg == seg))
figures("grid", pairdist(X))

# The streets of a part of Chicago, in feet.
figures("chicago", pairdist(unmark(chicago)))
cat("  km", sprintf("%.9f", volume(as.linnet(chicago)) / 1000), "\n")
