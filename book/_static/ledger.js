/* Filter and sort the claim ledger. Without this script the table is whole and readable. */
(function () {
  "use strict";

  function option(value, label) {
    const element = document.createElement("option");
    element.value = value;
    element.textContent = label;
    return element;
  }

  function choice(label, values) {
    const wrapper = document.createElement("label");
    const select = document.createElement("select");
    wrapper.append(label + " ", select);
    select.append(option("", "all"));
    values.forEach((value) => select.append(option(value, value)));
    return { wrapper, control: select };
  }

  function textBox(label) {
    const wrapper = document.createElement("label");
    const input = document.createElement("input");
    input.type = "search";
    wrapper.append(label + " ", input);
    return { wrapper, control: input };
  }

  function distinct(rows, key) {
    return [...new Set(rows.map((row) => row.dataset[key]))];
  }

  function makeSortable(table, body) {
    table.querySelectorAll("thead th").forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = heading.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
        const text = (row) => row.cells[column].dataset.order || row.cells[column].textContent.trim();
        const sorted = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), "en", { numeric: true }));
        body.append(...(descending ? sorted.reverse() : sorted));
      });
    });
  }

  function start(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const verdict = choice("Verdict", distinct(rows, "verdict"));
    const section = choice("Section", distinct(rows, "section"));
    const words = textBox("Words");
    const count = document.createElement("output");
    const bar = document.createElement("div");
    bar.className = "ledger-filters";
    bar.append(verdict.wrapper, section.wrapper, words.wrapper, count);
    table.closest(".ledger").before(bar);

    function apply() {
      const wanted = words.control.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row) => {
        const fits =
          (!verdict.control.value || row.dataset.verdict === verdict.control.value) &&
          (!section.control.value || row.dataset.section === section.control.value) &&
          (!wanted || row.textContent.toLowerCase().includes(wanted));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      count.textContent = shown + " of " + rows.length + " claims";
    }

    [verdict, section, words].forEach((part) => part.control.addEventListener("input", apply));
    makeSortable(table, body);
    const asked = new URLSearchParams(location.search); // a figure links to its claims, as ?verdict=discrepant
    verdict.control.value = asked.get("verdict") || "";
    section.control.value = asked.get("section") || "";
    apply();
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) {
      target.scrollIntoView();
    }
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table[data-filters]").forEach(start));
})();
