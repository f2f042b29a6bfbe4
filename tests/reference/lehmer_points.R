# The points of lehmer_points.hpp, for the scripts beside this file, which are run from the top folder.
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
