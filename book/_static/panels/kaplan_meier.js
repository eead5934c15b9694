/* Panel: the curve of those who cleared, with other patients, another interval, another rule for the median. */
(function () {
  "use strict";

  const { draw, count, weeks, trace, write } = panels;
  const NOBODY = "nobody";
  const POPULATIONS = [["evaluable", "evaluable, as in the paper"], ["eligible", "eligible by rule of entry"], ["all-treated", "everyone treated"]];
  const WITHDRAWALS = [["censored", "is censored"], ["competing", "had a competing event"], ["never-responds", "never responds"]];
  const SCALES = [["log-log", "log-log"], ["log", "log"], ["plain", "plain"], ["beta-product", "beta product"]];
  const RULES = [["midpoint", "middle of the flat part"], ["first", "first week at one half"]];

  /* The rows of the analysis: who is counted, for how long, and how it ended. */
  function select(data, { population, withdrawal, leave }) {
    const longest = Math.max(...data.patients.map((one) => one.weeks ?? 0));
    return data.patients
      .filter((one) => (population === "all-treated" || one.evaluable) && (population !== "eligible" || one.eligible))
      .filter((one) => String(one.patient) !== leave)
      .map((one) => ({
        ...one,
        weeks: one.withdrawn && withdrawal === "never-responds" ? longest : one.weeks,
        competing: one.withdrawn && withdrawal === "competing",
      }))
      .filter((one) => one.weeks !== null);
  }

  function writeMedian(median, level) {
    const unit = !Number.isFinite(median.weeks) ? "" : median.weeks === 1 ? " week" : " weeks";
    const limits = Number.isFinite(median.lower) ? weeks(median.lower) + " to " + weeks(median.upper) : "not reached";
    return weeks(median.weeks) + unit + " (" + Number((100 * level).toPrecision(6)) + "% CI " + limits + ")";
  }

  function describePatients(rows, leave) {
    const events = rows.filter((row) => row.event).map((row) => row.weeks);
    const without = leave === NOBODY ? "" : ", without patient " + leave;
    const last = events.length > 1 ? ", the last in week " : " in week ";
    const cleared = events.length ? events.length + " cleared" + last + weeks(Math.max(...events)) : "none cleared";
    return "Of " + count(rows.length, "patient") + without + ", " + cleared + ".";
  }

  /* Whether the curve runs along one half, where the two rules part. */
  function describeHalf(curve) {
    const [middle, first] = ["midpoint", "first"].map((rule) => panels.statistics.findMedian(curve, rule).weeks);
    if (!Number.isFinite(first)) return "The curve does not reach one half.";
    if (middle === first) return "The curve jumps across one half in week " + weeks(first) + ", so both rules give the same median.";
    return "The curve runs along one half from week " + weeks(first) + " to week " + weeks(2 * middle - first) + ": one rule takes " + weeks(first) +
      ", the other the middle, " + weeks(middle) + ".";
  }

  function tell(data, values) {
    const rows = select(data, values);
    if (!rows.length) return { ...values, rows, sentences: ["Nobody is left."] };
    const curve = panels.statistics.estimateCurve(rows, data.level, values.scale);
    const median = panels.statistics.findMedian(curve, values.rule);
    const sentences = [
      describePatients(rows, values.leave),
      "The median is " + writeMedian(median, data.level) + ".",
      describeHalf(curve),
    ];
    if (rows.some((row) => row.competing)) {
      const band = values.scale === "beta-product" ? ", which has no beta product: its band is log-log." : ".";
      sentences.push("With a competing event the curve is a cumulative incidence" + band);
    }
    if (values.withdrawal !== data.withdrawal && !rows.some((row) => row.withdrawn)) {
      sentences.push("None of these patients was withdrawn, so it makes no difference how the withdrawn count.");
    }
    return { ...values, rows, curve, median, sentences };
  }

  function drawCurve(data, told, width, first) {
    const ticks = data.ticks, end = ticks.at(-1), height = 320, box = panels.makeBox(width, height, 66, end);
    const climb = (curve, name, start) => trace(curve.weeks, curve[name].map((value) => 1 - value), start, end, box.x, box.y);
    const parts = panels.frame(box, ticks, "Weeks; the numbers below are those still waiting");
    if (!told.curve) return { height, parts };
    const { curve, median } = told;
    const band = [...climb(curve, "upper", 0), ...climb(curve, "lower", 0).reverse()];
    parts.push(draw("polygon", { class: "band", points: write(band) }));
    if (first.curve && told.sentences.join() !== first.sentences.join()) {
      parts.push(draw("polyline", { class: "before", points: write(climb(first.curve, "survival", 0)) }));
    }
    parts.push(draw("polyline", { class: "curve", points: write(climb(curve, "survival", 0)) }));
    curve.weeks.forEach((week, i) => {
      if (curve.censored[i] && week <= end) {
        const y = box.y(1 - curve.survival[i]);
        parts.push(draw("line", { class: "tick", x1: box.x(week), x2: box.x(week), y1: y - 5, y2: y + 5 }));
      }
    });
    if (median.weeks <= end) {
      parts.push(draw("line", { class: "median", x1: box.x(median.weeks), x2: box.x(median.weeks), y1: box.y(0.5), y2: box.bottom }));
    }
    ticks.forEach((tick) => {
      const waiting = told.rows.filter((row) => row.weeks >= tick).length;
      parts.push(draw("text", { class: "middle", x: box.x(tick), y: box.bottom + 52 }, String(waiting)));
    });
    return { height, parts };
  }

  panels.add("kaplan-meier", {
    controls: (data) => [
      { name: "leave", label: "Leave out", value: NOBODY, options: [[NOBODY, NOBODY], ...data.patients.map(({ patient }) => [patient, "patient " + patient])] },
      { name: "population", label: "Counted are", value: data.population, options: POPULATIONS },
      { name: "withdrawal", label: "A withdrawn patient", value: data.withdrawal, options: WITHDRAWALS },
      { name: "scale", label: "Kind of band", value: data.scale, options: SCALES },
      { name: "rule", label: "Median", value: data.rule, options: RULES },
    ],
    select,
    tell,
    draw: drawCurve,
    name: (told) => "Share of " + count(told.rows.length, "patient") + " who have cleared, by week",
  });
})();
