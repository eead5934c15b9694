# Second-programmer reference results for the 15-patient lenalidomide trial.
#
#   Rscript tests/reference/reference.R [raw-data directory] [output JSON]
#
# Reads the three printed tables and nothing else. It shares no code with the
# Python package: agreement between the two is the check.

suppressPackageStartupMessages(library(survival))

args <- commandArgs(trailingOnly = TRUE)
RAW_DIR <- if (length(args) >= 1) args[1] else "data/raw"
OUT_FILE <- if (length(args) >= 2) args[2] else "tests/reference/reference.json"

WEEKS_PER_MONTH <- 365.25 / 12 / 7
TOLERANCE <- 1e-9          # for ties between statistics equal on paper
LEVELS <- c(0.90, 0.95, 0.99)
CONF_TYPES <- c("log", "log-log", "plain")
BANDS <- c(CONF_TYPES, "beta-product")
CORRELATIONS <- c(0, 0.25, 0.5, 0.75, 0.9)
WITHDRAWAL_WEEK <- 1       # text: patient 3 stopped after one week
ARTHRITIS_PATIENT <- 1     # text: new arthritis, in patient 1
TABLES <- c("table1", "table2", "table3")
REGISTERED_MONTHS <- 3     # registry: when the primary outcome is judged
SUSTAINED_REMISSIONS <- 2  # text: two patients, both SCLE

# ---- JSON ------------------------------------------------------------------
# jsonlite stops at 15 significant digits, so numbers are written here: the
# shortest of 15, 16 or 17 digits that reads back as the same double.

json_number <- function(x) {
  if (is.na(x)) return("null")
  if (is.infinite(x)) return(if (x > 0) "\"Inf\"" else "\"-Inf\"")
  for (digits in 15:17) {
    text <- sprintf("%.*g", digits, x)
    if (as.numeric(text) == x) break
  }
  text
}

json_string <- function(x) paste0("\"", gsub("([\"\\\\])", "\\\\\\1", x), "\"")

json_scalar <- function(x) {
  if (is.character(x)) return(if (is.na(x)) "null" else json_string(x))
  if (is.logical(x)) return(if (is.na(x)) "null" else tolower(as.character(x)))
  json_number(x)
}

json_object <- function(x, indent) {
  # Radix order is the same in every locale, so the file is stable.
  x <- x[order(names(x), method = "radix")]
  pad <- strrep(" ", indent + 1)
  values <- vapply(x, json, "", indent = indent + 1)
  body <- paste0(pad, json_string(names(x)), ": ", values, collapse = ",\n")
  paste0("{\n", body, "\n", strrep(" ", indent), "}")
}

json_array <- function(x) {
  paste0("[", paste(vapply(seq_along(x), function(i) json_scalar(x[[i]]), ""),
                    collapse = ", "), "]")
}

# I() marks a vector that must stay an array even when it has one element.
json <- function(x, indent = 0) {
  if (is.list(x)) return(json_object(x, indent))
  if (inherits(x, "AsIs") || length(x) != 1) return(json_array(unclass(x)))
  json_scalar(x)
}

# ---- Reading ---------------------------------------------------------------

# Columns are renamed by position because two printed headings hold accented
# letters; the ASCII start of each heading is checked so a shift is noticed.
read_table <- function(file, headings) {
  raw <- read.csv(file.path(RAW_DIR, file), colClasses = "character",
                  check.names = FALSE, encoding = "UTF-8")
  stopifnot(ncol(raw) == length(headings), all(startsWith(names(raw), headings)))
  setNames(raw, names(headings))
}

number <- function(x) as.numeric(ifelse(x == "-", NA, x))
text_or_na <- function(x) ifelse(x == "-", NA, x)
part <- function(x, pattern) as.numeric(sub(pattern, "\\1", x))

read_patients <- function() {
  t1 <- read_table("table1.csv", c(
    patient = "Patient", sex = "Sex", diagnosis = "Diagnosis", site = "Site",
    reason = "Reason", ana = "ANA", ro_la = "Anti-Ro", clasi = "CLASI",
    treatment = "Previous"))
  t2 <- read_table("table2.csv", c(
    patient = "Patient", outcome = "Clinical", ttcr = "Time to complete",
    followup = "Follow-up", max_dose = "Maximum dose", relapse = "Relapse",
    relapse_dose = "Dose at relapse"))
  stopifnot(identical(t1$patient, t2$patient), nrow(t1) == 15)
  d <- cbind(t1, t2[-1])
  within(d, {
    patient <- as.integer(patient)
    ttcr <- number(ttcr)
    followup <- number(followup)
    max_dose <- number(max_dose)
    relapse <- text_or_na(relapse)
    relapse_dose <- text_or_na(relapse_dose)
    activity <- part(clasi, "^(\\d+)/\\d+$")
    damage <- part(clasi, "^\\d+/(\\d+)$")
    ana_denominator <- part(ana, "^1/(\\d+) .*$")
    dsdna <- suppressWarnings(part(ana, "^.*\\((\\d+)\\)$"))  # "(-)" becomes NA
    anti_ro <- sub("/.*$", "", ro_la) == "+"
    anti_la <- sub("^.*/", "", ro_la) == "+"
    lack_of_efficacy <- grepl("T lack of efficacy", reason, fixed = TRUE)
    large_area <- grepl("> 18% body surface", reason, fixed = TRUE)
    group <- diagnosis_group(diagnosis)
  })
}

diagnosis_group <- function(diagnosis) {
  known <- c("DLE (L)" = "DLE", "DLE (G)" = "DLE", "SCLE" = "SCLE",
             "Lupus Profundus" = "LEP", "ACLE" = "other", "LET" = "other")
  stopifnot(all(diagnosis %in% names(known)))
  unname(known[diagnosis])
}

read_adverse_events <- function() {
  t3 <- read_table("table3.csv", c(
    patient = "Patient", event = "Graded", grade = "NCI", causality = "Causal"))
  # A blank patient cell continues the patient above.
  t3$patient <- as.integer(t3$patient[t3$patient != ""][cumsum(t3$patient != "")])
  t3
}

evaluable_only <- function(d) d[d$outcome != "Withdrawn", ]

# Text: antimalarials and topical steroids had to have failed before entry.
eligible_only <- function(d) {
  e <- evaluable_only(d)
  before <- strsplit(e$treatment, " *, *")
  e[vapply(before, function(x) all(c("HCQ", "TCS") %in% x), TRUE), ]
}

# ---- 1 Proportions ---------------------------------------------------------

clopper_pearson <- function(x, n, level) {
  as.numeric(binom.test(x, n, conf.level = level)$conf.int)
}

wilson <- function(x, n, level) {
  as.numeric(suppressWarnings(
    prop.test(x, n, conf.level = level, correct = FALSE)$conf.int))
}

jeffreys <- function(x, n, level) {
  a <- (1 - level) / 2
  c(if (x == 0) 0 else qbeta(a, x + 0.5, n - x + 0.5),
    if (x == n) 1 else qbeta(1 - a, x + 0.5, n - x + 0.5))
}

METHODS <- list(clopper_pearson = clopper_pearson, wilson = wilson,
                jeffreys = jeffreys)

lower_upper <- function(ci) list(lower = ci[1], upper = ci[2])
level_name <- function(level) sprintf("%g", 100 * level)

proportion <- function(x, n) {
  ci <- lapply(METHODS, function(method) {
    setNames(lapply(LEVELS, function(l) lower_upper(method(x, n, l))),
             level_name(LEVELS))
  })
  list(x = x, n = n, estimate = x / n, ci_two_sided_by_level_percent = ci)
}

count_proportion <- function(hit) proportion(sum(hit), length(hit))

# The patient without a printed relapse status is the only difference here.
relapse_proportions <- function(d) {
  relapse <- d$relapse[d$outcome == "CR"]
  list(unrecorded_no = count_proportion(relapse %in% "Yes"),
       unrecorded_yes = count_proportion(is.na(relapse) | relapse == "Yes"),
       unrecorded_exclude = count_proportion(relapse[!is.na(relapse)] == "Yes"))
}

population_proportions <- function(d, ae, sustained = SUSTAINED_REMISSIONS) {
  list(complete_response_end_of_followup = count_proportion(d$outcome == "CR"),
       complete_response_by_week_12 =
         count_proportion(d$outcome == "CR" & d$ttcr <= 12),
       complete_response_registered_time =
         count_proportion(d$outcome == "CR" & d$ttcr <= REGISTERED_MONTHS * WEEKS_PER_MONTH),
       any_response = count_proportion(d$outcome %in% c("CR", "PR")),
       sustained_drug_free_remission = proportion(sustained, nrow(d)),
       adverse_event_patients = count_proportion(d$patient %in% ae$patient),
       adverse_event_by_definition = count_proportion(d$patient %in% c(ae$patient, ARTHRITIS_PATIENT)),
       neuropathy_before = sum(grepl("PN", d$reason, fixed = TRUE)),
       zero_events = proportion(0, nrow(d)))
}

proportion_grid <- function() {
  g <- do.call(rbind, lapply(1:20, function(n) data.frame(n = n, x = 0:n)))
  out <- list(n = I(g$n), x = I(g$x))
  for (name in names(METHODS)) {
    ci <- mapply(METHODS[[name]], g$x, g$n, MoreArgs = list(level = 0.95))
    out[[paste0(name, "_lower")]] <- I(ci[1, ])
    out[[paste0(name, "_upper")]] <- I(ci[2, ])
  }
  out
}

# The treated, the evaluable, and the groups in which the text says that nobody had an event.
ZERO_SIZES <- c(2, 4, 6, 7, 8, 9, 14, 15)

zero_event_bounds <- function(n) {
  one_sided <- 1 - 0.05^(1 / n)
  check <- binom.test(0, n, alternative = "less")$conf.int[2]
  stopifnot(abs(one_sided - check) < 1e-12)
  list(n = n, one_sided_95_upper = one_sided,
       two_sided_95_upper = clopper_pearson(0, n, 0.95)[2])
}

