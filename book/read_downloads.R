library(survival)

adsl  <- read.csv("adsl.csv")
adtte <- read.csv("adtte.csv")

# Time to complete response of the evaluable patients: rows that enter the analysis and have a time.
evaluable <- adsl$USUBJID[adsl$EVALFL == "Y"]
ttcr <- subset(adtte, PARAMCD == "TTCR" & ANL01FL == "Y" & !is.na(AVAL) & USUBJID %in% evaluable)

# CDISC's CNSR is 0 for an event and 1 or more for censored; Surv() wants the opposite.
fit <- survfit(Surv(AVAL, CNSR == 0) ~ 1, data = ttcr, conf.type = "log-log")
print(fit)
summary(fit, times = c(4, 12, 24), extend = TRUE)
