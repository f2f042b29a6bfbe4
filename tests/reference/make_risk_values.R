# Reference values for tests/unit/relative_risk_test.cpp: Rscript tests/reference/make_risk_values.R
# R with sparr 2.2 (Davies, Marshall and Hazelton 2018). Points as in lehmer_points.hpp, in a square
# window, for sparr's grid is square: pixels of 1 m, whose centres are the places below. Binning
# moves a point by less than 0.8 m. A few minutes, for the permutations.
suppressMessages(library(sparr))
source("tests/reference/lehmer_points.R")
W <- owin(c(0, 1000), c(0, 1000))
pattern <- function(n, seed) { p <- city_points(n, seed); ppp(p[, 1], p[, 2], window = W) }
cases <- pattern(150, 7); controls <- pattern(400, 20260101)
at <- list(x = c(51.5, 501.5, 997.5, 249.5, 449.5), y = c(49.5, 399.5, 1.5, 151.5, 601.5))
for (edge in c("none", "uniform", "diggle")) {
  found <- risk(cases, controls, h0 = 80, log = TRUE, edge = edge, resolution = 1000, verbose = FALSE)
  cat(sprintf("%-32s", paste("log risk, h0 80, edge", edge)), sprintf("%.5f", found$rr[at, drop = FALSE]), "\n")
}
# sparr's p: the share of 1000 labellings, the observed one among them, whose risk is as high.
# Pixels of 8 m.
set.seed(1)
coarse <- risk(cases, controls, h0 = 80, log = TRUE, edge = "diggle", resolution = 125, verbose = FALSE)
p <- tolerance(coarse, method = "MC", ITER = 1000, verbose = FALSE)
at <- list(x = c(52, 500, 996, 252, 452, 612, 308), y = c(52, 404, 4, 148, 604, 700, 420))
cat(sprintf("%-32s", "p of 1000, edge diggle"), sprintf("%.3f", p[at, drop = FALSE]), "\n")