section_proportions <- function(d, ae) {
  e <- evaluable_only(d)
  # As many responders did not relapse as the text counts in remission: these are they.
  stopifnot(sum(d$relapse %in% "No") == SUSTAINED_REMISSIONS)
  list(all_treated = population_proportions(d, ae),
       evaluable = population_proportions(e, ae),
       eligible = population_proportions(eligible_only(d), ae, sum(eligible_only(d)$relapse %in% "No")),
       complete_responders = list(
         relapse = relapse_proportions(d),
         sustained_drug_free_remission =
           proportion(SUSTAINED_REMISSIONS, sum(d$outcome == "CR"))),
       zero_event_upper_bounds = lapply(setNames(ZERO_SIZES, paste0("n", ZERO_SIZES)), zero_event_bounds),
       grid_95_percent = proportion_grid())
}

# ---- 2 Poisson rates -------------------------------------------------------

rate_per_100 <- function(events, time) {
  ci <- poisson.test(events, time)$conf.int
  list(events = events, person_time = time, rate_per_100 = 100 * events / time,
       lower_95_per_100 = 100 * ci[1], upper_95_per_100 = 100 * ci[2])
}

# Months on the drug, in order: from 3 to 30, the middle two adding up to 22, and each at most the follow-up of its rank
# (in some order they then fit the patients). Least and greatest sum, by going through the whole months of each rank.
exposure_sums <- function(followup) {
  cap <- sort(followup)
  n <- length(cap)
  ends <- c(Inf, -Inf)
  for (low in 3:cap[n / 2]) {
    high <- 22 - low
    if (high < low || high > cap[n / 2 + 1]) next
    fixed <- list()
    fixed[[as.character(1)]] <- 3
    fixed[[as.character(n / 2)]] <- low
    fixed[[as.character(n / 2 + 1)]] <- high
    fixed[[as.character(n)]] <- 30
    sums <- list(c(3, 3, 3))   # last value, least sum, greatest sum
    for (k in 2:n) {
      values <- if (is.null(fixed[[as.character(k)]])) 3:cap[k] else fixed[[as.character(k)]]
      sums <- Filter(Negate(is.null), lapply(values[values <= cap[k]], function(v) {
        before <- Filter(function(s) s[1] <= v, sums)
        if (!length(before)) return(NULL)
        c(v, v + min(vapply(before, `[`, 0, 2)), v + max(vapply(before, `[`, 0, 3)))
      }))
    }
    for (s in sums) ends <- c(min(ends[1], s[2]), max(ends[2], s[3]))
  }
  ends
}

section_poisson <- function(d, ae) {
  months <- sum(d$followup, na.rm = TRUE)
  affected <- length(unique(ae$patient))
  grid <- lapply(0:10, rate_per_100, time = 100)
  column <- function(name) I(vapply(grid, `[[`, 0, name))
  list(person_time_unit = "months",
       exposure = local({
         sums <- exposure_sums(evaluable_only(d)$followup)
         own <- WITHDRAWAL_WEEK / WEEKS_PER_MONTH
         # Rounded, everything moves by half a month: 6 low ones from 2.5, 7 of 10.5 in the middle and above, 29.5; and
         # the caps, the middle and the ends half a month up.
         list(lowest = sums[1], highest = sums[2], lowest_rounded = sums[1] - 14 / 2,
              highest_rounded = sums[2] + 14 / 2, rate_lowest = 100 * affected / (sums[2] + own),
              rate_highest = 100 * affected / (sums[1] + own))
       }),
       followup_only = rate_per_100(affected, months),
       followup_plus_one_week_for_withdrawn =
         rate_per_100(affected, months + WITHDRAWAL_WEEK / WEEKS_PER_MONTH),
       evaluable_events_over_evaluable_time =
         rate_per_100(sum(evaluable_only(d)$patient %in% ae$patient), months),
       counts_0_to_10_over_100 = list(
         events = I(0:10), rate_per_100 = column("rate_per_100"),
         lower_95_per_100 = column("lower_95_per_100"),
         upper_95_per_100 = column("upper_95_per_100")))
}

# ---- 3 Kaplan-Meier --------------------------------------------------------

TICKS <- c(0, 4, 8, 12, 16, 24, 36, 48, 60)
TAUS <- c(12, 24, 36)

# `withdrawn` is "drop" (evaluable), "censor_week_1" or "never_responds".
# `shift_months` moves only the censoring of partial responders.
survival_data <- function(d, withdrawn = "drop", shift_months = 0) {
  if (withdrawn == "drop") d <- evaluable_only(d)
  if (withdrawn == "eligible") d <- eligible_only(d)
  time <- ifelse(d$outcome == "CR", d$ttcr,
                 (d$followup + shift_months) * WEEKS_PER_MONTH)
  lost <- d$outcome == "Withdrawn"
  time[lost] <- if (withdrawn == "censor_week_1") WITHDRAWAL_WEEK else
    max(d$followup, na.rm = TRUE) * WEEKS_PER_MONTH
  stopifnot(!anyNA(time))
  cbind(d, time = time, event = as.integer(d$outcome == "CR"))
}

# Beta product (Fay, Brittain and Proschan 2013; at event times as Fay and Brittain 2016), method of moments: the
# logarithm of each moment of a product of betas is a sum of differences of log gammas.
beta_product <- function(fit, level) {
  log_moment <- function(a, b, k) lgamma(a + k) - lgamma(a) + lgamma(a + b) - lgamma(a + b + k)
  limit <- function(j, probability, last) {
    use <- which(fit$n.event > 0 & seq_along(fit$time) <= j)
    a <- c(fit$n.risk[use] - fit$n.event[use] + 1, last)
    b <- c(fit$n.event[use], rep(1, length(last)))
    if (any(a == 0)) return(0)
    if (!length(a)) return(1)
    m <- exp(sum(log_moment(a, b, 1)))
    v <- exp(sum(log_moment(a, b, 2))) - m^2
    size <- m * (1 - m) / v - 1
    qbeta(probability, m * size, (1 - m) * size)
  }
  j <- seq_along(fit$time)
  after <- fit$n.risk - fit$n.event - fit$n.censor
  list(lower = vapply(j, function(i) limit(i, (1 - level) / 2, after[i]), 0),
       upper = vapply(j, function(i) limit(i, (1 + level) / 2, numeric(0)), 0))
}

km_fit <- function(s, conf_type = "plain", level = 0.95) {
  product <- conf_type == "beta-product"
  fit <- survfit(Surv(time, event) ~ 1, data = s, conf.type = if (product) "plain" else conf_type,
                 conf.int = level)
  if (product) fit[c("lower", "upper")] <- beta_product(fit, level)
  fit
}

by_conf_type_and_level <- function(s, f) {
  one_type <- function(type) {
    setNames(lapply(c(0.90, 0.95), function(l) f(km_fit(s, type, l))),
             c("90", "95"))
  }
  setNames(lapply(BANDS, one_type), BANDS)
}

median_limits <- function(fit) {
  q <- quantile(fit, 0.5)
  list(lower = as.numeric(q$lower), upper = as.numeric(q$upper))
}

km_median <- function(s, fit) {
  below <- fit$time[fit$surv <= 0.5 + TOLERANCE]
  first_limits <- function(f) list(lower = first_half(f$time, ifelse(is.na(f$lower), 1, f$lower)),
                                   upper = first_half(f$time, ifelse(is.na(f$upper), 1, f$upper)))
  list(midpoint_convention_weeks = as.numeric(quantile(fit, 0.5)$quantile),
       ci_first_time_weeks = by_conf_type_and_level(s, first_limits),
       first_time_at_or_below_half_weeks = if (length(below)) min(below) else NA,
       ci_midpoint_convention_weeks = by_conf_type_and_level(s, median_limits))
}

# Where nobody is censored before tau, patients lost before the first event left out: a mean of as many numbers.
student_mean <- function(s, tau) {
  s <- s[s$event == 1 | s$time >= min(s$time[s$event == 1]), ]
  if (any(s$event == 0 & s$time < tau)) return(list())
  x <- pmin(s$time, tau)
  ci <- t.test(x)$conf.int
  list(rmst_weeks = mean(x), std_error_weeks = sd(x) / sqrt(length(x)), lower_95 = ci[1], upper_95 = ci[2],
       lower_90 = t.test(x, conf.level = 0.9)$conf.int[1], upper_90 = t.test(x, conf.level = 0.9)$conf.int[2])
}

restricted_means <- function(fit, s) {
  one <- function(tau) {
    tab <- summary(fit, rmean = tau)$table
    half <- qnorm(0.975) * tab[["se(rmean)"]]
    c(list(rmst_weeks = tab[["rmean"]], std_error_weeks = tab[["se(rmean)"]],
           lower_95 = tab[["rmean"]] - half, upper_95 = tab[["rmean"]] + half),
      Filter(length, list(student = student_mean(s, tau))))
  }
  setNames(lapply(TAUS, one), paste0("tau_", TAUS, "_weeks"))
}

# The log-log interval of the median as one between ordered times; heads among n throws say how often it misses.
median_order <- function(s) {
  s <- s[s$event == 1 | s$time >= min(s$time[s$event == 1]), ]
  limits <- median_limits(km_fit(s, "log-log"))
  if (is.na(limits$upper) || any(s$event == 0 & s$time < limits$upper)) return(list())
  r <- 1 + sum(s$event == 1 & s$time < limits$lower)
  k <- sum(s$event == 1 & s$time <= limits$upper)
  below <- sum(dbinom(0:(r - 1), nrow(s), 0.5))
  above <- sum(dbinom(k:nrow(s), nrow(s), 0.5))
  list(lower_rank = r, upper_rank = k, n = nrow(s), below = below, above = above, coverage = 1 - below - above)
}

