# What a reader in R gets from the site's downloads, with the lines that the data page shows.
#
#   Rscript tests/reference/downloads.R book/read_downloads.R FOLDER
#
# FOLDER holds adsl.csv and adtte.csv. Prints one value a line: its name, a blank, the value.

args <- commandArgs(trailingOnly = TRUE)
shown <- normalizePath(args[1])
setwd(args[2])
invisible(capture.output(source(shown)))

say <- function(name, value) cat(name, format(value, digits = 17), "\n")

km <- summary(fit)$table
say("n_patients", km[["records"]])
say("n_events", km[["events"]])
say("median_midpoint", km[["median"]])          # R takes the middle of a flat stretch at one half
say("median_lower", km[["0.95LCL"]])
say("median_upper", km[["0.95UCL"]])
for (week in c(4, 12, 24)) {
  at <- summary(fit, times = week, extend = TRUE)
  say(paste0("cr_by_week_", week), 1 - at$surv)
}
for (tau in c(12, 24)) say(paste0("rmst_", tau), summary(fit, rmean = tau)$table[["rmean"]])

# ggsurvfit is not needed here: by its source, Surv_CNSR() takes numeric columns named AVAL and CNSR, CNSR whole and not
# negative, and returns this.
stopifnot(is.numeric(ttcr$AVAL), all(ttcr$AVAL >= 0), is.numeric(ttcr$CNSR), all(ttcr$CNSR %in% 0:2))
cdisc <- with(ttcr, Surv(time = AVAL, event = CNSR == 0, type = "right", origin = 0))
say("same_as_Surv_CNSR", as.integer(all(unclass(cdisc) == unclass(with(ttcr, Surv(AVAL, CNSR == 0))))))

# Where nothing competes, CNSR is 0 or 1 and 1 - CNSR says the same.
binary <- ttcr[ttcr$CNSR %in% 0:1, ]
say("same_as_one_minus", as.integer(all(unclass(with(binary, Surv(AVAL, 1 - CNSR))) == unclass(with(binary, Surv(AVAL, CNSR == 0))))))
