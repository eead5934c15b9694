# Reference results for the trial among its peers.
#
#   Rscript tests/reference/peers.R [data directory] [output JSON]
#
# Base R only, and no code shared with the Python package. Score limits come from uniroot over a
# likelihood maximised by optimize, not from closed forms; pooling integrates over standard normal
# deviates and a finer grid; beliefs come from pbeta, qbeta and numerical integration.

args <- commandArgs(trailingOnly = TRUE)
DATA_DIR <- if (length(args) >= 1) args[1] else "data"
OUT_FILE <- if (length(args) >= 2) args[2] else "tests/reference/peers.json"

LEVEL <- 0.95
TAILS <- c((1 - LEVEL) / 2, (1 + LEVEL) / 2)
Z <- qnorm(TAILS[2])
WEEKS_PER_MONTH <- 365.25 / 12 / 7
REGISTERED_MONTHS <- 3
SCEPTIC_PATIENTS <- 10
THRESHOLDS <- c(0.5, 0.6, 0.7, 0.8)
NEXT <- 10

read_strings <- function(file) read.csv(file.path(DATA_DIR, file), colClasses = "character",
                                        check.names = FALSE, encoding = "UTF-8")

# ---- JSON: sorted keys, up to 17 significant digits, NA as null, infinity as a string ----

json <- function(x) {
  if (is.list(x)) {
    if (!length(x)) return("{}")
    x <- x[order(names(x), method = "radix")]
    return(paste0("{", paste0("\"", names(x), "\": ", vapply(x, json, ""), collapse = ",\n"), "}"))
  }
  if (is.character(x)) return(paste0("\"", x, "\""))
  if (is.na(x)) return("null")
  if (is.infinite(x)) return("\"Inf\"")
  for (digits in 15:17) if (as.numeric(text <- sprintf("%.*g", digits, x)) == x) break
  text
}

# ---- Two proportions ----

wilson <- function(x, n) {
  ci <- as.numeric(suppressWarnings(prop.test(x, n, conf.level = LEVEL, correct = FALSE)$conf.int))
  c(if (x == 0) 0 else ci[1], if (x == n) 1 else ci[2])
}

newcombe <- function(x1, n1, x2, n2) {
  p <- c(x1 / n1, x2 / n2); a <- wilson(x1, n1); b <- wilson(x2, n2)
  d <- p[1] - p[2]
  c(d, d - sqrt((p[1] - a[1])^2 + (b[2] - p[2])^2), d + sqrt((a[2] - p[1])^2 + (p[2] - b[1])^2))
}

log_binomial <- function(x, n, p) (if (x > 0) x * log(p) else 0) + (if (x < n) (n - x) * log1p(-p) else 0)

# The second group's proportion that is most likely where the first one's is a function of it: the
# slope of the log likelihood falls, so its root is found, or the end where it does not change sign.
restricted <- function(x1, n1, x2, n2, first, slope, low, high) {
  part <- function(x, n, p) (if (x > 0) x / p else 0) - (if (x < n) (n - x) / (1 - p) else 0)
  score <- function(p) slope * part(x1, n1, first(p)) + part(x2, n2, p)
  eps <- 1e-13 * (high - low)
  if (score(low + eps) <= 0) return(low)
  if (score(high - eps) >= 0) return(high)
  uniroot(score, c(low + eps, high - eps), tol = 1e-15, maxiter = 10000)$root
}