numbers_at_risk <- function(s) {
  n <- vapply(TICKS, function(t) sum(s$time >= t), 0)
  list(tick_weeks = I(TICKS), n_at_risk_just_before = I(n))
}

km_scenario <- function(s) {
  fit <- km_fit(s)
  # fit$std.err is on the cumulative-hazard scale; times S gives Greenwood.
  greenwood <- fit$std.err * fit$surv
  stopifnot(all.equal(greenwood, summary(fit, censored = TRUE)$std.err))
  list(n = nrow(s), events = sum(s$event),
       table = list(time_weeks = I(fit$time), n_at_risk = I(fit$n.risk),
                    n_event = I(fit$n.event), n_censored = I(fit$n.censor),
                    survival = I(fit$surv), greenwood_se_survival = I(greenwood)),
       ci_survival = by_conf_type_and_level(s, function(f)
         list(lower = I(f$lower), upper = I(f$upper))),
       median = km_median(s, fit), rmst = restricted_means(fit, s),
       median_order = median_order(s),
       at_risk = numbers_at_risk(s))
}

section_kaplan_meier <- function(d) {
  populations <- c(evaluable = "drop", eligible = "eligible",
                   all_treated_censored_week_1 = "censor_week_1",
                   all_treated_never_responds = "never_responds")
  shifts <- c(pr_censoring_as_printed = 0, pr_censoring_minus_half_month = -0.5,
              pr_censoring_plus_half_month = 0.5)
  lapply(as.list(populations), function(w) lapply(as.list(shifts), function(m)
    km_scenario(survival_data(d, w, m))))
}

# ---- 4 Aalen-Johansen ------------------------------------------------------

# Delta-method (Dinse and Larson) variance written out, to identify which
# variance the packaged fit reports.
cif_delta_se <- function(time, n, d_cause, d_all, cif) {
  s_before <- c(1, cumprod(1 - d_all / n)[-length(n)])
  variance <- function(k) {
    j <- seq_len(k)
    gap <- cif[k] - cif[j]
    left <- ifelse(n[j] == d_all[j], 0, d_all[j] / (n[j] * (n[j] - d_all[j])))
    sum(gap^2 * left) +
      sum(s_before[j]^2 * d_cause[j] * (n[j] - d_cause[j]) / n[j]^3) -
      2 * sum(gap * s_before[j] * d_cause[j] / n[j]^2)
  }
  sqrt(pmax(0, vapply(seq_along(time), variance, 0)))
}

aj_cause <- function(fit, state) {
  k <- match(state, fit$states)
  d_all <- rowSums(fit$n.event)
  list(cumulative_incidence = I(fit$pstate[, k]),
       survfit_se = I(fit$std.err[, k]),
       delta_method_se = I(cif_delta_se(
         fit$time, fit$n.risk[, 1], fit$n.event[, k], d_all, fit$pstate[, k])))
}

# Where (c) keeps the withdrawn patient at full weight after other people are
# censored, Aalen-Johansen does not, so the two can part after that time.
compare_with_km <- function(fit, d) {
  km <- km_fit(survival_data(d, "never_responds"))
  one_minus_km <- 1 - summary(km, times = fit$time, extend = TRUE)$surv
  aj <- fit$pstate[, match("CR", fit$states)]
  gap <- aj - one_minus_km
  differ <- abs(gap) > TOLERANCE
  list(one_minus_km_never_responds = I(one_minus_km), difference = I(gap),
       equal_at_every_time = !any(differ), max_abs_difference = max(abs(gap)),
       first_time_of_difference_weeks =
         if (any(differ)) min(fit$time[differ]) else NA)
}

section_aalen_johansen <- function(d) {
  s <- survival_data(d, "censor_week_1")
  s$state <- factor(ifelse(s$outcome == "PR", "censored", s$outcome),
                    levels = c("censored", "CR", "Withdrawn"))
  fit <- survfit(Surv(time, state) ~ 1, data = s)
  list(table = list(time_weeks = I(fit$time), n_at_risk = I(fit$n.risk[, 1])),
       complete_response = aj_cause(fit, "CR"),
       withdrawal = aj_cause(fit, "Withdrawn"),
       complete_response_versus_one_minus_km = compare_with_km(fit, d))
}

# ---- 5 Log-rank and permutation tests --------------------------------------

logrank <- function(s, label) {
  fit <- survdiff(Surv(s$time, s$event) ~ label)
  df <- length(fit$n) - 1
  names_ <- sub("^label=", "", names(fit$n))
  column <- function(x) setNames(as.list(as.numeric(x)), names_)
  list(chisq = fit$chisq, df = df,
       p = pchisq(fit$chisq, df, lower.tail = FALSE), n = column(fit$n),
       observed = column(fit$obs), expected = column(fit$exp))
}

logrank_scores <- function(s) {
  at <- sort(unique(s$time[s$event == 1]))
  step <- vapply(at, function(t)
    sum(s$event[s$time == t]) / sum(s$time >= t), 0)
  s$event - vapply(s$time, function(t) sum(step[at <= t]), 0)
}

# Every way of choosing who carries the label, the observed one included.
two_group <- function(s, member) {
  label <- ifelse(member, "group", "rest")
  asymptotic <- logrank(s, label)
  scores <- logrank_scores(s)
  u_observed <- sum(scores[member])
  stopifnot(abs(u_observed - asymptotic$observed$group +
                  asymptotic$expected$group) < 1e-12)
  sets <- combn(nrow(s), sum(member))
  u <- apply(sets, 2, function(i) sum(scores[i]))
  chisq <- apply(sets, 2, function(i) {
    chosen <- seq_len(nrow(s)) %in% i
    survdiff(Surv(s$time, s$event) ~ chosen)$chisq
  })
  score_hits <- sum(abs(u) >= abs(u_observed) - TOLERANCE)
  chisq_hits <- sum(chisq >= asymptotic$chisq - TOLERANCE)
  c(asymptotic, list(patients = nrow(s), permutation = list(
    assignments = ncol(sets), u_observed = u_observed,
    score_abs_u = list(as_extreme = score_hits, p = score_hits / ncol(sets)),
    survdiff_chisq = list(as_extreme = chisq_hits, p = chisq_hits / ncol(sets)))))
}

# Three disjoint pairs fix the labels; the fourth group is what is left, and
# its score sum is minus the others because the scores add to zero.
four_group_permutation <- function(s) {
  size <- table(s$group)
  stopifnot(identical(as.integer(size[c("DLE", "LEP", "other", "SCLE")]),
                      c(8L, 2L, 2L, 2L)))
  scores <- logrank_scores(s)
  stopifnot(abs(sum(scores)) < 1e-12)
  observed <- sum(tapply(scores, s$group, sum)^2 / size)
  pair <- combn(nrow(s), 2)
  bits <- as.integer(2^(pair[1, ] - 1) + 2^(pair[2, ] - 1))
  u <- scores[pair[1, ]] + scores[pair[2, ]]
  g <- expand.grid(a = seq_along(u), b = seq_along(u), c = seq_along(u))
  g <- g[bitwAnd(bits[g$a], bits[g$b]) == 0L, ]
  g <- g[bitwAnd(bitwOr(bits[g$a], bits[g$b]), bits[g$c]) == 0L, ]
  stopifnot(nrow(g) == 270270)
  q <- (u[g$a]^2 + u[g$b]^2 + u[g$c]^2) / 2 + (u[g$a] + u[g$b] + u[g$c])^2 / 8
  hits <- sum(q >= observed - TOLERANCE)
  list(assignments = nrow(g), quadratic_form_observed = observed,
       as_extreme = hits, p = hits / nrow(g))
}

section_logrank <- function(d) {
  s <- survival_data(d)
  without_other <- s[s$group != "other", ]
  list(four_groups = c(logrank(s, s$group),
                       list(permutation = four_group_permutation(s))),
       scores = list(patient = I(s$patient), score = I(logrank_scores(s))),
       lep_versus_rest = two_group(s, s$group == "LEP"),
       lep_versus_dle_and_scle =
         two_group(without_other, without_other$group == "LEP"),
       scle_versus_rest = two_group(s, s$group == "SCLE"))
}

# ---- 6 Cox -----------------------------------------------------------------

# The slopes that a likelihood-ratio test does not reject: coxph with no iteration gives the likelihood at a slope.
profile_limits <- function(s, b, se, ties) {
  loglik <- function(slope) coxph(Surv(time, event) ~ activity, data = s, ties = ties, init = slope,
                                  control = coxph.control(iter.max = 0))$loglik[2]
  gap <- function(slope) 2 * (loglik(b) - loglik(slope)) - qchisq(0.95, 1)
  ends <- c(uniroot(gap, c(b - 10 * se, b), tol = 1e-12)$root, uniroot(gap, c(b, b + 10 * se), tol = 1e-12)$root)
  list(hr_lower_95 = exp(ends[1]), hr_upper_95 = exp(ends[2]),
       hr_5_points_lower_95 = exp(5 * ends[1]), hr_5_points_upper_95 = exp(5 * ends[2]))
}

cox_summary <- function(s, ties) {
  # Tight convergence, so digits beyond the default stopping rule agree too.
  fit <- coxph(Surv(time, event) ~ activity, data = s, ties = ties,
               control = coxph.control(eps = 1e-11, iter.max = 50))
  m <- summary(fit)
  test <- function(x) list(chisq = x[["test"]], p = x[["pvalue"]])
  z <- qnorm(0.975) * sqrt(vcov(fit)[1, 1])
  b <- coef(fit)[[1]]
  # summary() rounds the Wald chi-square to two decimals, so it is redone here.
  wald <- b^2 / vcov(fit)[1, 1]
  list(coef_per_clasi_point = b, std_error = sqrt(vcov(fit)[1, 1]),
       hazard_ratio = exp(b), hr_lower_95 = exp(b - z), hr_upper_95 = exp(b + z),
       hazard_ratio_5_points = exp(5 * b), hr_5_points_lower_95 = exp(5 * (b - z)),
       hr_5_points_upper_95 = exp(5 * (b + z)),
       loglik_null = fit$loglik[1], loglik_fitted = fit$loglik[2],
       profile = profile_limits(s, b, sqrt(vcov(fit)[1, 1]), ties),
       proportionality_p = cox.zph(fit)$table["activity", "p"],
       likelihood_ratio = test(m$logtest),
       wald = list(chisq = wald, p = pchisq(wald, 1, lower.tail = FALSE)),
       score = test(m$sctest))
}

