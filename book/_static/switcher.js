/* The menu of scenarios: keeps the section that is read and closes again. On the front page it shows another scenario's
   sentences in place. The menu's links work without this script. */
(function () {
  "use strict";

  // The section being read: the last one whose heading has passed the top third of the window.
  function findSection() {
    const passed = [...document.querySelectorAll("article section[id]")].filter(
      (section) => section.firstElementChild.getBoundingClientRect().top < window.innerHeight / 3
    );
    return window.scrollY > 0 && passed.length ? "#" + passed[passed.length - 1].id : "";
  }

  function loadOnce(address) {
    return new Promise((resolve, reject) => {
      if (window.bookFrontPages) {
        resolve(window.bookFrontPages);
        return;
      }
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(window.bookFrontPages);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  const make = (markup) => {
    const template = document.createElement("template");
    template.innerHTML = markup;
    return template.content.firstElementChild;
  };
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

  // Mark, in new parts of the page, each value and sentence that no old part has; or else the whole paragraph.
  function markChanges(fresh, old) {
    const inline = ".result, p > span, li > span, td > span", block = "p, li, td, figcaption";
    const collect = (selector) => new Set(old.flatMap((part) => [part, ...part.querySelectorAll(selector)].map(words)));
    const known = { [inline]: collect(inline), [block]: collect(block) };
    for (const part of fresh) {
      for (const selector of [inline, block]) {
        const found = [part, ...part.querySelectorAll(selector)].filter((element) => element.matches(selector));
        for (const element of found) {
          if (!known[selector].has(words(element)) && !element.querySelector("p, li, .is-changed")) {
            element.classList.add("is-changed");
          }
        }
      }
    }
  }

  // A front page whose parts can be replaced by those of another scenario's.
  function makeFrontPage(menu, links) {
    const article = document.querySelector("article > section");
    const own = links.find((link) => link.hasAttribute("aria-current"));
    const toRoot = own.dataset.path ? "../" : "";
    const ownTitle = words(menu.querySelector(".scenario-name"));
    let shown = own;

    function follow(path) {
      for (const link of document.querySelectorAll("a[href], a[data-href]")) {
        const address = (link.dataset.href ??= link.getAttribute("href"));
        if (!menu.contains(link) && !/^([a-z]+:|#)/.test(address)) {
          link.setAttribute("href", path === own.dataset.path ? address : toRoot + path + address);
        }
      }
    }

    return async function show(link) {
      const data = await loadOnce(menu.dataset.pages);
      const path = link.dataset.path, now = data.pages[shown.dataset.path], wanted = data.pages[path];
      const before = data.pages[own.dataset.path];
      const standing = new Map(now.map((number, place) => [number, article.children[place]]));
      const parts = wanted.map((number) => (before.includes(number) && standing.get(number)) || make(data.blocks[number]));
      const fresh = parts.filter((_, place) => !before.includes(wanted[place]));
      const gone = before.filter((number) => !wanted.includes(number)).map((number) => make(data.blocks[number]));
      article.replaceChildren(...parts);
      markChanges(fresh.filter((part) => !part.matches(".scenario-line")), gone);
      const line = article.querySelector(".scenario-line");
      if (line && link !== own) {
        line.append(" Marked: what differs from “" + ownTitle + "”.");
      }
      shown = link;
      links.forEach((other) => other.toggleAttribute("aria-current", other === link));
      link.setAttribute("aria-current", "true");
      menu.querySelector(".scenario-name").textContent = link.querySelector("b").textContent;
      follow(path);
      document.dispatchEvent(new Event("book-changed"));
    };
  }

  function start(menu) {
    const fold = menu.querySelector("details"), links = [...menu.querySelectorAll("a")];
    if (!fold) {
      return;
    }
    const close = (refocus) => {
      if (fold.open) {
        fold.open = false;
        if (refocus) {
          fold.querySelector("summary").focus();
        }
      }
    };
    document.addEventListener("click", (event) => fold.contains(event.target) || close(false));
    document.addEventListener("keydown", (event) => event.key === "Escape" && close(fold.contains(document.activeElement)));

    const show = menu.dataset.pages && makeFrontPage(menu, links);
    const asked = () => new URLSearchParams(location.search).get("scenario");
    const nameOf = (link) => link.dataset.path.replace("/", "") || "default";
    const own = links.find((link) => link.hasAttribute("aria-current"));
    for (const link of links) {
      const address = link.getAttribute("href");
      link.addEventListener("click", (event) => {
        if (!show || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
          link.href = address + location.search + findSection();
          return;
        }
        event.preventDefault();
        const where = link === own ? "" : "?scenario=" + nameOf(link);
        show(link).then(() => {
          history.pushState(null, "", location.pathname + where);
          close(true);
        }, () => location.assign(address)); // without its data: the page itself
      });
    }
    if (show) {
      const restore = () => show(links.find((link) => nameOf(link) === asked()) || own);
      window.addEventListener("popstate", restore);
      if (asked()) {
        restore();
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".scenario-switcher").forEach(start));
})();
