/* Panel: the lowest and the highest share in remission that the paper leaves, under a reading of its dash, clock and dose. */
(function () {
  "use strict";

  const { draw, count, percent, weeks, trace, write } = panels;
  const DASHES = [["no", "no relapse"], ["yes", "a relapse"], ["exclude", "nothing: left out"]];
  const CLOCKS = [["taper", "taper or withdrawal"], ["response", "complete response"]];
  const OTHERS = [["followed", "were followed"], ["unfollowed", "may have left"]];
  const DOSES = [
    ["open", "is left open"],
    ["last", "was her last before stopping"],
    ["taken", "was taken; from last reduction"],
    ["first", "was taken; from first reduction"],
    ["first-short", "the same, months of 4 weeks"],
  ];
  const DAYS = { open: "taper or withdrawal", last: "stopping", taken: "the last reduction", first: "the first reduction", "first-short": "the first reduction" };

  const findRows = (data, { dash, clock, dose, others }) =>
    data.curves[data.places[[dash, dose, clock === "response" ? clock : others].join(" ")]];

  function describeDose(data, dose) {
    const { on, off } = data;
    if (dose === "open") return "Whether the drug was being taken when the rash came back is left open.";
    if (dose === "last") return "Read so, no relapse came on the drug: of " + count(on + off, "printed relapse") + ", all came after it was stopped.";
    return "Read so, " + count(on, "printed relapse") + " came on the drug and " + (off || "none") +
      " after it was stopped; the paper’s definition of relapse waits for withdrawal.";
  }

  function describeBounds(data, values, rows, day) {
    if (!rows.length) {
      const reached = data.reached[values.dose];
      return reached > data.latest
        ? "No times fit: in these months the lowest dose at a relapse is reached after " + weeks(reached) + " weeks, and the printed range ends by week " + weeks(data.latest) + "."
        : "No times fit what is printed.";
    }
    const [, low, high] = rows.findLast((row) => row[0] <= values.week);
    const when = "Just after week " + values.week + " from " + day + ", ";
    if (percent(low) === percent(high)) return when + percent(low) + " were still in remission.";
    return when + "between " + percent(low) + " and " + percent(high) + " were still in remission. That is what the paper leaves open, and says nothing of chance.";
  }

  function tell(data, values) {
    const [relapsed, total] = data.counts[values.dash];
    const rows = findRows(data, values), isResponse = values.clock === "response";
    const day = isResponse ? "complete response" : DAYS[values.dose];
    const sentences = [
      "Counted so, " + relapsed + " of " + count(total, "complete responder") + " relapsed. " + describeDose(data, values.dose),
      describeBounds(data, values, rows, day),
      ...(isResponse ? ["From complete response on, the last visits are printed, so nothing is assumed of the others."] : []),
    ];
    return { ...values, rows, day, sentences };
  }

  function drawBand(data, told, width) {
    const ticks = data.ticks[told.clock], end = ticks.at(-1), height = 300, box = panels.makeBox(width, height, 46, end);
    const parts = panels.frame(box, ticks, "Weeks from " + told.day);
    if (!told.rows.length) return { height, parts };
    const [times, lowest, highest] = [0, 1, 2].map((place) => told.rows.map((row) => row[place]));
    const [below, above] = [lowest, highest].map((edge) => trace(times, edge, 1, end, box.x, box.y));
    const x = box.x(Math.min(told.week, end)), [, low, high] = told.rows.findLast((row) => row[0] <= told.week);
    parts.push(
      draw("polygon", { class: "band", points: write([...below, ...[...above].reverse()]) }),
      draw("polyline", { class: "curve", points: write(above) }),
      draw("polyline", { class: "curve lowest", points: write(below) }),
      draw("line", { class: "median", x1: x, x2: x, y1: box.y(1), y2: box.bottom }),
      ...[low, high].map((share) => draw("circle", { class: "point chosen", cx: x, cy: box.y(share), r: 4 }))
    );
    return { height, parts };
  }

  panels.add("relapse", {
    controls: (data) => [
      { name: "dash", label: "A dash stands for", value: data.dash, options: DASHES },
      { name: "dose", label: "The dose beside a relapse", value: "open", options: DOSES },
      { name: "clock", label: "Weeks from", value: "taper", options: CLOCKS },
      { name: "others", label: "Those without a relapse", value: "followed", options: OTHERS },
      { name: "week", label: "Week ", min: 0, max: data.ticks.taper.at(-1), most: ({ clock }) => data.ticks[clock].at(-1), value: data.week, unit: "weeks" },
    ],
    tell,
    draw: drawBand,
    name: (told) => "Lowest and highest share still in remission, by weeks from " + told.day,
  });
})();