section_cox <- function(d) {
  s <- survival_data(d)
  list(n = nrow(s), events = sum(s$event),
       efron = cox_summary(s, "efron"), breslow = cox_summary(s, "breslow"))
}

# ---- 7 Interval-censored examples solved by hand ---------------------------
# Observations are half-open (l, r]; l = r means an exact time and r = Inf is
# right-censored. Mass can sit only on innermost intervals, each running from
# some l to some r with no other endpoint between. With p_j the masses:
#
# repeated        p1^2 p2                        -> 2/3, 1/3.
# overlap         (0,1] and (1,2] seen once each; (0,2] has probability one and
#                 says nothing: p1 p2           -> 1/2, 1/2.
# staggered       (0,2],(1,3],(2,4]: innermost (1,2],(2,3]; p1 * 1 * p2
#                                                -> 1/2, 1/2, none before 1.
# right_censored  p1 * p2 * p3, the last on (2,Inf) -> 1/3 each.
# nested          p1 p2 p3 (p1+p2). With s = p1+p2 and p1 = p2 = s/2 this is
#                 s^3 (1-s)/4, largest at s = 3/4 -> 3/8, 3/8, 1/4.
# zero_mass       p1 (p1+p2)(p2+p3) p3. By symmetry p1 = p3 = p, p2 = 1-2p:
#                 p^2 (1-p)^2, largest at p = 1/2 -> 1/2, 0, 1/2. The gradient
#                 for p2 also reaches n, so EM creeps towards its zero.
# irrational      p1 p2 p3 (p1+p2)(p2+p3), p1 = p3 = p: p^2 (1-2p)(1-p)^2 has
#                 derivative zero at 5p^2 - 5p + 1 = 0
#                                     -> (5-sqrt 5)/10, sqrt(5)/5, (5-sqrt 5)/10.
# visits          Visits at 2, 4, 8, 12. Innermost (2,4],(4,8],(8,12],(12,Inf):
#                 p1^3 p2 (p2+p3)(p3+p4) p4. p1 takes 3 of 7; the rest is
#                 zero_mass on what is left       -> 3/7, 2/7, 0, 2/7.
# exact_times     Exact 2 and 3, and >2 seen as (2,Inf). Kaplan-Meier: S is 2/3
#                 after 2, 0 after 3. p1 p2 p2    -> 1/3, 2/3.
#
# Univariate masses are unique: each innermost right end closes an observation,
# so the distribution function there is fixed by the unique likelihood terms.
# S is unique at the ends of innermost intervals and wherever no mass straddles;
# inside an interval with mass it is not, so only S at right ends is given.

npmle_inputs <- function() {
  r5 <- sqrt(5)
  case <- function(left, right, from, to, mass) {
    list(left = left, right = right, from = from, to = to, mass = mass)
  }
  list(
    repeated = case(c(0, 0, 1), c(1, 1, 2), c(0, 1), c(1, 2), c(2, 1) / 3),
    overlap = case(c(0, 1, 0), c(1, 2, 2), c(0, 1), c(1, 2), c(1, 1) / 2),
    staggered = case(c(0, 1, 2), c(2, 3, 4), c(1, 2), c(2, 3), c(1, 1) / 2),
    right_censored = case(c(0, 1, 2), c(1, 2, Inf), 0:2, c(1, 2, Inf),
                          c(1, 1, 1) / 3),
    nested = case(c(0, 1, 2, 0), c(1, 2, 3, 2), 0:2, 1:3, c(3, 3, 2) / 8),
    zero_mass = case(c(0, 0, 1, 2), c(1, 2, 3, 3), 0:2, 1:3, c(1, 0, 1) / 2),
    irrational = case(c(0, 1, 2, 0, 1), c(1, 2, 3, 2, 3), 0:2, 1:3,
                      c((5 - r5) / 10, r5 / 5, (5 - r5) / 10)),
    visits = case(c(0, 0, 2, 4, 4, 8, 12), c(4, 4, 4, 8, 12, Inf, Inf),
                  c(2, 4, 8, 12), c(4, 8, 12, Inf), c(3, 2, 0, 2) / 7),
    exact_times = case(c(2, 3, 2), c(2, 3, Inf), c(2, 3), c(2, 3), c(1, 2) / 3))
}

# Does observation (l, r] hold the innermost interval (a, b]? An exact
# innermost point a = b must lie strictly above an open left end.
holds <- function(l, r, a, b) {
  inside <- b <= r & (if (a == b) l < a else l <= a)
  ifelse(l == r, a == l & b == r, inside)
}

npmle_check <- function(case) {
  k <- length(case$mass)
  hit <- vapply(seq_len(k), function(j)
    holds(case$left, case$right, case$from[j], case$to[j]),
    logical(length(case$left)))
  likelihood <- as.numeric(hit %*% case$mass)
  gradient <- colSums(hit / likelihood)
  n <- length(case$left)
  # Necessary and sufficient for the maximum of a concave likelihood.
  stopifnot(abs(sum(case$mass) - 1) < 1e-12, all(gradient <= n + 1e-9),
            all(abs(gradient[case$mass > 0] - n) < 1e-9))
  list(left = I(case$left), right = I(case$right),
       innermost_left = I(case$from), innermost_right = I(case$to),
       mass = I(case$mass), survival_at_innermost_right = I(1 - cumsum(case$mass)),
       log_likelihood = sum(log(likelihood)), gradient_over_n = I(gradient / n))
}

section_npmle <- function() lapply(npmle_inputs(), function(case) {
  out <- npmle_check(case)
  # 1 - cumsum leaves rounding dust where the exact value is zero.
  s <- out$survival_at_innermost_right
  out$survival_at_innermost_right <- I(ifelse(abs(s) < 1e-15, 0, unclass(s)))
  out
})

# ---- 9 t-tests from printed summaries --------------------------------------

two_sided_t <- function(t, df) list(t = t, df = df, p = 2 * pt(-abs(t), df))

unpaired_tests <- function(a, b, n) {
  va <- a[["sd"]]^2 / n
  vb <- b[["sd"]]^2 / n
  t <- (a[["mean"]] - b[["mean"]]) / sqrt(va + vb)
  # With equal n the pooled and separate-variance t agree; only df differ.
  list(student = two_sided_t(t, 2 * n - 2),
       welch = two_sided_t(t, (va + vb)^2 / ((va^2 + vb^2) / (n - 1))))
}

paired_tests <- function(a, b, n) {
  one <- function(r) {
    sd <- sqrt(a[["sd"]]^2 + b[["sd"]]^2 - 2 * r * a[["sd"]] * b[["sd"]])
    c(list(sd_of_differences = sd),
      two_sided_t((a[["mean"]] - b[["mean"]]) / (sd / sqrt(n)), n - 1))
  }
  setNames(lapply(CORRELATIONS, one), paste0("r_", CORRELATIONS))
}

# Invert the paired test: printed p gives t, t gives the SD of differences,
# and the SD gives r. Outside [-1, 1] the printed p is impossible.
implied_correlation <- function(a, b, n, p) {
  t <- qt(1 - p / 2, n - 1)
  sd <- abs(a[["mean"]] - b[["mean"]]) * sqrt(n) / t
  r <- (a[["sd"]]^2 + b[["sd"]]^2 - sd^2) / (2 * a[["sd"]] * b[["sd"]])
  list(printed_p = p, sd_of_differences = sd, correlation = r,
       feasible = abs(r) <= 1)
}

summary_tests <- function(a, b, sizes, p) {
  one <- function(n) {
    list(n = n, unpaired = unpaired_tests(a, b, n),
         paired_by_correlation = paired_tests(a, b, n),
         correlation_giving_printed_p = implied_correlation(a, b, n, p),
         sem_first = a[["sd"]] / sqrt(n), sem_second = b[["sd"]] / sqrt(n))
  }
  setNames(lapply(sizes, one), paste0("n", sizes))
}

section_t_tests <- function() {
  list(activity_baseline_vs_week_2 = summary_tests(
         c(mean = 11, sd = 5.9), c(mean = 4.13, sd = 3.66), 14:15, 0.0009),
       damage_baseline_vs_one_year = summary_tests(
         c(mean = 2.39, sd = 2.96), c(mean = 3.08, sd = 3.15), 10:15, 0.398))
}

# ---- 10 Table 1 and 2 descriptions -----------------------------------------

quartiles <- function(x, type) {
  q <- quantile(x, c(0.25, 0.5, 0.75), type = type, names = FALSE)
  list(q1 = q[1], median = q[2], q3 = q[3])
}

describe <- function(x) {
  x <- x[!is.na(x)]
  list(n = length(x), sum = sum(x), mean = mean(x), sd = sd(x), median = median(x),
       quartiles_type_7 = quartiles(x, 7), quartiles_type_2 = quartiles(x, 2),
       min = min(x), max = max(x))
}

counts <- function(x) {
  tab <- table(x)
  setNames(as.list(as.integer(tab)), names(tab))
}

# A trailing comma in the print (patient 4) leaves an empty item; dropped.
items <- function(x) {
  out <- trimws(unlist(strsplit(x, ",", fixed = TRUE)))
  out[out != ""]
}

by_diagnosis <- function(d, value) {
  sets <- list(dle_localized = "DLE (L)", dle_generalized = "DLE (G)",
               dle = c("DLE (L)", "DLE (G)"), scle = "SCLE",
               lep = "Lupus Profundus", acle = "ACLE", let = "LET")
  lapply(sets, function(names_) describe(d[[value]][d$diagnosis %in% names_]))
}

