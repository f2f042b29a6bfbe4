# Reference values for tests/unit/city_bandwidth_test.cpp from real data that are not in this repository:
# Rscript tests/reference/make_city_values.R SHARED/data/san_francisco/sf_geoda_2012.gpkg
suppressMessages({library(sf); library(spatstat)})
file <- commandArgs(TRUE)[1]
read <- function(layer) st_coordinates(st_transform(st_read(file, layer, quiet = TRUE), 26910))[, 1:2]
show <- function(name, value) cat(sprintf("%-28s %.10g\n", name, value))
for (layer in "cartheft") {
  p <- read(layer)
  X <- suppressWarnings(ppp(p[, 1], p[, 2], window = owin(range(p[, 1]), range(p[, 2]))))
  cat(layer, npoints(X), "events", sum(!duplicated(p)), "places\n")
  show("scott", bw.scott.iso(X))
  a <- function(v) min(sd(v), IQR(v) / 1.349)
  show("silverman", sqrt(a(p[, 1]) * a(p[, 2])) * npoints(X)^(-1/6))
  show("mean nearest neighbour", mean(nndist(unique(X))))
  show("CvL", bw.CvL(X, sigma = exp(seq(log(100), log(3000), length.out = 400))))
  U <- unique(X)
  show("ppl of places", bw.ppl(U, sigma = exp(seq(log(20), log(800), length.out = 400)), shortcut = TRUE, edge = FALSE))
}
