# spatstat's density.ppp (FFT on a grid), compute alone as JSON on standard output.
# Rscript spatstat_density.R KERNEL RADIUS EVENTS.bin WEST SOUTH COLUMNS ROWS CELL SURFACE.raw
suppressPackageStartupMessages(library(spatstat.explore))
a <- commandArgs(trailingOnly = TRUE)
radius <- as.numeric(a[2]); west <- as.numeric(a[4]); south <- as.numeric(a[5])
columns <- as.integer(a[6]); rows <- as.integer(a[7]); cell <- as.numeric(a[8])
values <- readBin(a[3], "double", file.size(a[3]) / 8)
n <- length(values) / 2
window <- owin(c(west, west + columns * cell), c(south, south + rows * cell))
# sigma is the standard deviation of one coordinate.
sigma <- radius / sqrt(if (a[1] == "quartic") 8 else 6)
seconds <- system.time({
  pattern <- ppp(values[1:n], values[n + 1:n], window = window, check = FALSE)
  surface <- density(pattern, sigma = sigma, kernel = a[1], edge = FALSE, dimyx = c(rows, columns))
})[["elapsed"]]
writeBin(as.vector(t(surface$v[rows:1, ])), a[9], size = 4)
cat(sprintf('{"compute": %.3f}\n', seconds))