describe_population <- function(d) {
  list(clasi_activity = c(list(overall = describe(d$activity)),
                          by_diagnosis(d, "activity")),
       clasi_damage = c(list(overall = describe(d$damage)),
                        by_diagnosis(d, "damage")),
       diagnosis_counts = counts(d$diagnosis),
       # Lower case joins "V-neck" and "v-neck"; "arm" and "arms" stay apart.
       site_counts_lower_case = counts(tolower(items(d$site))),
       reason_counts = counts(items(d$reason)),
       treatment_counts = counts(items(d$treatment)),
       ana_titre_denominator = describe(d$ana_denominator),
       ana_titre_counts = counts(d$ana_denominator),
       dsdna_positive = list(n = sum(!is.na(d$dsdna)),
                             patients = I(d$patient[!is.na(d$dsdna)]),
                             values_iu_per_ml = I(d$dsdna[!is.na(d$dsdna)])),
       anti_ro_positive = list(n = sum(d$anti_ro), patients = I(d$patient[d$anti_ro])),
       anti_la_positive = list(n = sum(d$anti_la)))
}

describe_ttcr <- function(d) {
  r <- d[d$outcome == "CR", ]
  sets <- list(overall = unique(r$group), dle = "DLE", scle = "SCLE",
               dle_and_scle = c("DLE", "SCLE"), lep = "LEP")
  lapply(sets, function(g) describe(r$ttcr[r$group %in% g]))
}

section_descriptive <- function(d, ae) {
  list(all_treated = describe_population(d),
       evaluable = describe_population(evaluable_only(d)),
       followup_months = describe(d$followup),
       ttcr_weeks_among_responders = describe_ttcr(d),
       outcome_counts = counts(d$outcome),
       adverse_events = list(patients = I(unique(ae$patient)),
                             events_per_patient = counts(ae$patient),
                             events = nrow(ae)))
}

# ---- 11 and 12 Dose and relapse --------------------------------------------

section_dose <- function(d) {
  weekly <- c("5 mg twice weekly" = 10, "5 mg three times weekly" = 15,
              "5 mg alternate days" = 17.5)
  r <- d[!is.na(d$relapse_dose), ]
  stopifnot(all(r$relapse_dose %in% names(weekly)))
  mg <- unname(weekly[r$relapse_dose])
  # One step down a month through these doses: the k-th is reached k - 1 months after the first.
  reductions <- match(mg, sort(unique(mg), decreasing = TRUE))
  reached <- (reductions - 1) * WEEKS_PER_MONTH
  stopifnot(all(mg < 7 * r$max_dose))
  list(max_dose_mg_counts = list(all_treated = counts(d$max_dose),
                                 evaluable = counts(evaluable_only(d)$max_dose)),
       taper_steps = list(reductions = setNames(as.list(reductions), r$patient),
                          earliest_weeks = setNames(as.list(reached), r$patient),
                          lowest_dose_weeks = max(reached),
                          beyond_range = sum(reached > ROUNDED$longest[2])),
       relapse_dose = list(patient = I(r$patient), mg_per_week = I(mg),
                           summary_mg_per_week = describe(mg),
                           counts_by_mg_per_week = counts(mg)))
}

section_relapse_bounds <- function(d) {
  r <- d[d$outcome == "CR", ]
  bound <- r$followup * WEEKS_PER_MONTH - r$ttcr
  list(patient = I(r$patient), recorded_relapse = I(r$relapse),
       weeks_from_complete_response_to_last_visit = I(bound),
       total_weeks = sum(bound), min_weeks = min(bound), max_weeks = max(bound))
}

# ---- 13 Response by subgroup -----------------------------------------------

proportion_95 <- function(hit) {
  x <- sum(hit)
  n <- length(hit)
  list(x = x, n = n, estimate = x / n,
       limits_95 = lapply(METHODS, function(method) lower_upper(method(x, n, 0.95))))
}

# Codes of the data package, so that groups carry the same names in both programs.
diagnosis_code <- function(diagnosis) {
  codes <- c("DLE (L)" = "DLE", "DLE (G)" = "DLE", "SCLE" = "SCLE",
             "Lupus Profundus" = "LEP", "ACLE" = "ACLE", "LET" = "LET")
  unname(codes[diagnosis])
}

two_way <- function(member, outcome) {
  list(inside = proportion_95(outcome[member]), outside = proportion_95(outcome[!member]),
       fisher_p = fisher.test(table(factor(member, c(TRUE, FALSE)),
                                    factor(outcome, c(TRUE, FALSE))))$p.value)
}

by_code <- function(code, hit) lapply(split(hit, code), proportion_95)

response_splits <- function(d) {
  response <- d$outcome == "CR"
  list(partial_response = proportion_95(d$outcome == "PR"),
       by_diagnosis = by_code(diagnosis_code(d$diagnosis), response),
       two_way = list(EXTENSIVE_RASH = two_way(d$large_area, response),
                      LACK_OF_EFFICACY = two_way(d$lack_of_efficacy, response),
                      above_median_activity = two_way(d$activity > median(d$activity), response)))
}

section_response_splits <- function(d) {
  list(all_treated = response_splits(d), evaluable = response_splits(evaluable_only(d)),
       eligible = response_splits(eligible_only(d)))
}

# ---- 14 Adverse events by kind ---------------------------------------------

section_adverse_events <- function(d, ae) {
  one <- function(rows) c(proportion_95(d$patient %in% rows$patient), list(events = nrow(rows)))
  list(by_term = lapply(split(ae, ae$event), one),
       by_relation = lapply(split(ae, ae$causality), one),
       by_grade = lapply(split(ae, ifelse(ae$grade == "", "none", sub("Grade ", "", ae$grade))), one))
}

# ---- 15 Relapse by subtype, under each reading of a dash -------------------

READINGS <- c(no = "no", yes = "yes", exclude = "exclude")

read_relapses <- function(r, reading) {
  if (reading == "exclude") r <- r[!is.na(r$relapse), ]
  cbind(r, relapsed = r$relapse %in% "Yes" | (reading == "yes" & is.na(r$relapse)))
}

section_relapse_splits <- function(d) {
  lapply(as.list(READINGS), function(reading) {
    r <- read_relapses(d[d$outcome == "CR", ], reading)
    code <- list(group = r$group, diagnosis = diagnosis_code(r$diagnosis))
    lapply(code, function(labels) {
      lapply(setNames(nm = sort(unique(labels))), function(label) two_way(labels == label, r$relapsed))
    })
  })
}

# ---- 16 Relapse after taper: what the printed summaries allow --------------
# Printed: shortest 2, median 4.4 and longest 8 weeks; each stands for what
# rounds to it. With an odd number of times the median is one of them.

ROUNDED <- list(shortest = c(1.5, 2.5), median = c(4.35, 4.45), longest = c(7.5, 8.5))
FAR <- 1e6                 # later than any time here

# Bounds travel along the order: a time is at least what those before it are.
order_bounds <- function(n) {
  stopifnot(n %% 2 == 1)
  lower <- rep(-Inf, n)
  upper <- rep(Inf, n)
  at <- list(1, (n + 1) / 2, n)
  for (i in 1:3) {
    lower[at[[i]]] <- max(lower[at[[i]]], ROUNDED[[i]][1])
    upper[at[[i]]] <- min(upper[at[[i]]], ROUNDED[[i]][2])
  }
  data.frame(lower = cummax(lower), upper = rev(cummin(rev(upper))))
}

curve_at <- function(time, event, weeks) {
  fit <- survfit(Surv(time, event) ~ 1)
  vapply(weeks, function(w) if (any(fit$time <= w)) min(fit$surv[fit$time <= w]) else 1, 0)
}

first_half <- function(weeks, survival) {
  below <- weeks[survival <= 0.5 + TOLERANCE]
  if (length(below)) min(below) else Inf
}

# The extreme curves are Kaplan-Meier estimates of extreme data sets.
taper_envelope <- function(b, total, undated, followed) {
  weeks <- sort(unique(c(0, rep(0, undated), b$lower, b$upper)))
  early <- c(rep(0, undated), b$lower)
  others <- total - length(early)
  staying <- if (followed) others else 0
  lowest <- curve_at(c(early, rep(FAR, staying)), rep(1:0, c(length(early), staying)), weeks)
  late <- total - nrow(b)
  highest <- curve_at(c(b$upper, rep(FAR, late)), rep(1:0, c(nrow(b), late)), weeks)
  list(weeks = I(weeks), lowest = I(lowest), highest = I(highest))
}

# Cells (a, b]: b is the first right end after the left end a, and no left end
# lies between. No time here is known exactly.
innermost <- function(left, right) {
  cells <- t(vapply(sort(unique(left)), function(a) c(a, min(right[right > a])), c(0, 0)))
  last_left <- vapply(cells[, 2], function(b) max(left[left < b]), 0)
  cells[cells[, 1] == last_left, , drop = FALSE]
}

# Self-consistency (Turnbull 1976), which creeps where a mass vanishes: such
# cells are dropped on the way, and the gradient condition of all cells,
# necessary and sufficient for the maximum, is checked at the end.
turnbull <- function(left, right) {
  cells <- innermost(left, right)
  hit <- outer(seq_along(left), seq_len(nrow(cells)), Vectorize(function(i, j)
    left[i] <= cells[j, 1] && cells[j, 2] <= right[i]))
  mass <- rep(1 / nrow(cells), nrow(cells))
  n <- length(left)
  gradient <- function() colSums(hit / as.numeric(hit %*% mass))
  for (step in 1:200000) {
    slope <- gradient()
    updated <- mass * slope / n
    updated[updated < 1e-3 & slope < n * (1 - 1e-4) & step %% 1000 == 0] <- 0
    updated <- updated / sum(updated)
    moved <- max(abs(updated - mass))
    mass <- updated
    if (moved < 1e-16) break
  }
  slope <- gradient()
  stopifnot(all(slope <= n * (1 + 1e-9)), all(abs(slope[mass > 0] - n) < 1e-8))
  list(left = I(left), right = I(right), innermost_left = I(cells[, 1]),
       innermost_right = I(cells[, 2]), mass = I(mass),
       remaining = I(ifelse(is.finite(cells[, 2]), 1 - cumsum(mass), NA)),
       log_likelihood = sum(log(hit %*% mass)))
}

