/* A small card for what a claim's number, a reference to an exhibit, a citation, a word of the glossary, a patient, a number or
   a mark of a figure stands for: on hover, on keyboard focus, and on the first tap, after which the second follows the link.
   Escape closes it. The notes of numbers, citations and marks are in the page; the rest comes from a script that is loaded
   on first use. Without this script every link still leads to what its card would have shown. */
(function () {
  "use strict";
  const KNOWN = /#(C\d{3}|(fig|tbl)-[\w-]+|term-[\w-]+)$|patients\/\d+\.html$/;
  const PAGE = /(?:(?:notebooks|patients)\/)?[^/]+$/; // of an address, within its scenario's folder
  const TARGETS = "article .result[title], article .result[data-note], article a.reference[title], article a.reference[data-note], "
    + "article a[href], .book-figure .mark";
  const OPEN_AFTER_MS = 250, CLOSE_AFTER_MS = 200;

  let card, shown = null, timer = 0, touched = false, loading = null;

  function load() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.documentElement.dataset.content_root + "_static/previews_data.js";
      script.onload = () => resolve(window.bookPreviews);
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  // What a tooltip of the browser would show becomes the card's, so that a reader does not get both.
  function takeNote(target) {
    if (target.matches(".mark")) {
      const title = target.querySelector(":scope > title");
      if (title) {
        target.dataset.note = title.textContent;
        if (target.matches("a")) {
          target.setAttribute("aria-label", title.textContent);
        }
        title.remove();
      }
    } else if (target.title) {
      target.dataset.note = target.title;
      target.removeAttribute("title");
    }
    return target.dataset.note;
  }

  function findKey(target) {
    const address = target.getAttribute("href");
    if (!address || !KNOWN.test(address) || target.matches(".headerlink, .exhibit-tools a, .prev-next-footer a")) {
      return null;
    }
    const url = new URL(address, location.href), anchor = decodeURIComponent(url.hash.slice(1));
    return /^C\d{3}$/.test(anchor) ? anchor : PAGE.exec(url.pathname)[0] + (anchor && "#" + anchor);
  }

  const hasCard = (target) =>
    target.matches(".mark") || target.hasAttribute("data-note") || target.matches("[title]") || findKey(target) !== null;

  function findTarget(event) {
    const target = event.target.closest?.(TARGETS);
    return target && hasCard(target) ? target : null;
  }

  async function describe(target) {
    const note = takeNote(target);
    if (note) {
      return { text: [note] };
    }
    return (await load())[findKey(target)];
  }

  function makeCard() {
    card = document.createElement("div");
    card.id = "preview-card";
    card.setAttribute("role", "tooltip");
    card.hidden = true;
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", hideSoon);
    document.body.append(card);
  }

  function fill(content, target) {
    const title = document.createElement("b");
    title.textContent = content.title || "";
    const head = content.title ? [title] : [];
    if (content.verdict) {
      const verdict = document.createElement("span");
      verdict.className = "verdict verdict-" + content.verdict;
      verdict.textContent = content.verdict;
      head.push(" ", verdict);
    }
    const parts = head.length ? [head] : [];
    parts.push(...content.text.map((text) => [text]));
    if (touched && target.hasAttribute("href")) {
      const hint = document.createElement("small");
      hint.textContent = "Tap again to open";
      parts.push([hint]);
    }
    card.replaceChildren(...parts.map((part) => {
      const paragraph = document.createElement("p");
      paragraph.append(...part);
      return paragraph;
    }));
  }

  // Below what it explains, or above where there is more room; never beyond the edges.
  function place(target) {
    const box = target.getClientRects()[0] ?? target.getBoundingClientRect();
    const width = document.documentElement.clientWidth, gap = 6, edge = 8;
    card.hidden = false;
    card.style.maxWidth = Math.min(416, width - 2 * edge) + "px";
    card.style.left = "0";
    const size = card.getBoundingClientRect();
    const left = Math.min(Math.max(edge, box.left), width - size.width - edge);
    const fits = box.bottom + gap + size.height < window.innerHeight;
    const top = fits || box.top < size.height + gap ? box.bottom + gap : box.top - gap - size.height;
    card.style.left = left + window.scrollX + "px";
    card.style.top = top + window.scrollY + "px";
  }

  async function show(target) {
    clearTimeout(timer);
    if (shown === target) {
      return;
    }
    hide();
    shown = target;
    const content = await describe(target).catch(() => null);
    if (shown !== target || !content) {
      return; // something else was asked for meanwhile, or nothing is known
    }
    if (!card) {
      makeCard();
    }
    fill(content, target);
    place(target);
    target.setAttribute("aria-describedby", "preview-card");
  }

  function hide() {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    if (card) {
      card.hidden = true;
    }
  }

  const hideSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, CLOSE_AFTER_MS);
  };

  // Numbers whose note says more than they do can be reached by keyboard.
  function openToKeyboard() {
    for (const number of document.querySelectorAll("article span.result.origin-assumed[title]")) {
      number.tabIndex = 0;
    }
  }

  addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"), true);
  addEventListener("pointerover", (event) => {
    const target = event.pointerType === "mouse" && findTarget(event);
    if (target) {
      takeNote(target);
      clearTimeout(timer);
      timer = setTimeout(() => show(target), OPEN_AFTER_MS);
    }
  });
  addEventListener("pointerout", (event) => event.pointerType === "mouse" && findTarget(event) && hideSoon());
  addEventListener("focusin", (event) => {
    const target = event.target.matches(":focus-visible") && findTarget(event);
    if (target) {
      touched = false;
      show(target);
    } else {
      hide();
    }
  });
  addEventListener("focusout", hideSoon);
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("click", (event) => {
    if (!touched || card?.contains(event.target)) {
      return;
    }
    const target = findTarget(event);
    if (target && target !== shown) {
      event.preventDefault();
      show(target);
    } else if (!target) {
      hide();
    }
  }, true);
  addEventListener("DOMContentLoaded", openToKeyboard);
  document.addEventListener("book-changed", openToKeyboard);
})();