z_difference <- function(x1, n1, x2, n2, d) {
  p2 <- restricted(x1, n1, x2, n2, function(p) p + d, 1, max(0, -d), min(1, 1 - d))
  p1 <- min(max(p2 + d, 0), 1)
  v <- (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
  gap <- x1 / n1 - x2 / n2 - d
  if (v <= 0) return(sign(gap) * 1e6)
  gap / sqrt(v)
}

score_difference <- function(x1, n1, x2, n2) {
  d <- x1 / n1 - x2 / n2
  at <- function(t) z_difference(x1, n1, x2, n2, t)
  c(d, if (d == -1) -1 else uniroot(function(t) at(t) - Z, c(-1 + 1e-10, d), tol = 1e-13)$root,
    if (d == 1) 1 else uniroot(function(t) at(t) + Z, c(d, 1 - 1e-10), tol = 1e-13)$root)
}

z_ratio <- function(x1, n1, x2, n2, r) {
  p2 <- restricted(x1, n1, x2, n2, function(p) r * p, r, 0, min(1, 1 / r))
  p1 <- min(r * p2, 1)
  v <- (p1 * (1 - p1) / n1 + r^2 * p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
  gap <- x1 / n1 - r * x2 / n2
  if (v <= 0) return(sign(gap) * 1e6)
  gap / sqrt(v)
}

score_ratio <- function(x1, n1, x2, n2) {
  if (x1 + x2 == 0) return(c(NA, NA, NA))
  at <- function(t) z_ratio(x1, n1, x2, n2, exp(t))
  r <- if (x2 == 0) Inf else (x1 / n1) / (x2 / n2)
  middle <- if (r == 0) -15 else if (is.infinite(r)) 15 else log(r)
  c(r, if (x1 == 0) 0 else exp(uniroot(function(t) at(t) - Z, c(-15, middle), tol = 1e-13)$root),
    if (x2 == 0) Inf else exp(uniroot(function(t) at(t) + Z, c(middle, 15), tol = 1e-13)$root))
}

compare_two <- function(x1, n1, x2, n2) {
  new <- newcombe(x1, n1, x2, n2); mn <- score_difference(x1, n1, x2, n2); r <- score_ratio(x1, n1, x2, n2)
  list(count = x1, total = n1, other_count = x2, other_total = n2,
       difference = new[1], difference_lower = new[2], difference_upper = new[3],
       score_lower = mn[2], score_upper = mn[3], ratio = r[1], ratio_lower = r[2], ratio_upper = r[3])
}

# ---- Pooling: normal logits, flat centre, half-normal(1) spread ----

simpson <- function(from, to, pieces) {
  x <- seq(from, to, length.out = pieces + 1)
  list(x = x, w = c(1, rep(c(4, 2), length.out = pieces - 1), 1) * (to - from) / pieces / 3)
}
DEVIATES <- simpson(-7, 7, 140)
SPREAD <- simpson(0, 4, 60)
CENTRE <- seq(-8, 8, by = 0.04)

pool <- function(x, n) {
  density <- numeric(length(CENTRE)); joint <- list()
  for (j in seq_along(SPREAD$x)) {
    s <- SPREAD$x[j]
    logits <- outer(CENTRE, s * DEVIATES$x, "+")
    l0 <- plogis(logits, log.p = TRUE); l1 <- plogis(-logits, log.p = TRUE)
    product <- 1
    for (i in seq_along(x)) {
      top <- dbinom(x[i], n[i], x[i] / n[i], log = TRUE) - lchoose(n[i], x[i])
      product <- product * as.numeric(exp(x[i] * l0 + (n[i] - x[i]) * l1 - top) %*% (DEVIATES$w * dnorm(DEVIATES$x)))
    }
    joint[[j]] <- product * exp(-s^2 / 2) * SPREAD$w[j]
    density <- density + joint[[j]]
  }
  total <- sum(density)
  # Quantiles: the spline through the running sum, at the edges of the cells.
  edges <- c(CENTRE - 0.02, max(CENTRE) + 0.02)
  reached <- splinefun(edges, c(0, cumsum(density)) / total, method = "hyman")
  quantile_centre <- function(q) plogis(uniroot(function(t) reached(t) - q, c(-8, 8), tol = 1e-12)$root)
  below <- function(t) sum(vapply(seq_along(SPREAD$x), function(j) {
    s <- SPREAD$x[j]
    sum(joint[[j]] * (if (s == 0) (CENTRE < t) + 0.5 * (CENTRE == t) else pnorm((t - CENTRE) / s)))
  }, 0)) / total
  quantile_rate <- function(q) plogis(uniroot(function(t) below(t) - q, c(-14, 14), tol = 1e-9)$root)
  moment <- function(k) sum(vapply(seq_along(SPREAD$x), function(j)
    sum(joint[[j]] * as.numeric(outer(CENTRE, SPREAD$x[j] * DEVIATES$x, function(a, b) plogis(a + b)^k) %*%
        (DEVIATES$w * dnorm(DEVIATES$x)))), 0)) / total
  mean <- moment(1); variance <- moment(2) - mean^2
  worth <- mean * (1 - mean) / variance - 1
  list(series = length(x), typical = quantile_centre(0.5), lower = quantile_centre(TAILS[1]),
       upper = quantile_centre(TAILS[2]), predicted_lower = quantile_rate(TAILS[1]),
       predicted_upper = quantile_rate(TAILS[2]), a = mean * worth, b = (1 - mean) * worth)
}

# ---- Beliefs ----

describe <- function(prior, x, n) {
  a <- prior[1] + x; b <- prior[2] + n - x
  mass <- vapply(0:NEXT, function(k) integrate(function(p) dbinom(k, NEXT, p) * dbeta(p, a, b), 0, 1,
                                               rel.tol = 1e-11)$value, 0)
  reached <- cumsum(mass)
  above <- pbeta(THRESHOLDS, a, b, lower.tail = FALSE)
  c(list(count = x, total = n, prior_a = prior[1], prior_b = prior[2], a = a, b = b, mean = a / (a + b),
         lower = qbeta(TAILS[1], a, b), upper = qbeta(TAILS[2], a, b), expected = sum(mass * 0:NEXT),
         fewest = which(reached >= TAILS[1])[1] - 1, most = which(reached >= TAILS[2])[1] - 1),
    setNames(as.list(above), paste0("above_", 100 * THRESHOLDS)))
}

# ---- The trial and the series ----

series <- read_strings("series.csv")
table2 <- read_strings("raw/table2.csv")
outcome <- table2[[2]]; weeks <- suppressWarnings(as.numeric(table2[[3]])); relapse <- table2[["Relapse"]]
stayed <- outcome != "Withdrawn"; cleared <- outcome == "CR"; improved <- outcome %in% c("CR", "PR")
stopifnot(sum(cleared) == 12, nrow(table2) == 15)

number <- function(x) suppressWarnings(as.numeric(x))
drug <- sub(" .*", "", series$drug)
name <- trimws(paste(mapply(function(s, d) sub(paste0(" ", d, "$"), "", s), series$series, drug), series$year))
label <- function(key) if (grepl("response$", key)) paste0(name, ifelse(series$response_week == "", "",
                                               paste0(" (week ", series$response_week, ")"))) else name

OUTCOMES <- list(complete_response = c("n_complete_response", "n_evaluable"),
                 any_response = c("n_any_response", "n_evaluable"),
                 relapse = c("relapse_events", "relapse_at_risk"), relapse_maintenance = NULL,
                 polyneuropathy = c("n_polyneuropathy", "n_enrolled"),
                 thrombotic_event = c("n_thrombotic_event", "n_enrolled"))

share <- function(x, n) {
  ci <- as.numeric(binom.test(x, n, conf.level = LEVEL)$conf.int)
  list(estimate = x / n, lower = ci[1], upper = ci[2])
}

counts_of <- function(key) {
  columns <- OUTCOMES[[key]]
  if (is.null(columns)) return(list(x = rep(NA, nrow(series)), n = rep(NA, nrow(series))))
  list(x = number(series[[columns[1]]]), n = number(series[[columns[2]]]))
}

list_shares <- function(key) {
  counts <- counts_of(key); found <- list()
  percent <- function(end) {
    column <- series[[paste0(key, "_percent", end)]]
    if (is.null(column)) rep(NA, nrow(series)) else number(column) / 100
  }
  printed <- list(percent(""), percent("_lower"), percent("_upper"))
  for (i in seq_len(nrow(series))) {
    if (!is.na(counts$x[i]) && !is.na(counts$n[i])) found[[label(key)[i]]] <- share(counts$x[i], counts$n[i])
    else if (!is.na(printed[[1]][i]))
      found[[label(key)[i]]] <- list(estimate = printed[[1]][i], lower = printed[[2]][i], upper = printed[[3]][i])
  }
  own <- list(
    complete_response = list("This trial, all-treated" = share(sum(cleared), 15),
                             "This trial, evaluable" = share(sum(cleared), sum(stayed))),
    any_response = list("This trial, all-treated" = share(sum(improved), 15),
                        "This trial, evaluable" = share(sum(improved), sum(stayed))),
    relapse = list("This trial" = share(sum(relapse == "Yes"), sum(cleared))), relapse_maintenance = list(),
    # Table 1 names neuropathy under thalidomide in four patients, tested again.
    polyneuropathy = list("This trial" = share(0, 15), "This trial, nerves tested again" = share(0, 4)),
    thrombotic_event = list("This trial" = share(0, 15)))
  c(own[[key]], found)
}

# Series of other centres that count, and of those with authors in common the largest.
poolable <- function(key, which_drug) {
  counts <- counts_of(key)
  i <- which(drug == which_drug & series$relation == "other centre" & !is.na(counts$x) & !is.na(counts$n))
  group <- ifelse(series$author_group[i] == "", name[i], series$author_group[i])
  i <- sort(unname(vapply(split(i, group), function(g) g[which.max(counts$n[g])], 0)))
  list(x = counts$x[i], n = counts$n[i], label = label(key)[i])
}

pool_each <- function(which_drug) {
  p <- poolable("any_response", which_drug)
  one <- function(keep) pool(p$x[keep], p$n[keep])
  without <- lapply(setNames(seq_along(p$x), p$label), function(i) one(-i))
  c(list(nothing = one(seq_along(p$x))), without)
}

same <- series[series$relation == "same centre", ]
stopifnot(nrow(same) == 1, same$relapse_percent == "70", same$n_complete_response == "50")
CR <- number(same$n_complete_response); ANY <- number(same$n_any_response)
EVALUABLE <- number(same$n_evaluable); ENROLLED <- number(same$n_enrolled)

informed <- function(key) {
  p <- poolable(key, "thalidomide"); found <- pool(p$x, p$n)
  c(found$a, found$b)
}
sceptical <- function(expected) SCEPTIC_PATIENTS * c(expected, 1 - expected)
priors <- list(
  response = list("sceptical" = sceptical(0.3), "neutral" = c(1, 1), "from thalidomide" = informed("complete_response")),
  relapse = list("sceptical" = sceptical(0.9), "neutral" = c(1, 1), "from thalidomide" = informed("relapse")))
by_registered <- sum(cleared & weeks <= REGISTERED_MONTHS * WEEKS_PER_MONTH)
beliefs <- list(
  any_time = lapply(priors$response, describe, x = sum(cleared), n = sum(stayed)),
  registered = lapply(priors$response, describe, x = by_registered, n = sum(stayed)),
  relapse = lapply(priors$relapse, describe, x = sum(relapse == "Yes"), n = sum(cleared)))

# Newcombe 1998, table II; Fagerland, Lydersen & Laake 2017, chapter 4.
EXAMPLES <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20),
                 c(0, 10, 0, 10), c(10, 10, 0, 20), c(10, 10, 0, 10), c(7, 34, 1, 34), c(0, 16, 15, 72))
