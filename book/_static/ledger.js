/* Filter and sort the claim ledger. Without this script both tables are whole and readable, the second one in a fold. */
(function () {
  "use strict";

  const KEYS = ["verdict", "section", "words"];
  const ORDERS = { 0: "place", 2: "rank" }; // columns that can be sorted: in the order of the paper, in that of the verdicts

  function make(name, text, ...children) {
    const element = document.createElement(name);
    element.append(text, ...children);
    return element;
  }

  function option(value, label) {
    const element = make("option", label);
    element.value = value;
    return element;
  }

  function labelled(label, control) {
    return make("label", label, control);
  }

  function chooseVerdict(rows) {
    const select = make("select", option("", "all"));
    const groups = new Map();
    rows.forEach((row) => {
      const group = groups.get(row.dataset.group) || groups.set(row.dataset.group, new Map()).get(row.dataset.group);
      group.set(row.dataset.verdict, Number(row.dataset.rank));
    });
    groups.forEach((verdicts, group) => {
      const part = make("optgroup", "", option(group, "all: " + group));
      part.label = group;
      [...verdicts].sort((a, b) => a[1] - b[1]).forEach(([verdict]) => part.append(option(verdict, verdict)));
      select.append(part);
    });
    return select;
  }

  function chooseSection(rows) {
    const select = make("select", option("", "all"));
    new Set(rows.map((row) => row.dataset.section)).forEach((section) => select.append(option(section, section)));
    return select;
  }

  function start(main) {
    const whole = main.closest(".ledger-whole");
    const fold = whole.querySelector("details");
    const rest = whole.querySelector("table[data-rest]");
    const served = new Map([main, rest].flatMap((table) => [...table.tBodies[0].rows].map((row) => [row, table])));
    const rows = [...served.keys()].sort((a, b) => a.dataset.place - b.dataset.place);
    const caption = main.caption.textContent;

    const words = document.createElement("input");
    words.type = "search";
    const controls = { verdict: chooseVerdict(rows), section: chooseSection(rows), words };
    const count = document.createElement("output");
    const clear = make("button", "Clear filters");
    clear.type = "button";
    const bar = make("div", "", labelled("Verdict", controls.verdict), labelled("Section", controls.section), labelled("Words", words), clear, count);
    bar.className = "ledger-filters";
    const printed = make("p", "");
    printed.className = "ledger-printed";
    whole.before(bar, printed);
    let order = { key: "place", backwards: false };

    function fits(row, asked) {
      return (
        (!asked.verdict || asked.verdict === row.dataset.verdict || asked.verdict === row.dataset.group) &&
        (!asked.section || asked.section === row.dataset.section) &&
        (!asked.words || row.textContent.toLowerCase().includes(asked.words.toLowerCase()))
      );
    }

    function arrange(filtering) {
      const turn = order.backwards ? -1 : 1;
      const sorted = [...rows].sort(
        (a, b) => turn * (a.dataset[order.key] - b.dataset[order.key]) || a.dataset.place - b.dataset.place
      );
      [main, rest].forEach((table) =>
        table.tBodies[0].append(...sorted.filter((row) => (filtering ? main : served.get(row)) === table))
      );
    }

    function apply() {
      const asked = Object.fromEntries(KEYS.map((key) => [key, controls[key].value.trim()]));
      const active = KEYS.filter((key) => asked[key]);
      arrange(active.length > 0);
      rows.forEach((row) => (row.hidden = !fits(row, asked)));
      const shown = rows.filter((row) => !row.hidden).length;
      const told = active.map((key) => key + " “" + asked[key] + "”").join(", ");
      fold.hidden = active.length > 0;
      clear.hidden = active.length === 0;
      main.caption.textContent = active.length ? "Claims: " + told : caption;
      count.textContent = active.length
        ? shown + " of " + rows.length + " claims: " + told + (shown ? "." : ". No claim fits all of this.")
        : main.tBodies[0].rows.length + " of " + rows.length + " claims: those that do not hold.";
      printed.textContent = active.length ? count.textContent : "All " + rows.length + " claims.";
      return asked;
    }

    function remember() {
      const asked = apply();
      const query = new URLSearchParams(KEYS.filter((key) => asked[key]).map((key) => [key, asked[key]]));
      if (order.key !== "place" || order.backwards) {
        query.set("sort", (order.backwards ? "-" : "") + order.key);
      }
      try {
        history.replaceState(null, "", location.pathname + (query.size ? "?" + query : ""));
      } catch (error) {
        // A page opened from a disk may not change its address; its filters work all the same.
      }
    }

    function mark(table) {
      table.querySelectorAll("thead th").forEach((heading, column) => {
        heading.removeAttribute("aria-sort");
        if (ORDERS[column] === order.key) {
          heading.setAttribute("aria-sort", order.backwards ? "descending" : "ascending");
        }
      });
    }

    function sortBy(key) {
      order = { key, backwards: order.key === key && !order.backwards };
      [main, rest].forEach(mark);
      remember();
    }

    function reveal() {
      const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!served.has(row)) {
        return;
      }
      if (row.hidden) {
        const hash = location.hash;
        KEYS.forEach((key) => (controls[key].value = ""));
        remember();
        history.replaceState(null, "", hash);
      }
      const holder = row.closest("details");
      if (holder) {
        holder.open = true;
      }
      row.scrollIntoView();
    }

    [main, rest].forEach((table) =>
      Object.entries(ORDERS).forEach(([column, key]) => {
        const heading = table.querySelectorAll("thead th")[column];
        const button = make("button", heading.textContent);
        button.type = "button";
        button.addEventListener("click", () => sortBy(key));
        heading.replaceChildren(button);
      })
    );
    const asked = new URLSearchParams(location.search); // a figure links to its claims, as ?verdict=discrepant
    KEYS.forEach((key) => (controls[key].value = asked.get(key) || ""));
    const sort = asked.get("sort") || "place";
    order = { key: Object.values(ORDERS).find((key) => sort.endsWith(key)) || "place", backwards: sort.startsWith("-") };
    [main, rest].forEach(mark);
    apply();
    KEYS.forEach((key) => controls[key].addEventListener("input", remember));
    clear.addEventListener("click", () => {
      KEYS.forEach((key) => (controls[key].value = ""));
      remember();
      controls.verdict.focus();
    });
    addEventListener("hashchange", reveal);
    reveal();
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table[data-filters]").forEach(start));
})();
