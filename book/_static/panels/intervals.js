/* Panel: a count out of a number of patients, and what three methods make of it. */
(function () {
  "use strict";

  const { draw, percent, count } = panels;
  const LEVELS = [0.8, 0.9, 0.95, 0.99];
  const MOST_PATIENTS = 40;
  const nameLevel = (level) => Number((100 * level).toPrecision(6)) + "%";

  function tell(data, values) {
    const { total, level, method } = values;
    const estimate = (number) => {
      const [lower, upper] = panels.statistics.proportionMethods[method](number, total, level);
      return { number, share: number / total, lower, upper };
    };
    const write = (one) => percent(one.share) + " (" + nameLevel(level) + " CI " + percent(one.lower) + " to " + percent(one.upper) + ")";
    const judge = (one) =>
      one.lower > 0.5 ? "the whole interval lies above one half"
        : one.upper < 0.5 ? "the whole interval lies below one half"
          : "one half is within the interval";
    const chosen = estimate(values.count), fewer = values.count > 0;
    const next = estimate(fewer ? values.count - 1 : 1);
    const points = total > 20 ? Number((100 / total).toFixed(1)) : Math.round(100 / total);
    const sentences = [
      chosen.number + " of " + count(total, "patient") + " is " + write(chosen) + ": " + judge(chosen) + ".",
      "With one patient " + (fewer ? "fewer" : "more") + " it is " + write(next) + ": " + judge(next) +
        ". Among " + total + ", one patient is worth " + points + " percentage points.",
    ];
    const intervals = data.methods.map(([name, label]) => ({
      name, label, limits: panels.statistics.proportionMethods[name](values.count, total, level),
    }));
    return { ...values, chosen, next, sentences, intervals };
  }

  function drawIntervals(data, told, width) {
    const left = 20, right = width - 20, x = (share) => left + share * (right - left);
    const dot = Math.min(18, (right - left) / told.total);
    const dots = Array.from({ length: told.total }, (_, i) =>
      draw("circle", { class: i < told.count ? "full" : "empty", cx: left + (i + 0.5) * dot, cy: 14, r: Math.max(dot / 2 - 2, 2) })
    );
    const bottom = 50 + 44 * told.intervals.length;
    const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      draw("line", { class: share === 0.5 ? "half" : "grid", x1: x(share), x2: x(share), y1: 36, y2: bottom }),
      draw("text", { class: "middle", x: x(share), y: bottom + 16 }, percent(share)),
    ]);
    const rows = told.intervals.flatMap(({ name, label, limits }, i) => {
      const y = 72 + 44 * i, chosen = name === told.method ? " chosen" : "";
      const words = label + ": " + percent(limits[0]) + " to " + percent(limits[1]);
      return [
        draw("text", { class: "over" + chosen, x: left, y: y - 12 }, words),
        draw("line", { class: "bar" + chosen, x1: x(limits[0]), x2: x(limits[1]), y1: y, y2: y }),
        draw("circle", { class: "point" + chosen, cx: x(told.chosen.share), cy: y, r: 5 }),
      ];
    });
    return { height: bottom + 24, parts: [...grid, ...dots, ...rows] };
  }

  panels.add("intervals", {
    controls: (data) => [
      { name: "total", label: "Patients: ", min: 1, max: Math.max(MOST_PATIENTS, data.total), value: data.total, unit: "patients" },
      { name: "count", label: "of whom cleared: ", min: 0, max: data.total, most: (values) => values.total, value: data.count, unit: "cleared" },
      { name: "level", label: "Confidence level", number: true, value: data.level,
        options: [...new Set([...LEVELS, data.level])].sort().map((level) => [level, nameLevel(level)]) },
      { name: "method", label: "Interval in the sentence", options: data.methods, value: data.method },
    ],
    tell,
    draw: drawIntervals,
    name: (told) => "Three intervals for " + told.count + " of " + told.total,
  });
})();
