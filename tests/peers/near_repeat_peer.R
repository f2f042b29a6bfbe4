# Runs NearRepeat() or NearRepeatLite() on a CSV of x, y, t: near_repeat_peer.R SOURCE FUNCTION CSV NREP OUT
# Their progress bars and parallel map are replaced by base R's, so that neither package is needed.
given <- commandArgs(trailingOnly = TRUE)
progressor <- function(...) function(...) NULL
with_progress <- function(expression) invisible(expression)
future_lapply <- function(X, FUN, ..., future.seed) lapply(X, FUN)
source_text <- gsub("progressr::|future.apply::", "", readLines(given[1]))
source_text <- source_text[!grepl("^ *handlers\\(", source_text)]
eval(parse(text = source_text))
events <- read.csv(given[3])
set.seed(1)
result <- get(given[2])(events$x, events$y, events$t, sds = c(0, 0.001, seq(100, 1000, 100)),
                        tds = seq(0, 42, 7), method = "euclidean", nrep = as.integer(given[4]))
write.table(matrix(as.numeric(result$observed), nrow = nrow(result$observed)), given[5],
            sep = ",", row.names = FALSE, col.names = FALSE)
