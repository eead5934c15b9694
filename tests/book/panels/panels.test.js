// What the panels compute, held against what Python wrote (tests/book/test_panels.py starts this).
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const test = require("node:test");

const FOLDER = path.join(__dirname, "../../../book/_static/panels");
["panel", "statistics", "intervals", "kaplan_meier", "grim", "relapse", "ledger_edits"].forEach((name) => require(path.join(FOLDER, name + ".js")));
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
  const competing = panel.tell(data, { ...usual, population: "all-treated", withdrawal: "competing", scale: "beta-product" }).sentences;
  assert.equal(competing[3], "With a competing event the curve is a cumulative incidence, which has no beta product: its band is log-log.");
  const few = { ...data, patients: data.patients.filter((one) => one.patient === 9) };
  assert.deepEqual(panel.tell(few, usual).sentences.slice(0, 3), [
    "Of 1 patient, none cleared.",
    "The median is not reached (95% CI not reached).",
    "The curve does not reach one half.",
  ]);
  assert.deepEqual(panel.tell(few, { ...usual, leave: "9" }).sentences, ["Nobody is left."]);
});

test("which numbers of patients can have a mean, and what the test could catch", () => {
  const { judge, parse, findPower } = panels.known.grim;
  written.means.forEach(({ mean, n, items, how, totals, power }) => {
    const found = judge(parse(mean), n, items), what = [mean, n, items].join(" ");
    assert.deepEqual([found.how, found.totals], [how, totals], what);
    assertClose(findPower(parse(mean), n, items), power, what);
  });
  ["", "x", "3.08.1", "-1", "1e3", "1.23456"].forEach((text) => assert.equal(parse(text), null));
  assert.deepEqual(parse("3,08"), parse("3.08"));
});

test("the sentences of a mean say why it is impossible and who can have it", () => {
  const panel = panels.known.grim;
  const tell = (mean, n, items = 1) => panel.tell({}, { mean, n, items }).sentences;
  assert.deepEqual(tell("3.08", 15), [
    "For 15 patients it is impossible: a total of 46 gives 3.07, and the next, 47, gives 3.13.",
    "Up to 40, these numbers of patients can have this mean: 12, 13, 23 to 26 and 34 to 40.",
    "Those with a dashed edge can only if digits were cut off and not rounded.",
    "Of all means with 2 decimals, 80% would be impossible for 15 patients.",
  ]);
  // Counted by hand: fifteenths print as 15 pairs of digits, and five of them as another pair if cut off. 71/23 is 3.087.
  assert.equal(tell("3.08", 23)[0], "For 23 patients it is possible only if digits were cut off and not rounded, with a total of 71.");
  assert.equal(tell("3.08", 12)[0], "For 12 patients it is possible, with a total of 37.");
  assert.equal(tell("4", 1)[1], "Any number of patients up to 40 can have this mean.");
  assert.match(tell("4", 1).at(-1), /^Of all means with no decimals, 0% .* 1 patient\.$/);
  assert.match(tell("", 1)[0], /^Type a mean/);
});

test("bounds of relapse are those of every reading, read at a week", () => {
  const panel = panels.known.relapse, data = written.panels.relapse;
  assert.equal(written.bands.length, 3 * 5 * 3 * 3);
  written.bands.forEach(({ dash, dose, clock, week, words }) => {
    const values = { dash, dose, week, clock: clock === "response" ? clock : "taper", others: clock };
    assert.ok(panel.tell(data, values).sentences[1].includes(words), [dash, dose, clock, week, words].join(" "));
  });
});

test("the sentences of a relapse say how many, on the drug or after it, and what is left open", () => {
  const panel = panels.known.relapse, data = written.panels.relapse;
  const usual = { dash: "no", dose: "open", clock: "taper", others: "followed", week: 5 };
  assert.deepEqual(panel.tell(data, usual).sentences, [
    "Counted so, 9 of 12 complete responders relapsed. Whether the drug was being taken when the rash came back is left open.",
    "Just after week 5 from taper or withdrawal, between 33% and 58% were still in remission. That is what the paper leaves open, and says nothing of chance.",
  ]);
  const first = panel.tell(data, { ...usual, dose: "first", dash: "exclude" }).sentences;
  assert.match(first[0], /^Counted so, 9 of 11 .* Read so, 9 printed relapses came on the drug and none after it was stopped;/);
  assert.equal(first[1], "No times fit: in these months the lowest dose at a relapse is reached after 8.7 weeks, and the printed range ends by week 8.5.");
  assert.match(panel.tell(data, { ...usual, clock: "response", dose: "last" }).sentences[2], /^From complete response/);
});

test("the sentences of an edit say its cells and how many claims turn which way", () => {
  const groups = { reproduced: "hold", consistent: "hold", discrepant: "do not hold", untestable: "cannot be told" };
  const turn = (before, after) => ({ claim_id: "C1", statement: "A.", before, after, reason: "B." });
  const tell = (...flips) => panels.known.ledger.tell({ total: 275, groups, edits: [{ cells: "Cells.", flips }] }, { edit: "0" }).sentences;
  assert.deepEqual(tell(), ["Cells.", "No verdict changes."]);
  assert.equal(tell(turn("reproduced", "discrepant"))[1], "Of 275 verdicts, 1 changes: 1 claim that held does not hold any more.");
  assert.equal(
    tell(turn("reproduced", "discrepant"), turn("consistent", "discrepant"), turn("discrepant", "reproduced"), turn("consistent", "untestable"))[1],
    "Of 275 verdicts, 4 change: 2 claims that held do not hold any more, 1 claim that did not hold holds now and 1 has another verdict.",
  );
});
