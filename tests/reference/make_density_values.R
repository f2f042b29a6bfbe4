# Reference values for tests/unit/{edge_correction,adaptive_bandwidth,relative_risk}_test.cpp:
# Rscript tests/reference/make_density_values.R      R with spatstat (3.0)
suppressMessages(library(spatstat))
source("tests/reference/lehmer_points.R")
p <- city_points(400, 20260101)
W <- owin(c(0, 1000), c(0, 800)); X <- ppp(p[, 1], p[, 2], window = W)
L <- owin(poly = list(x = c(0, 1000, 1000, 500, 500, 0), y = c(0, 0, 400, 400, 800, 800)))
at <- list(x = c(51.5, 501.5, 997.5, 249.5, 449.5), y = c(49.5, 399.5, 1.5, 151.5, 601.5))
values <- function(name, image) {
  cat(sprintf("%-34s", name), sprintf("%.6e", image[at, drop = FALSE]), "\n")
}
# Pixels of 1 m, whose centres are the places above: binning moves a point by less than 0.8 m.
for (shape in c("none", "uniform", "uniform-at-point")) {
  values(paste("density, sigma 60, edge", shape),
         density(X, sigma = 60, edge = shape != "none", diggle = shape == "uniform-at-point", eps = 1))
}
Y <- X[L]
values("L, sigma 60, edge uniform", density(Y, sigma = 60, edge = TRUE, eps = 1))
values("L, sigma 60, edge at point", density(Y, sigma = 60, edge = TRUE, diggle = TRUE, eps = 1))
values("quartic, sd 60, edge uniform", density(X, sigma = 60, kernel = "quartic", edge = TRUE, eps = 1))
b <- bw.abram(X, h0 = 60, hp = 60, edge = FALSE, eps = 1)
cat("bw.abram 1 2 100 399:", sprintf("%.4f", b[c(1, 2, 100, 399)]), " range", sprintf("%.4f", range(b)), "\n")
cases <- city_points(150, 7)
M <- superimpose(control = X, case = ppp(cases[, 1], cases[, 2], window = W))
values("relrisk, sigma 80", relrisk(M, sigma = 80, relative = TRUE, control = "control", eps = 1))
cat("5th nearest of 1 2 100:", sprintf("%.6f", nndist(X, k = 5)[c(1, 2, 100)]), "\n")