examples <- setNames(lapply(EXAMPLES, function(e) do.call(compare_two, as.list(e))),
                     vapply(EXAMPLES, paste, "", collapse = "_"))

writeLines(json(list(
  meta = list(series_md5 = unname(tools::md5sum(file.path(DATA_DIR, "series.csv"))),
              r_version = paste(R.version$major, R.version$minor, sep = ".")),
  shares = lapply(setNames(names(OUTCOMES), names(OUTCOMES)), list_shares),
  centre = list(
    "Complete response, of those judged" = compare_two(sum(cleared), sum(stayed), CR, EVALUABLE),
    "Complete response, of all who began" = compare_two(sum(cleared), 15, CR, ENROLLED),
    "Any response, of those judged" = compare_two(sum(improved), sum(stayed), ANY, EVALUABLE),
    "Any response, of all who began" = compare_two(sum(improved), 15, ANY, ENROLLED),
    "Relapse, if its 70% is of those who cleared" = compare_two(sum(relapse == "Yes"), sum(cleared), 0.7 * CR, CR),
    "Polyneuropathy" = compare_two(0, 15, number(same$n_polyneuropathy), ENROLLED),
    "Thrombosis" = compare_two(0, 15, number(same$n_thrombotic_event), ENROLLED)),
  pooled = list(lenalidomide = pool_each("lenalidomide"), thalidomide = pool_each("thalidomide")),
  beliefs = beliefs, examples = examples)), OUT_FILE, useBytes = TRUE)
