/* Panel: another cell in the paper's tables, and the verdicts of the ledger that change with it. */
(function () {
  "use strict";

  const { make, join } = panels;
  const MOVES = [ // from which group of verdicts to which, and how one says it of one claim and of several
    ["hold", "do not hold", "that held does not hold any more", "that held do not hold any more"],
    ["do not hold", "hold", "that did not hold holds now", "that did not hold hold now"],
  ];

  function describeMoves(data, flips) {
    const moved = flips.map((flip) => data.groups[flip.before] + ">" + data.groups[flip.after]);
    const told = MOVES.map(([from, to, one, more]) => {
      const number = moved.filter((move) => move === from + ">" + to).length;
      return [number, number + (number === 1 ? " claim " + one : " claims " + more)];
    });
    const rest = flips.length - told.reduce((sum, [number]) => sum + number, 0);
    told.push([rest, rest === 1 ? "1 has another verdict" : rest + " have another verdict"]);
    return join(told.filter(([number]) => number).map(([, words]) => words), "and");
  }

  function tell(data, values) {
    const edit = data.edits[Number(values.edit)];
    const flips = edit.flips, verdicts = flips.length === 1 ? "1 changes" : flips.length + " change";
    const change = flips.length ? "Of " + data.total + " verdicts, " + verdicts + ": " + describeMoves(data, flips) + "." : "No verdict changes.";
    return { ...values, edit, sentences: [edit.cells, change] };
  }

  function list(data, told) {
    return told.edit.flips.flatMap((flip) => [
      make("dt", {}, make("a", { href: "#" + flip.claim_id }, flip.claim_id), " " + flip.statement),
      make("dd", {}, make("b", {}, flip.before + " → " + flip.after), ". " + flip.reason),
    ]);
  }

  panels.add("ledger", {
    controls: (data) => [{ name: "edit", label: "If it were so", value: 0, options: data.edits.map(({ label }, place) => [place, label]) }],
    tell,
    list,
  });
})();
