// What the panels compute, held against what Python wrote (tests/book/test_panels.py starts this).
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const FOLDER = path.join(__dirname, "../../../book/_static/panels");
["panel", "statistics", "intervals", "kaplan_meier"].forEach((name) => require(path.join(FOLDER, name + ".js")));
const written = JSON.parse(fs.readFileSync(process.env.PANEL_VALUES, "utf8"));
const TOLERANCE = 1e-9;

const number = (value) => (value === null ? NaN : value === "inf" ? Infinity : value);

function assertClose(found, expected, what) {
  const wanted = number(expected);
  const same = Object.is(found, wanted) || Math.abs(found - wanted) <= TOLERANCE;
  assert.ok(same, what + ": " + found + " is not " + expected);
}

test("limits of proportions", () => {
  written.proportions.forEach(({ count, total, level, method, limits }) => {
    const found = panels.statistics.proportionMethods[method](count, total, level);
    found.forEach((limit, i) => assertClose(limit, limits[i], [method, count, total, level].join(" ")));
  });
});

test("numbers as the book writes them", () => {
  written.shares.forEach(([share, words]) => assert.equal(panels.percent(share), words));
  written.weeks.forEach(([weeks, words]) => assert.equal(panels.weeks(number(weeks)), words));
});

test("the sentence of a count says the share, its interval and what one patient moves", () => {
  const panel = panels.known.intervals, data = written.panels.intervals;
  const told = panel.tell(data, { total: 14, count: 12, level: 0.95, method: "clopper-pearson" });
  assert.deepEqual(told.sentences, [
    "12 of 14 patients is 86% (95% CI 57% to 98%): the whole interval lies above one half.",
    "With one patient fewer it is 79% (95% CI 49% to 95%): one half is within the interval. Among 14, one patient is worth 7 percentage points.",
  ]);
  const [first, second] = panel.tell(data, { total: 1, count: 0, level: 0.95, method: "wilson" }).sentences;
  assert.match(first, /^0 of 1 patient is 0%/);
  assert.match(second, /^With one patient more .* worth 100 percentage points\.$/);
});

test("curve, band and median of every choice and every patient left out", () => {
  const panel = panels.known["kaplan-meier"], data = written.panels["kaplan-meier"];
  assert.equal(written.curves.length, 3 * 3 * 4 * 16);
  written.curves.forEach((one) => {
    const what = Object.values(one.values).join(" ");
    const curve = panels.statistics.estimateCurve(panel.select(data, one.values), 0.95, one.values.scale);
    ["weeks", "survival", "lower", "upper"].forEach((name) => {
      assert.equal(curve[name].length, one[name].length, what);
      curve[name].forEach((value, i) => assertClose(value, one[name][i], what + " " + name + " " + i));
    });
    assert.deepEqual([curve.atRisk, curve.events, curve.censored], [one.at_risk, one.events, one.censored], what);
    Object.entries(one.medians).forEach(([rule, limits]) => {
      const median = panel.tell(data, { ...one.values, rule }).median;
      [median.weeks, median.lower, median.upper].forEach((value, i) => assertClose(value, limits[i], what + " " + rule));
    });
  });
});

test("the sentences of a curve say who is counted, the median and why rules differ", () => {
  const panel = panels.known["kaplan-meier"], data = written.panels["kaplan-meier"];
  const usual = { population: "evaluable", withdrawal: "censored", scale: "log-log", rule: "midpoint", leave: "nobody" };
  assert.deepEqual(panel.tell(data, usual).sentences, [
    "Of 14 patients, 12 cleared, the last in week 36.",
    "The median is 5.5 weeks (95% CI 3 to 12).",
    "The curve runs along one half from week 4 to week 7: one rule takes 4, the other the middle, 5.5.",
  ]);
  const without = panel.tell(data, { ...usual, leave: "5", withdrawal: "competing" }).sentences;
  assert.equal(without[0], "Of 13 patients, without patient 5, 11 cleared, the last in week 12.");
  assert.match(without[2], /^The curve jumps across one half in week 4,/);
  assert.match(without[3], /makes no difference/);
  const few = { ...data, patients: data.patients.filter((one) => one.patient === 9) };
  assert.deepEqual(panel.tell(few, usual).sentences.slice(0, 3), [
    "Of 1 patient, none cleared.",
    "The median is not reached (95% CI not reached).",
    "The curve does not reach one half.",
  ]);
  assert.deepEqual(panel.tell(few, { ...usual, leave: "9" }).sentences, ["Nobody is left."]);
});
