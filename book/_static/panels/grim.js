/* Panel: which numbers of patients can have a printed mean of whole numbers (GRIM, Brown & Heathers 2017). */
(function () {
  "use strict";

  const { draw, count, percent, join } = panels;
  const MOST_PATIENTS = 40;
  const MOST_DECIMALS = 4;
  const CELL = 34;

  /* A printed number as a whole number of its last places; null where it is none. */
  function parse(text) {
    const found = /^(\d{1,4})(?:[.,](\d+))?$/.exec(text);
    if (!found || (found[2] || "").length > MOST_DECIMALS) return null;
    const decimals = (found[2] || "").length;
    return { units: Number(found[1] + (found[2] || "")), decimals, scale: 10 ** decimals };
  }

  /* First and last total that, divided by so many parts, prints as the mean; none where the first is larger. */
  function findTotals(mean, parts, how) {
    const { units, scale } = mean;
    if (how === "truncated") return [Math.ceil((units * parts) / scale), Math.ceil(((units + 1) * parts) / scale) - 1];
    return [Math.ceil(((2 * units - 1) * parts) / (2 * scale)), Math.floor(((2 * units + 1) * parts) / (2 * scale))];
  }

  /* How n patients can have the mean: rounded, else truncated, else not at all. */
  function judge(mean, n, items) {
    for (const how of ["rounded", "truncated"]) {
      const [first, last] = findTotals(mean, n * items, how);
      if (first <= last) return { n, how, totals: [first, last] };
    }
    return { n, how: null, totals: [] };
  }

  /* Share of the means with as many decimals that no total gives: what the test could have caught. */
  function findPower(mean, n, items) {
    let caught = 0;
    for (let units = 0; units < mean.scale; units++) {
      if (!judge({ ...mean, units }, n, items).how) caught++;
    }
    return caught / mean.scale;
  }

  /* Numbers in words, those that follow one another as a range. */
  function listNumbers(numbers) {
    const ranges = [];
    numbers.forEach((number) => {
      const last = ranges.at(-1);
      if (last && last[1] === number - 1) last[1] = number;
      else ranges.push([number, number]);
    });
    return join(ranges.flatMap(([first, last]) => (last - first < 2 ? [...new Set([first, last])] : [first + " to " + last])).map(String), "and");
  }

  function describeChosen(mean, text, chosen, items) {
    const { n, how, totals } = chosen, who = count(n, "patient");
    const of = totals[0] === totals[1] ? "a total of " + totals[0] : "a total of " + totals[0] + " to " + totals[1];
    if (how === "rounded") return "For " + who + " it is possible, with " + of + ".";
    if (how) return "For " + who + " it is possible only if digits were cut off and not rounded, with " + of + ".";
    const below = Math.floor((mean.units * n * items) / mean.scale);
    const print = (total) => (total / (n * items)).toFixed(mean.decimals);
    return "For " + who + " it is impossible: a total of " + below + " gives " + print(below) + ", and the next, " + (below + 1) + ", gives " + print(below + 1) + ".";
  }

  function tell(data, values) {
    const mean = parse(values.mean), { n, items } = values;
    if (!mean) return { ...values, sizes: [], sentences: ["Type a mean as it is printed, such as 3.08, with at most four decimals."] };
    const sizes = Array.from({ length: MOST_PATIENTS }, (_, i) => judge(mean, i + 1, items));
    const able = sizes.filter((size) => size.how).map((size) => size.n);
    const all = able.length === MOST_PATIENTS;
    const sentences = [
      describeChosen(mean, values.mean, sizes[n - 1], items),
      all ? "Any number of patients up to " + MOST_PATIENTS + " can have this mean."
        : able.length ? "Up to " + MOST_PATIENTS + ", these numbers of patients can have this mean: " + listNumbers(able) + "."
          : "No number of patients up to " + MOST_PATIENTS + " can have this mean.",
      ...(sizes.some((size) => size.how === "truncated") ? ["Those with a dashed edge can only if digits were cut off and not rounded."] : []),
      "Of all means with " + (mean.decimals ? count(mean.decimals, "decimal") : "no decimals") + ", " + percent(findPower(mean, n, items)) +
        " would be impossible for " + count(n, "patient") + ".",
    ];
    return { ...values, sizes, sentences };
  }

  function drawSizes(data, told, width) {
    const across = Math.max(Math.floor((width - 4) / CELL), 1);
    const parts = told.sizes.flatMap(({ n, how }, i) => {
      const x = 2 + (i % across) * CELL, y = 2 + Math.floor(i / across) * CELL, side = CELL - 4;
      const kind = (how || "impossible") + (n === told.n ? " chosen" : "");
      const cross = how ? [] : [draw("path", { class: "cross", d: "M" + (x + 5) + "," + (y + 5) + "l20,20m0,-20l-20,20" })];
      return [
        draw("rect", { class: "size " + kind, x, y, width: side, height: side, rx: 3 }),
        ...cross,
        draw("text", { class: "middle", x: x + side / 2, y: y + side / 2 + 4 }, String(n)),
      ];
    });
    return { height: 4 + CELL * Math.max(Math.ceil(told.sizes.length / across), 1), parts };
  }

  panels.add("grim", {
    controls: (data) => [
      { name: "mean", label: "Mean, as printed", text: true, value: data.mean },
      { name: "n", label: "Patients: ", min: 1, max: MOST_PATIENTS, value: data.n, unit: "patients" },
      { name: "items", label: "Items averaged per patient: ", min: 1, max: 10, value: 1, unit: "items" },
    ],
    tell,
    draw: drawSizes,
    judge, parse, findPower,
    name: (told) => "Numbers of patients from 1 to " + MOST_PATIENTS + "; a cross marks those that cannot have the mean " + told.mean,
  });
})();
