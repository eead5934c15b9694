// What the panels compute, held against what Python wrote (tests/book/test_panels.py starts this).
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const FOLDER = path.join(__dirname, "../../../book/_static/panels");
["panel", "statistics", "intervals"].forEach((name) => require(path.join(FOLDER, name + ".js")));
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