section_taper <- function(d) {
  r <- d[d$outcome == "CR", ]
  dated <- sum(r$relapse %in% "Yes")
  b <- order_bounds(dated)
  one <- function(reading) {
    relapsed <- read_relapses(r, reading)$relapsed
    total <- length(relapsed)
    undated <- sum(relapsed) - dated
    both <- list(followed = TRUE, unfollowed = FALSE)
    envelope <- lapply(both, function(f) taper_envelope(b, total, undated, f))
    half <- function(edge) vapply(envelope, function(e) first_half(e$weeks, e[[edge]]), 0)
    list(envelope = envelope, median_earliest_weeks = min(half("lowest")),
         median_latest_weeks = max(half("highest")))
  }
  list(order = list(lower_weeks = I(b$lower), upper_weeks = I(b$upper)),
       reading = lapply(as.list(READINGS), one))
}

# ---- 17 Relapse after complete response: what Table 2 allows ---------------

response_bounds <- function(r) {
  last <- r$followup * WEEKS_PER_MONTH - r$ttcr
  # The dose comes down after the response, and a printed relapse takes 1.5 weeks from then at least.
  soonest <- ifelse(r$relapse %in% "Yes", pmin(ROUNDED$shortest[1], last), 0)
  weeks <- sort(unique(c(0, soonest[r$relapsed], last)))
  inside <- (weeks + c(weeks[-1], max(weeks) + 1)) / 2
  hit <- r$relapsed
  share <- function(time, event, week) curve_at(time, as.integer(event), week)
  list(weeks = I(weeks), observed = I(vapply(weeks, function(w) sum(last > w), 0)),
       lowest = I(vapply(inside, function(w) {
         can <- hit & soonest < w
         share(ifelse(can, pmin(last, w), last), can, w)
       }, 0)),
       highest = I(vapply(inside, function(w) {
         done <- hit & last <= w
         share(ifelse(done, soonest, last), done, w)
       }, 0)),
       all_at_once = I(share(ifelse(hit, soonest, last), hit, inside)),
       soonest_weeks = ROUNDED$shortest[1],
       all_at_last_visit = I(share(last, hit, inside)),
       window_weeks = describe(last[hit]))
}

section_response_clock <- function(d) {
  r <- d[d$outcome == "CR", ]
  lapply(as.list(READINGS), function(reading) response_bounds(read_relapses(r, reading)))
}

# ---- 18 Groups over time, 19 landmarks, 20 competing withdrawal ------------

section_groups <- function(d) {
  s <- survival_data(d)
  lapply(split(s, s$group), function(g) {
    fit <- km_fit(g, "log-log")
    rest <- logrank(s, s$group == g$group[1])
    scores <- logrank_scores(s)[s$group == g$group[1]]
    sets <- combn(logrank_scores(s), nrow(g), sum)
    list(n = nrow(g), events = sum(g$event),
         median_midpoint_weeks = as.numeric(quantile(fit, 0.5)$quantile),
         median_first_weeks = first_half(fit$time, fit$surv),
         median_limits_first_weeks = list(lower = first_half(fit$time, ifelse(is.na(fit$lower), 1, fit$lower)),
                                          upper = first_half(fit$time, ifelse(is.na(fit$upper), 1, fit$upper))),
         median_limits_log_log_95 = median_limits(fit),
         against_rest = list(relabelings = length(sets), chisq = rest$chisq, p = rest$p, observed_minus_expected = sum(scores),
                             permutation_p = mean(abs(sets) >= abs(sum(scores)) - TOLERANCE)))
  })
}

LANDMARKS <- c(4, 12, 24, 52, 104)   # the last two: after every response

# A share by a week before which nobody is censored is a proportion; those lost before the first event are in nobody's.
followed_share <- function(s, week) {
  first <- min(s$time[s$event == 1])
  s <- s[s$event == 1 | s$time >= min(first, week), ]
  if (any(s$event == 0 & s$time < week)) return(c(NA, NA, NA))
  x <- sum(s$event == 1 & s$time <= week)
  c(x / nrow(s), clopper_pearson(x, nrow(s), 0.95))
}

section_landmarks <- function(d) {
  populations <- c(evaluable = "drop", eligible = "eligible", all_treated_censored_week_1 = "censor_week_1",
                   all_treated_never_responds = "never_responds")
  lapply(as.list(populations), function(withdrawn) {
    s <- survival_data(d, withdrawn)
    exact <- vapply(LANDMARKS, function(week) followed_share(s, week), numeric(3))
    scales <- lapply(setNames(nm = BANDS), function(type) {
      fit <- km_fit(s, type)
      row <- findInterval(LANDMARKS, fit$time)
      list(share = I(1 - fit$surv[row]), lower = I(1 - fit$upper[row]), upper = I(1 - fit$lower[row]))
    })
    given <- lapply(scales, function(scale) setNames(lapply(1:3, function(k)
      I(ifelse(is.na(exact[k, ]), unclass(scale[[k]]), exact[k, ]))), names(scale)))
    c(list(weeks = I(LANDMARKS), given = given), scales)
  })
}

# Limits of one minus the cumulative incidence, written out on each scale.
incidence_limits <- function(share, error, type) {
  z <- qnorm(0.975)
  relative <- error / share
  if (type == "plain") return(list(lower = pmax(share - z * error, 0), upper = pmin(share + z * error, 1)))
  if (type == "log")
    return(list(lower = share * exp(-z * relative), upper = pmin(share * exp(z * relative), 1)))
  spread <- z * relative / abs(log(share))
  list(lower = share^exp(spread), upper = share^exp(-spread))
}

section_competing <- function(d) {
  s <- survival_data(d, "censor_week_1")
  s$state <- factor(ifelse(s$outcome == "PR", "censored", s$outcome),
                    levels = c("censored", "CR", "Withdrawn"))
  fit <- survfit(Surv(time, state) ~ 1, data = s)
  k <- match("CR", fit$states)
  after <- fit$pstate[, k] > 0       # before, nobody has responded and there is no interval
  share <- 1 - fit$pstate[after, k]
  week <- fit$time[after]
  scales <- lapply(setNames(nm = CONF_TYPES), function(type) {
    limits <- incidence_limits(share, fit$std.err[after, k], type)
    list(lower = I(limits$lower), upper = I(limits$upper),
         median_limits_first_weeks = list(lower = first_half(week, limits$lower),
                                          upper = first_half(week, limits$upper)))
  })
  by_end <- lapply(scales, function(limits) list(lower = 1 - tail(limits$upper, 1), upper = 1 - tail(limits$lower, 1)))
  list(weeks = I(week), without_response = I(share), median_first_weeks = first_half(week, share),
       limits_95 = scales, by_end_95 = by_end)
}

# ---- 21 Responses known by visit only --------------------------------------
# Text: visits monthly for six months, then every three months. The interval of
# a response runs from the last visit more than half a week before it.

section_visits <- function(d) {
  s <- survival_data(d)
  months <- c(0:6, seq(9, 600, by = 3))
  visits <- c(2, months * WEEKS_PER_MONTH)   # text: everyone was scored at week 2
  before <- vapply(s$time, function(w) max(0, visits[visits < w - 0.5]), 0)
  turnbull(ifelse(s$event == 1, before, s$time), ifelse(s$event == 1, s$time, Inf))
}

# ---- 22 Anti-dsDNA: what tests of so few values could show ------------------

FACTORS <- c(1.5, 2, 3, 5)

section_dsdna <- function(d) {
  values <- d$dsdna[!is.na(d$dsdna)]
  p <- function(test) I(vapply(FACTORS, function(f) test(values, f * values)$p.value, 0))
  list(factor = I(FACTORS), mann_whitney_p = p(wilcox.test),
       student_p = p(function(x, y) t.test(x, y, var.equal = TRUE)),
       smallest_signed_rank_p = 2 * psignrank(0, length(values)))
}

# ---- 23 Published data sets ------------------------------------------------
# `aml` (Miller 1981) and `lung` (Loprinzi et al. 1994), as survival ships them;
# the inputs are given too, so that nobody has to type them.

published_example <- function(time, event, group, covariate, tau) {
  s <- data.frame(time = time, event = event, group = group, activity = covariate)
  fit <- km_fit(s, "log-log")
  tab <- summary(fit, rmean = tau)$table
  test <- survdiff(Surv(time, event) ~ group, data = s)
  cox <- cox_summary(s, "efron")
  names(cox)[1] <- "coef"
  half <- median_limits(fit)
  list(input = list(time = I(time), event = I(as.integer(event)), group = I(as.integer(factor(group))),
                    covariate = I(covariate), tau = tau),
       survival = I(fit$surv), greenwood_se = I(fit$std.err * fit$surv),
       log_log_lower = I(fit$lower), log_log_upper = I(fit$upper),
       median = c(list(midpoint = as.numeric(quantile(fit, 0.5)$quantile)), half),
       rmst = tab[["rmean"]], rmst_se = tab[["se(rmean)"]],
       logrank_chisq = test$chisq, logrank_p = pchisq(test$chisq, length(test$n) - 1, lower.tail = FALSE),
       cox_efron = cox[c("coef", "std_error", "hr_lower_95", "hr_upper_95", "loglik_fitted", "profile", "proportionality_p")])
}

section_published <- function() {
  a <- survival::aml
  l <- survival::lung
  list(aml = published_example(a$time, a$status == 1, a$x, as.numeric(a$x == "Maintained"), 24),
       lung = published_example(l$time, l$status == 2, l$sex, l$age, 365))
}

