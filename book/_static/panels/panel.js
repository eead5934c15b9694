/* What panels share: controls, sentences that are read aloud, a drawing or a list. A panel's own file adds it by its name and says
   what it computes; this file shows it. Without script a page has no panel. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const known = {};

  function fill(element, attributes, children) {
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
  const draw = (name, attributes, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

  /* Numbers as the book writes them: a tie goes up, and 100 * 0.285 is 28.5. */
  const round = (value, digits) => {
    const scale = 10 ** digits;
    return (Math.sign(value) * Math.floor(Number((Math.abs(value) * scale).toPrecision(12)) + 0.5)) / scale;
  };
  const fixed = (value, digits) => round(value, digits).toFixed(digits).replace("-", "−");
  const percent = (share) => fixed(100 * share, 0) + "%";
  const weeks = (value) => (!Number.isFinite(value) ? "not reached" : Number.isInteger(value) ? String(value) : fixed(value, 1));
  const count = (number, noun) => number + " " + noun + (number === 1 ? "" : "s");
  const join = (items, last) => (items.length < 2 ? items.join("") : items.slice(0, -1).join(", ") + " " + last + " " + items.at(-1));

  /* A step curve from time 0 on, as the points of a line; a value that is not a number ends it. */
  function trace(times, values, start, end, x, y) {
    const points = [[x(0), y(start)]];
    let level = start;
    for (let i = 0; i < times.length && Number.isFinite(values[i]); i++) {
      if (times[i] > end) break;
      points.push([x(times[i]), y(level)], [x(times[i]), y(values[i])]);
      level = values[i];
    }
    const last = values.findIndex((value) => !Number.isFinite(value));
    points.push([x(last < 0 ? end : Math.min(times[last], end)), y(level)]);
    return points;
  }

  const write = (points) => points.map((point) => point.map((place) => place.toFixed(1)).join(",")).join(" ");

  /* The frame of a drawing: ticks below, percentages at the left. */
  function frame(box, ticks, label) {
    const shares = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      draw("line", { class: share === 0.5 ? "half" : "grid", x1: box.left, x2: box.right, y1: box.y(share), y2: box.y(share) }),
      draw("text", { class: "end", x: box.left - 6, y: box.y(share) + 4 }, percent(share)),
    ]);
    const below = ticks.flatMap((tick) => [
      draw("line", { class: "axis", x1: box.x(tick), x2: box.x(tick), y1: box.bottom, y2: box.bottom + 4 }),
      draw("text", { class: "middle", x: box.x(tick), y: box.bottom + 16 }, String(tick)),
    ]);
    return [...shares, ...below, draw("text", { class: "middle", x: (box.left + box.right) / 2, y: box.bottom + 33 }, label)];
  }

  function makeBox(width, height, below, end) {
    const box = { left: 42, right: width - 18, top: 8, bottom: height - below };
    box.x = (time) => box.left + (time / end) * (box.right - box.left);
    box.y = (share) => box.bottom - share * (box.bottom - box.top);
    return box;
  }

  /* Controls: a slider with its value beside it, a choice, or a line of text. */
  function makeControl(control) {
    const value = control.value;
    let input;
    if (control.options) {
      input = make("select", {}, ...control.options.map(([key, words]) => make("option", { value: key }, words)));
      [...input.options].forEach((option) => option.toggleAttribute("selected", option.value === String(value)));
    } else if (control.text) {
      input = make("input", { value, type: "text", inputmode: "decimal", autocomplete: "off", size: 6, maxlength: 8 });
    } else {
      input = make("input", { type: "range", min: control.min, max: control.max, value, step: 1 });
    }
    const beside = input.type === "range" ? [make("span", { class: "panel-value" }, String(value))] : [];
    return { ...control, input, label: make("label", {}, make("span", {}, control.label, ...beside), input), beside: beside[0] };
  }

  function read(controls) {
    const values = {};
    controls.forEach((control) => {
      if (control.most) {
        control.input.max = control.most(values);
      }
      const number = control.input.type === "range" || control.number;
      values[control.name] = number ? Number(control.input.value) : control.input.value.trim();
      if (control.beside) {
        control.beside.textContent = control.input.value;
        control.input.setAttribute("aria-valuetext", control.input.value + (control.unit ? " " + control.unit : ""));
      }
    });
    return values;
  }

  function start(place) {
    const panel = known[place.dataset.panel];
    const data = JSON.parse(place.dataset.values);
    const controls = panel.controls(data).map(makeControl);
    const reset = make("button", { type: "reset" }, "As on this page");
    const form = make("form", { class: "panel-controls" }, ...controls.map((control) => control.label), ...(controls.length > 1 ? [reset] : []));
    const words = make("output", { class: "panel-words" });
    const drawing = draw("svg", { class: "panel-drawing", role: "img" });
    const list = make("dl", { class: "panel-list" });
    place.append(form, words, panel.draw ? drawing : list);
    place.hidden = false;
    const first = panel.tell(data, read(controls));
    let told;

    function redraw() {
      if (!panel.draw) {
        list.replaceChildren(...panel.list(data, told));
        return;
      }
      const width = Math.max(drawing.parentElement.clientWidth - 2, 260);
      const { height, parts } = panel.draw(data, told, width, first);
      fill(drawing, { width, height, viewBox: "0 0 " + width + " " + height, "aria-label": panel.name(told) }, []).replaceChildren(...parts);
    }

    function show() {
      told = panel.tell(data, read(controls));
      words.replaceChildren(...told.sentences.map((sentence) => make("p", {}, sentence)));
      redraw();
    }

    form.addEventListener("input", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(show)); // once the controls have their values back
    addEventListener("resize", redraw);
    show();
  }

  globalThis.panels = { known, add: (name, panel) => (known[name] = panel), make, draw, percent, weeks, fixed, count, join, trace, write, frame, makeBox };
  if (typeof document !== "undefined") {
    document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-panel]").forEach(start));
  }
})();
