# Reference values for tests/unit/bandwidth_test.cpp: Rscript tests/reference/make_bandwidth_values.R
# R with spatstat (3.0) and ks (1.14). The points are made as in tests/reference/lehmer_points.hpp.
suppressMessages({library(spatstat); library(ks)})

lehmer <- function(seed) { state <- seed; function() { state <<- (16807 * state) %% 2147483647; state / 2147483647 } }
reflect <- function(v, top) if (v < 0) -v else if (v > top) 2 * top - v else v
city_points <- function(n, seed) {
  u <- lehmer(seed); cx <- c(200, 450, 800, 650, 300); cy <- c(150, 600, 300, 700, 420)
  x <- y <- numeric(n)
  for (i in seq_len(n)) {
    if (u() < .6) {
      k <- floor(u() * 5) + 1
      x[i] <- cx[k] + (u() + u() + u() - 1.5) * 120
      y[i] <- cy[k] + (u() + u() + u() - 1.5) * 120
    } else { x[i] <- u() * 1000; y[i] <- u() * 800 }
    x[i] <- reflect(x[i], 1000); y[i] <- reflect(y[i], 800)
  }
  cbind(x, y)
}
show <- function(name, value) cat(sprintf("%-28s %.10g\n", name, value))
p <- city_points(400, 20260101)
X <- ppp(p[, 1], p[, 2], window = owin(c(0, 1000), c(0, 800)))
show("first x", p[1, 1]); show("last y", p[400, 2])
show("bw.scott.iso", bw.scott.iso(X))
a <- function(v) min(sd(v), IQR(v) / 1.349)
show("silverman", sqrt(a(p[, 1]) * a(p[, 2])) * 400^(-1/6))
fine <- exp(seq(log(15), log(80), length.out = 2000))
ppl <- bw.ppl(X, sigma = fine, shortcut = TRUE, edge = FALSE)
show("bw.ppl", ppl)
show("  its criterion", max(attr(ppl, "cv")) / 400 - log(399))
show("bw.CvL", bw.CvL(X, sigma = exp(seq(log(15), log(200), length.out = 4000))))
show("bw.diggle translate", bw.diggle(X, correction = "translate"))
B <- X; Window(B) <- owin(range(p[, 1]), range(p[, 2]))
d <- bw.diggle(B, correction = "translate")
show("bw.diggle in its box", d); show("  its criterion", min(attr(d, "cv")))
# An L: the upper right quarter is not part of it.
poly <- owin(poly = list(x = c(0, 1000, 1000, 500, 500, 0), y = c(0, 0, 400, 400, 800, 800)))
P <- X[poly]; show("events in L", npoints(P))
show("bw.diggle in the L", bw.diggle(P, correction = "translate"))
lscv <- function(s) ks:::lscv.mat(x = p, H = diag(2) * s^2, binned = FALSE, deriv.order = 0)
best <- optimize(function(l) lscv(exp(l)), log(c(10, 120)), tol = 1e-8)
show("ks lscv minimum at", exp(best$minimum)); show("  its criterion", best$objective)
show("mean nndist", mean(nndist(X)))
far <- rbind(p, cbind(20000 + 1:8, -9000))
show("scott, 8 far", sqrt(sd(far[, 1]) * sd(far[, 2])) * 408^(-1/6))
show("silverman, 8 far", sqrt(a(far[, 1]) * a(far[, 2])) * 408^(-1/6))
# Ties: every third event again at the place of the one before.
q <- p[rep(seq_len(400), times = ifelse(seq_len(400) %% 3 == 0, 2, 1)), ]
show("tied n", nrow(q)); show("tied mean nndist", mean(nndist(unique(ppp(q[, 1], q[, 2], window = Window(X))))))
Y <- suppressWarnings(ppp(q[, 1], q[, 2], window = Window(X)))
show("tied bw.CvL", suppressWarnings(bw.CvL(Y, sigma = exp(seq(log(15), log(200), length.out = 4000)))))
show("tied bw.diggle", suppressWarnings(bw.diggle(Y, correction = "translate")))
