# Reference results for operating characteristics: coverage, power and precision.
#
#   Rscript tests/reference/operating.R [output JSON]
#
# Base R only, and no code shared with the Python package. Limits come from binom.test,
# prop.test and qbeta; means by numerical integration; the lowest coverage from a search just
# beside every limit and over a fine grid; sample sizes by trying every number up to a bound.

args <- commandArgs(trailingOnly = TRUE)
OUT_FILE <- if (length(args) >= 1) args[1] else "tests/reference/operating.json"

SIZES <- c(1, 2, 5, 14, 15, 22, 24)
LEVELS <- c(0.70, 0.90, 0.95, 0.99)
# None of these rates is a limit: there, rounding alone would decide which side it is on.
RATES <- c(0.001, 0.01, 0.06, 0.13, 0.26, 0.333, 0.51, 0.62, 0.77, 0.857, 0.9, 0.98)
REFERENCE_RATES <- seq(0.1, 0.8, by = 0.1)
POWER_RATES <- c(0.5, 0.6, 0.7, 0.8, 0.9)
RARE_RATES <- c(0.01, 0.05, 0.1)
BESIDE <- 1e-11            # how near to a limit coverage is looked at
PRECISION <- list(c(12, 14), c(12, 15), c(10, 22), c(0, 15), c(14, 14), c(1, 3))
PRECISION_LEVELS <- c(0.90, 0.95)
MOST_PATIENTS <- 500

clopper_pearson <- function(x, n, level) as.numeric(binom.test(x, n, conf.level = level)$conf.int)

# prop.test leaves its limits where they fall; those for 0 and n are 0 and 1 up to rounding.
wilson <- function(x, n, level) {
  ci <- as.numeric(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int))
  c(if (x == 0) 0 else ci[1], if (x == n) 1 else ci[2])
}

jeffreys <- function(x, n, level) {
  tail <- (1 - level) / 2
  c(if (x == 0) 0 else qbeta(tail, x + 0.5, n - x + 0.5),
    if (x == n) 1 else qbeta(1 - tail, x + 0.5, n - x + 0.5))
}

METHODS <- list("clopper-pearson" = clopper_pearson, "wilson" = wilson, "jeffreys" = jeffreys)

limits <- function(n, level, method) t(sapply(0:n, method, n = n, level = level))

coverage <- function(p, ci) {
  n <- nrow(ci) - 1
  sapply(p, function(rate) sum(dbinom(0:n, n, rate)[ci[, 1] <= rate & rate <= ci[, 2]]))
}

lowest_coverage <- function(ci) {
  ends <- unique(as.numeric(ci))
  near <- c(ends - BESIDE, ends + BESIDE, seq(0.0005, 0.9995, by = 0.001))
  min(coverage(near[near > 0 & near < 1], ci))
}

# Piece by piece, since coverage jumps at the limits.
integrate_pieces <- function(f, ends) {
  ends <- sort(unique(ends))
  ends <- ends[c(TRUE, diff(ends) > 1e-12)]
  sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-12, abs.tol = 1e-14)$value,
             head(ends, -1), tail(ends, -1)))
}

mean_width <- function(ci) {
  n <- nrow(ci) - 1
  expected <- function(p) sapply(p, function(rate) sum(dbinom(0:n, n, rate) * (ci[, 2] - ci[, 1])))
  integrate(expected, 0, 1, rel.tol = 1e-12)$value
}

fewest <- function(ci, p0) {
  found <- which(ci[, 1] > p0)
  if (length(found)) found[1] - 1 else NA
}

exceedance <- function(p, n, needed) {
  if (is.na(needed)) 0 * p else 1 - pbinom(needed - 1, n, p)
}

case <- function(n, level, name) {
  ci <- limits(n, level, METHODS[[name]])
  needed <- sapply(REFERENCE_RATES, function(p0) fewest(ci, p0))
  list(
    n = n, level = level, method = name,
    coverage = coverage(RATES, ci),
    mean = integrate_pieces(function(p) coverage(p, ci), as.numeric(ci)),
    minimum = lowest_coverage(ci),
    mean_width = mean_width(ci),
    needed = needed,
    type_1_error = mapply(function(p0, k) exceedance(p0, n, k), REFERENCE_RATES, needed),
    power = as.numeric(sapply(needed, function(k) exceedance(POWER_RATES, n, k)))
  )
}

width <- function(x, n, level, method) diff(method(x, n, level))

# One more than the last number of patients at which a neighbouring count gives a wider interval.
precision <- function(observed, level, name) {
  method <- METHODS[[name]]
  x <- observed[1]
  n <- observed[2]
  target <- width(x, n, level, method) / 2
  is_wider <- sapply(seq_len(MOST_PATIENTS), function(m) {
    below <- (x * m) %/% n  # whole numbers: no rounding error
    above <- below + ((x * m) %% n > 0)
    max(width(below, m, level, method), width(above, m, level, method)) > target
  })
  last <- max(which(is_wider))
  stopifnot(last < MOST_PATIENTS / 2)
  ci <- method(x, n, level)
  list(x = x, n = n, level = level, method = name, target = target, patients = last + 1,
       width = diff(ci), lower = ci[1], upper = ci[2], ratio = (last + 1) / n,
       coverage_at_share = coverage(x / n, limits(n, level, method)))
}

# An event that nobody of n has: how often it goes unseen, and the bound that exp(-n p) gives.
unseen <- function(n) {
  list(n = n, unseen = dbinom(0, n, RARE_RATES), rule = -log(0.05) / n)
}

# ---- JSON: up to 17 significant digits, NA as null ------------------------------

json_number <- function(x) {
  if (is.na(x)) return("null")
  for (digits in 15:17) {
    text <- sprintf("%.*g", digits, x)
    if (as.numeric(text) == x) break
  }
  text
}

json_value <- function(x) {
  if (is.character(x)) return(paste0("\"", x, "\""))
  numbers <- vapply(x, json_number, "")
  if (length(x) == 1) numbers else paste0("[", paste(numbers, collapse = ", "), "]")
}

json_record <- function(record) {
  fields <- paste0("\"", names(record), "\": ", vapply(record, json_value, ""))
  paste0("  {", paste(fields, collapse = ",\n   "), "}")
}

json_records <- function(records) {
  paste0("[\n", paste(vapply(records, json_record, ""), collapse = ",\n"), "\n ]")
}

each <- function(first, levels, make) {
  grid <- expand.grid(name = names(METHODS), level = levels, first = seq_along(first), stringsAsFactors = FALSE)
  lapply(seq_len(nrow(grid)), function(i) make(first[[grid$first[i]]], grid$level[i], grid$name[i]))
}

writeLines(c("{",
  paste0(" \"rates\": ", json_value(RATES), ","),
  paste0(" \"reference_rates\": ", json_value(REFERENCE_RATES), ","),
  paste0(" \"power_rates\": ", json_value(POWER_RATES), ","),
  paste0(" \"cases\": ", json_records(each(SIZES, LEVELS, case)), ","),
  paste0(" \"precision\": ", json_records(each(PRECISION, PRECISION_LEVELS, precision)), ","),
  paste0(" \"unseen\": ", json_records(lapply(14:15, unseen))),
  "}"), OUT_FILE)
