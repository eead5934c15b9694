/* Panel: a belief before a trial, what the trial's counts make of it, and the next ten patients. */
(function () {
  "use strict";

  const { draw, percent, count, write } = panels;
  const { findBetaQuantile, integrateBeta, logGamma } = panels.statistics;
  const NEXT = 10, LEVEL = 0.95, POINTS = 121;
  const logBeta = (a, b) => logGamma(a) + logGamma(b) - logGamma(a + b);
  const chance = (share) => (share > 0 && share < 0.01 ? "less than 1%" : share > 0.99 && share < 1 ? "more than 99%" : percent(share));

  /* The beta-binomial counts of new patients: the smallest that leaves a tail below it, and the one that leaves it above. */
  function predict(a, b) {
    let reached = 0;
    const cumulated = Array.from({ length: NEXT + 1 }, (_, k) => {
      const ways = logGamma(NEXT + 1) - logGamma(k + 1) - logGamma(NEXT - k + 1);
      return (reached += Math.exp(ways + logBeta(a + k, b + NEXT - k) - logBeta(a, b)));
    });
    return [(1 - LEVEL) / 2, (1 + LEVEL) / 2].map((tail) => cumulated.findIndex((sum) => sum >= tail - 1e-12));
  }

  function believe(a, b) {
    const [fewest, most] = predict(a, b);
    return {
      a, b, fewest, most,
      mean: a / (a + b),
      above: integrateBeta(0.5, b, a),
      lower: findBetaQuantile(a, b, (1 - LEVEL) / 2),
      upper: findBetaQuantile(a, b, (1 + LEVEL) / 2),
    };
  }

  function tell(data, values) {
    const share = values.expected / 100;
    const before = believe(share * values.weight, (1 - share) * values.weight);
    const after = believe(before.a + values.count, before.b + data.total - values.count);
    const sentences = [
      "Before the trial, the chance that the drug clears more than half is " + chance(before.above) + "; after " + values.count + " of " +
        count(data.total, "patient") + " it is " + chance(after.above) + ".",
      "The rate is then taken to be " + percent(after.mean) + " (95% interval " + percent(after.lower) + " to " + percent(after.upper) + "). Of the next " +
        NEXT + " patients, expect " + after.fewest + " to " + after.most + " to clear.",
    ];
    return { ...values, before, after, sentences };
  }

  function drawBeliefs(data, told, width) {
    const left = 20, right = width - 20, top = 10, bottom = 170;
    const x = (rate) => left + rate * (right - left);
    const rates = Array.from({ length: POINTS }, (_, i) => (i + 0.5) / POINTS);
    const densities = [told.before, told.after].map(({ a, b }) =>
      rates.map((rate) => Math.exp((a - 1) * Math.log(rate) + (b - 1) * Math.log1p(-rate) - logBeta(a, b)))
    );
    const most = 1.05 * Math.max(...densities[1]);
    const y = (density) => bottom - (Math.min(density, most) / most) * (bottom - top);
    const line = (name, values) => draw("polyline", { class: name, points: write(values.map((density, i) => [x(rates[i]), y(density)])) });
    const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      draw("line", { class: share === 0.5 ? "half" : "grid", x1: x(share), x2: x(share), y1: top, y2: bottom }),
      draw("text", { class: "middle", x: x(share), y: bottom + 16 }, percent(share)),
    ]);
    const label = draw("text", { class: "middle", x: x(0.5), y: bottom + 34 }, "True rate: dotted before, line after");
    return { height: bottom + 42, parts: [...grid, line("before", densities[0]), line("curve", densities[1]), label] };
  }

  panels.add("beliefs", {
    controls: (data) => [
      { name: "expected", label: "Per cent expected to clear: ", min: 5, max: 95, value: data.expected, unit: "per cent" },
      { name: "weight", label: "A belief that weighs, in patients: ", min: 1, max: 60, value: data.weight, unit: "patients" },
      { name: "count", label: "Who cleared, of " + data.total + ": ", min: 0, max: data.total, value: data.count, unit: "cleared" },
    ],
    tell,
    draw: drawBeliefs,
    name: (told) => "Belief before and after " + told.count + " who cleared",
  });
})();