# ---- 24 Further descriptions -----------------------------------------------

section_further <- function(d) {
  long <- d[!is.na(d$followup) & d$followup >= 12, ]
  list(prior_treatments = describe(lengths(lapply(d$treatment, items))),
       sex_counts = counts(d$sex),
       clasi_of_those_followed_12_months = list(activity = describe(long$activity),
                                                damage = describe(long$damage)))
}

# ---- 25 t-tests: unequal numbers, and what rounding leaves open ------------

welch_or_student <- function(m1, s1, n1, m2, s2, n2, equal) {
  if (equal) {
    pooled <- ((n1 - 1) * s1^2 + (n2 - 1) * s2^2) / (n1 + n2 - 2)
    df <- n1 + n2 - 2
    se <- sqrt(pooled * (1 / n1 + 1 / n2))
  } else {
    v <- c(s1^2 / n1, s2^2 / n2)
    df <- sum(v)^2 / sum(v^2 / (c(n1, n2) - 1))
    se <- sqrt(sum(v))
  }
  2 * pt(-abs(m1 - m2) / se, df)
}

# Corners of what rounds to the printed digits: half a unit of the last place.
further_t_tests <- function(mean1, sd1, mean2, sd2, digits, n1, n2) {
  values <- c(mean1, sd1, mean2, sd2)
  ends <- Map(function(v, k) v + c(-0.5, 0.5) * 10^-k, values, digits)
  corners <- do.call(expand.grid, ends)
  p <- function(equal) mapply(welch_or_student, corners[[1]], corners[[2]], n1, corners[[3]],
                              corners[[4]], n2, MoreArgs = list(equal = equal))
  all_p <- c(p(TRUE), p(FALSE))
  list(input = list(mean_first = mean1, sd_first = sd1, mean_second = mean2, sd_second = sd2),
       n_first = n1, n_second = n2,
       student_p = welch_or_student(mean1, sd1, n1, mean2, sd2, n2, TRUE),
       welch_p = welch_or_student(mean1, sd1, n1, mean2, sd2, n2, FALSE),
       least_p_within_rounding = min(all_p), greatest_p_within_rounding = max(all_p))
}

section_further_t_tests <- function() {
  list(activity = further_t_tests(11, 5.9, 4.13, 3.66, c(0, 1, 2, 2), 15, 14),
       damage = further_t_tests(2.39, 2.96, 3.08, 3.15, c(2, 2, 2, 2), 15, 14))
}

# ---- 26 The chapters' tables ------------------------------------------------
# What chapters show row by row; keys are the words in their rows.

summary_row <- function(x) {
  missing <- sum(is.na(x))
  x <- x[!is.na(x)]
  some <- function(f) if (length(x)) f(x) else NA
  q <- function(type, p) some(function(x) quantile(x, p, type = type, names = FALSE))
  list(n = length(x), missing = missing, sum = sum(x), mean = some(mean), sd = some(sd), min = some(min),
       q1 = q(7, 0.25), median = some(median), q3 = q(7, 0.75), max = some(max),
       q1_averaged = q(2, 0.25), q3_averaged = q(2, 0.75))
}

score_summaries <- function(d) {
  d$subtype <- diagnosis_code(d$diagnosis)
  d$treatments <- lengths(lapply(d$treatment, items))
  one <- function(g) list(clasi_activity = summary_row(g$activity), clasi_damage = summary_row(g$damage),
                          dsdna_iu_ml = summary_row(g$dsdna), prior_count = summary_row(g$treatments),
                          followup_months = summary_row(g$followup))
  c(list(all = one(d)), lapply(split(d, d$subtype), one))
}

# Sites are joined across capitals and the one plural.
item_counts <- function(d) {
  out <- function(x, total = nrow(d)) lapply(counts(x), function(k) list(patients = k, total = total))
  extent <- d$diagnosis[diagnosis_code(d$diagnosis) == "DLE"]
  reasons <- c("> 18% body surface" = "EXTENSIVE_RASH", "PN" = "POLYNEUROPATHY",
               "T lack of efficacy" = "LACK_OF_EFFICACY", "T side effects" = "SIDE_EFFECTS")
  number_with <- function(k) list(patients = k, total = nrow(d))
  list(Sex = out(d$sex), Subtype = out(diagnosis_code(d$diagnosis)),
       "Extent of discoid lupus" = out(ifelse(extent == "DLE (L)", "localized", "generalized"), length(extent)),
       "Sites with lesions" = out(sub("^arms$", "arm", tolower(items(d$site)))),
       "Reasons for inclusion" = out(unname(reasons[items(d$reason)])),
       "Earlier treatments" = out(items(d$treatment)),
       "Antinuclear antibodies, titre" = out(d$ana_denominator),
       "Other antibodies, positive" = list(DSDNA_POSITIVE = number_with(sum(!is.na(d$dsdna))),
                                           ANTI_RO = number_with(sum(d$anti_ro)),
                                           ANTI_LA = number_with(sum(d$anti_la))))
}

by_patient <- function(d, values) setNames(as.list(as.numeric(values)), d$patient)

patient_times <- function(d) {
  end <- d$followup * WEEKS_PER_MONTH
  end[d$outcome == "Withdrawn"] <- WITHDRAWAL_WEEK
  r <- d[d$outcome == "CR", ]
  last <- function(shift) by_patient(r, (r$followup + shift) * WEEKS_PER_MONTH - r$ttcr)
  x <- d[!is.na(d$relapse_dose), ]
  weekly <- c("5 mg twice weekly" = 10, "5 mg three times weekly" = 15, "5 mg alternate days" = 17.5)
  mg <- unname(weekly[x$relapse_dose])
  list(response_weeks = by_patient(d, ifelse(d$outcome == "CR", d$ttcr, NA)), end_weeks = by_patient(d, end),
       followup_months = by_patient(d, d$followup), max_dose_mg = by_patient(d, d$max_dose),
       last_visit = list(weeks = last(0), earliest_weeks = last(-0.5), latest_weeks = last(0.5)),
       soonest_weeks = by_patient(d, ifelse(d$relapse %in% "Yes", ROUNDED$shortest[1], 0)),
       relapse_dose_mg_week = by_patient(x, mg), relapse_dose_share = by_patient(x, mg / (7 * x$max_dose)))
}

# Patients without damage, in the largest subtype, and so on.
further_counts <- function(d, ae) {
  e <- evaluable_only(d)
  code <- diagnosis_code(d$diagnosis)
  largest <- names(which.max(table(code)))
  responders <- d[d$outcome == "CR", ]
  failed <- e[e$lack_of_efficacy, ]
  side <- grepl("T side effects", d$reason, fixed = TRUE) | grepl("PN", d$reason, fixed = TRUE)
  visits <- c(2, c(0:6, seq(9, 600, by = 3)) * WEEKS_PER_MONTH)
  partial <- d[d$outcome == "PR", ]
  # Rounding may put a last visit before or after somebody's response.
  beside <- vapply(partial$followup, function(m) any(responders$ttcr > (m - 0.5) * WEEKS_PER_MONTH &
                                                       responders$ttcr < (m + 0.5) * WEEKS_PER_MONTH), TRUE)
  list(last_visit_beside_a_response = sum(beside),
       responses_off_schedule = sum(vapply(responders$ttcr, function(w) min(abs(w - visits)) > 0.5, TRUE)),
       undamaged = sum(d$damage == 0), largest_subtype = sum(code == largest),
       largest_subtype_activity = median(d$activity[code == largest]),
       largest_subtype_damage = median(d$damage[code == largest]),
       subtypes = length(unique(code)), small_subtypes = sum(table(code) < 3),
       enrolled = nrow(d), evaluable = nrow(e), thalidomide = sum(vapply(strsplit(d$treatment, ", *"), function(x) "T" %in% x, TRUE)),
       thalidomide_side_effects = sum(side), no_response = sum(!d$outcome %in% c("CR", "PR", "Withdrawn")),
       dsdna_not_printed = sum(is.na(d$dsdna)),
       complete_responders = nrow(responders),
       relapsed = sum(responders$relapse %in% "Yes"), not_relapsed = sum(responders$relapse %in% "No"),
       relapse_not_printed = sum(is.na(responders$relapse)),
       relapsed_off_drug = sum(responders$relapse %in% "Yes" & is.na(responders$relapse_dose)),
       after_week_12 = sum(responders$ttcr > 12), by_week_4 = sum(responders$ttcr <= 4),
       by_week_12 = sum(responders$ttcr <= 12), last_response_week = max(responders$ttcr),
       not_complete = sum(e$outcome != "CR"), untimed = sum(is.na(e$followup) & e$outcome != "CR"),
       not_followed_to_week_12 = sum(d$outcome != "CR" & !(d$followup * WEEKS_PER_MONTH >= 12) %in% TRUE),
       any_response_where_thalidomide_failed = proportion_95(failed$outcome %in% c("CR", "PR")),
       complete_response_where_thalidomide_failed = proportion_95(failed$outcome == "CR"))
}

# Printed: SLEDAI 3.26 +/- 2.22; six or seven with systemic lupus, one of them with new joint symptoms; a mild
# flare is a rise by more than 3 points, a severe one by more than 12; a rash scores 2 points.
sledai <- function(n) {
  sem <- 2.22 / sqrt(n)
  flares <- Filter(function(k) t.test(c(rep(4, k), rep(0, n - k)))$p.value < 0.05, 1:(n - 1))
  half <- qt(0.975, n - 1) * sem
  list(sem = sem, mean = 3.26, lower = 3.26 - half, upper = 3.26 + half,
       mild_shift = 4 / n, severe_shift = 13 / n, flares_needed = min(flares))
}

