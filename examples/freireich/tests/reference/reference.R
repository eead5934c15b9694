# R's answers to the chapter's questions, from the same table: Rscript tests/reference/reference.R, in this book's folder.
# Needs survival (recommended with R) and, to see that the table is MASS's, MASS. Writes reference.json beside this file.
library(survival)

raw <- read.csv("data/raw/remission.csv")
stopifnot(all.equal(raw, transform(MASS::gehan, treat = as.character(treat)), check.attributes = FALSE))
raw$arm <- factor(raw$treat, c("6-MP", "control"), c("6-MP", "placebo"))
alive <- Surv(raw$time, raw$cens)

curve <- function(arm, type) {
  fit <- survfit(Surv(time, cens) ~ 1, raw[raw$arm == arm, ], conf.type = type)
  list(weeks = fit$time, at_risk = fit$n.risk, events = fit$n.event, survival = fit$surv,
       lower = fit$lower, upper = fit$upper, median = unname(quantile(fit, 0.5)$quantile),
       median_lower = unname(quantile(fit, 0.5)$lower), median_upper = unname(quantile(fit, 0.5)$upper))
}
ratio <- function(fit) {
  found <- summary(fit)$conf.int
  list(ratio = found[1], lower = found[3], upper = found[4])
}
horizon <- max(raw$time[raw$cens == 1])
mean_of <- function(arm) {
  found <- summary(survfit(Surv(time, cens) ~ 1, raw[raw$arm == arm, ]), rmean = horizon)$table
  list(mean = found[["rmean"]], error = found[["se(rmean)"]])
}
test <- survdiff(alive ~ arm, raw)
tight <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)
efron <- coxph(alive ~ arm, raw, ties = "efron", control = tight)
wide <- merge(raw[raw$arm == "6-MP", ], raw[raw$arm == "placebo", ], by = "pair", suffixes = c("", ".placebo"))
for_active <- sum(wide$cens.placebo == 1 & wide$time > wide$time.placebo)
for_placebo <- sum(wide$cens == 1 & wide$time.placebo > wide$time)
means <- list("6-MP" = mean_of("6-MP"), placebo = mean_of("placebo"))
gain <- means[["6-MP"]]$mean - means$placebo$mean
spread <- qnorm(0.975) * sqrt(means[["6-MP"]]$error^2 + means$placebo$error^2)

answers <- list(
  curves = list("6-MP" = curve("6-MP", "log-log"), placebo = curve("placebo", "log-log")),
  relapsed = as.list(tapply(raw$cens, raw$arm, sum)),
  logrank = list(chi2 = test$chisq, p = pchisq(test$chisq, 1, lower.tail = FALSE)),
  ratios = list(efron = ratio(efron), breslow = ratio(coxph(alive ~ arm, raw, ties = "breslow", control = tight)),
                exact = ratio(coxph(alive ~ arm, raw, ties = "exact", control = tight))),
  proportionality_p = cox.zph(efron)$table["arm", "p"],
  pairs = list(active = for_active, placebo = for_placebo, p = binom.test(for_active, for_active + for_placebo)$p.value),
  paired = ratio(coxph(alive ~ arm + strata(pair), raw, control = tight)),
  horizon = horizon,
  means = lapply(means, function(each) c(each, lower = each$mean - qnorm(0.975) * each$error,
                                         upper = each$mean + qnorm(0.975) * each$error)),
  gain = list(value = gain, lower = gain - spread, upper = gain + spread)
)

write_json <- function(x) {
  if (is.list(x)) {
    parts <- mapply(function(name, part) sprintf('"%s": %s', name, write_json(part)), names(x), x)
    return(sprintf("{%s}", paste(parts, collapse = ", ")))
  }
  numbers <- ifelse(is.finite(x), formatC(x, digits = 15, format = "g"), "null")
  if (length(x) == 1) numbers else sprintf("[%s]", paste(trimws(numbers), collapse = ", "))
}
writeLines(write_json(answers), "tests/reference/reference.json")