printed_systemic <- function(d) {
  names_ <- function(n) setNames(n, n)
  list(sledai = lapply(names_(c(15, 14, 7, 6)), sledai),
       joint_symptoms = lapply(names_(6:7), function(n) proportion_95(rep(c(TRUE, FALSE), c(1, n - 1)))),
       sledai_points = sledai_points(d),
       sledai_cleared = (sledai_sums(nrow(d))$points - 2 * sum(d$outcome == "CR")) / nrow(d),
       sledai_cleared_p = t.test(c(-2, 0)[1 + (d$outcome != "CR")])$p.value,
       sledai_fall = 2 * sum(d$outcome == "CR") / nrow(d))
}

# P over all that rounds to the printed summaries, for every pair of sizes.
p_ranges <- function(mean1, sd1, mean2, sd2, digits, sizes) {
  pairs <- c(lapply(sizes, function(n) c(n, n)), list(c(15, 14)))
  names(pairs) <- vapply(pairs, paste, "", collapse = "_")
  lapply(pairs, function(n) {
    all <- further_t_tests(mean1, sd1, mean2, sd2, digits, n[1], n[2])
    list(lowest = all$least_p_within_rounding, highest = all$greatest_p_within_rounding)
  })
}

# The longest followed, and how their means at entry lie from the later means.
followed_longest <- function(d) {
  e <- d[order(-d$followup), ]
  sets <- list(all = d, evaluable = evaluable_only(d), months_12 = d[!is.na(d$followup) & d$followup >= 12, ],
               longest_12 = e[1:12, ], longest_13 = e[1:13, ])
  lapply(sets, function(g) list(
    patients = nrow(g), clasi_activity_mean = mean(g$activity), clasi_activity_sd = sd(g$activity),
    clasi_activity_change = 4.13 - mean(g$activity), clasi_damage_mean = mean(g$damage),
    clasi_damage_sd = sd(g$damage), clasi_damage_change = 3.08 - mean(g$damage)))
}

section_tables <- function(d, ae) {
  s <- survival_data(d)
  both <- list(all_treated = d, evaluable = evaluable_only(d))
  list(score_summaries = lapply(both, score_summaries), item_counts = lapply(both, item_counts),
       patients = patient_times(d), response_times = by_patient(s, s$time), counts = further_counts(d, ae), systemic = printed_systemic(d),
       p_ranges = list(activity = p_ranges(11, 5.9, 4.13, 3.66, c(0, 1, 2, 2), 14:15),
                       damage = p_ranges(2.39, 2.96, 3.08, 3.15, c(2, 2, 2, 2), 10:15)),
       followed_longest = followed_longest(d))
}

# ---- 27 Scores of week 2 ----------------------------------------------------
# Printed: mean 4.13, SD 3.66, fifteen patients. Whole numbers in descending order whose sum and sum of squares print so;
# as many zeros as patients had cleared by week 2.

descending <- function(n, most, total, squares) {
  if (n == 0) return(if (total == 0 && squares == 0) list(integer(0)) else list())
  # n numbers from 1 up: the sum of squares is least when they are even.
  if (total < n || squares * n < total^2) return(list())
  found <- list()
  for (value in min(most, total - n + 1, floor(sqrt(squares))):1) {
    if (value * total < squares || value * n < total) break
    rest <- descending(n - 1, value, total - value, squares - value^2)
    found <- c(found, lapply(rest, function(r) c(value, r)))
  }
  found
}

section_week_2 <- function(d) {
  n <- nrow(d)
  cleared <- d$ttcr %in% 1:2
  zeros <- sum(cleared)
  totals <- (0:200)[sprintf("%.2f", 0:200 / n) == "4.13"]
  sets <- list()
  for (total in totals) {
    squares <- 0:2000
    spread <- sqrt(pmax(squares - total^2 / n, 0) / (n - 1))
    for (s in squares[sprintf("%.2f", spread) == "3.66"])
      sets <- c(sets, descending(n - zeros, 70, total, s))
  }
  p <- vapply(sets, function(x) suppressWarnings(wilcox.test(d$activity, c(x, rep(0, zeros)), exact = FALSE)$p.value), 0)
  # Improved: sorted, every other score lies below its rank's score at entry; who withdrew keeps hers.
  gone <- d$outcome == "Withdrawn"
  entry <- sort(d$activity[!cleared & !gone])
  improved <- vapply(sets, function(x) {
    at <- match(d$activity[gone], x)
    !anyNA(at) && all(sort(x[-at]) < entry)
  }, TRUE)
  list(sets = length(sets), improved = sum(improved), lowest_p = min(p), highest_p = max(p))
}

# ---- 28 Points of SLEDAI ----------------------------------------------------
# Printed: mean 3.26, SD 2.22. Every sum and sum of squares that n whole numbers from 0 up reach, one number at a time.

prints_as <- function(value, printed) abs(value - printed) <= 0.005 + 1e-9 | (value >= printed - 1e-9 & value < printed + 0.01)

sledai_sums <- function(n) {
  reach <- matrix(FALSE, 61, 401)   # sums to 60, sums of squares to 400
  reach[1, 1] <- TRUE
  for (i in seq_len(n)) {
    grown <- reach
    for (v in 1:19) {
      to <- reach[seq_len(61 - v), seq_len(401 - v^2), drop = FALSE]
      block <- grown[v + seq_len(61 - v), v^2 + seq_len(401 - v^2)]
      grown[v + seq_len(61 - v), v^2 + seq_len(401 - v^2)] <- block | to
    }
    reach <- grown
  }
  hit <- which(reach, arr.ind = TRUE) - 1
  spread <- sqrt(pmax(hit[, 2] - hit[, 1]^2 / n, 0) / (n - 1))
  hit <- hit[prints_as(hit[, 1] / n, 3.26) & prints_as(spread, 2.22), , drop = FALSE]
  if (!nrow(hit)) return(list(points = NA, squares = NA, above_zero = NA))
  stopifnot(nrow(hit) == 1)
  list(points = hit[1, 1], squares = hit[1, 2], above_zero = ceiling(hit[1, 1]^2 / hit[1, 2]))
}

sledai_points <- function(d) {
  sizes <- c(6, 7, nrow(evaluable_only(d)), nrow(d))
  found <- lapply(setNames(sizes, sizes), sledai_sums)
  c(found, list(others = found[[4]]$above_zero - 7, explained = 2 * nrow(d) + 2 * sum(!is.na(d$dsdna))))
}

# ---- Rows and digits ---------------------------------------------------------

# Equal cells of two patients in tables 1 and 2 as printed, constant columns left out.
section_rows <- function(d) {
  read_raw <- function(name) {
    read.csv(file.path(RAW_DIR, paste0(name, ".csv")), colClasses = "character", check.names = FALSE)
  }
  first <- read_raw("table1")
  second <- read_raw("table2")
  both <- cbind(first[, -1], second[match(first[, 1], second[, 1]), -1])
  both <- both[, vapply(both, function(x) length(unique(x)) > 1, TRUE)]
  equal <- Reduce(`+`, lapply(both, function(x) outer(x, x, "==")))
  pairs <- equal[upper.tri(equal)]
  list(columns = ncol(both), most = max(pairs), expected = mean(pairs),
       digits = list(CLASI_ACTIVITY = round_numbers(d$activity),
                     FOLLOWUP_MONTHS = round_numbers(d$followup),
                     DSDNA_IU_ML = round_numbers(d$dsdna)))
}

# Numbers that end in 0 or 5 against one in five, and the smallest share of rounded ones noticed four times in five.
round_numbers <- function(x) {
  x <- x[!is.na(x)]
  n <- length(x)
  count <- sum(x %% 5 == 0)
  above <- function(k, p) pbinom(k - 1, n, p, lower.tail = FALSE)
  limit <- which(above(0:n, 0.2) <= 0.05)[1] - 1
  share <- (0:100) / 100
  list(total = n, count = count, chance = above(count, 0.2),
       noticed = share[above(limit, 0.2 + 0.8 * share) >= 0.8][1])
}

# ---- Run -------------------------------------------------------------------

section_meta <- function() {
  list(r_version = paste(R.version$major, R.version$minor, sep = "."),
       survival_version = as.character(packageVersion("survival")),
       weeks_per_month = WEEKS_PER_MONTH, tolerance = TOLERANCE,
       withdrawal_week = WITHDRAWAL_WEEK,
       # Which tables these answers belong to (base R offers MD5 and nothing newer).
       raw_md5 = as.list(setNames(unname(tools::md5sum(file.path(RAW_DIR, paste0(TABLES, ".csv")))),
                                  TABLES)),
       missing_value = "null", infinite_value = "the string Inf")
}

main <- function() {
  d <- read_patients()
  ae <- read_adverse_events()
  out <- list(meta = section_meta(), s01_proportions = section_proportions(d, ae),
              s02_poisson = section_poisson(d, ae),
              s03_kaplan_meier = section_kaplan_meier(d),
              s04_aalen_johansen = section_aalen_johansen(d),
              s05_logrank = section_logrank(d), s06_cox = section_cox(d),
              s07_interval_npmle = section_npmle(), s09_t_tests = section_t_tests(),
              s10_descriptive = section_descriptive(d, ae),
              s11_dose = section_dose(d),
              s12_relapse_upper_bounds = section_relapse_bounds(d),
              s13_response_splits = section_response_splits(d),
              s14_adverse_events = section_adverse_events(d, ae),
              s15_relapse_splits = section_relapse_splits(d),
              s16_taper_clock = section_taper(d),
              s17_response_clock = section_response_clock(d),
              s18_groups = section_groups(d), s19_landmarks = section_landmarks(d),
              s20_competing = section_competing(d), s21_visits = section_visits(d),
              s22_dsdna = section_dsdna(d), s23_published = section_published(),
              s24_further_descriptions = section_further(d),
              s25_further_t_tests = section_further_t_tests(),
              s26_tables = section_tables(d, ae), s27_week_2 = section_week_2(d),
              s28_rows = section_rows(d))
  writeLines(json(out), OUT_FILE, useBytes = TRUE)
}

main()
