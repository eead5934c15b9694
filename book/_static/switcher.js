// Links to this page in every other scenario. Publishing writes window.bookScenario above this line: which scenario the
// folder shows, the way to the site's root, and all scenarios. Plain links, so it works without a server and in any folder.
(function () {
  "use strict";
  const book = window.bookScenario;

  // The section being read: the last one whose heading has passed the top third of the window.
  function findSection() {
    const passed = [...document.querySelectorAll("article section[id]")].filter(
      (section) => section.firstElementChild.getBoundingClientRect().top < window.innerHeight / 3
    );
    return window.scrollY > 0 && passed.length ? "#" + passed[passed.length - 1].id : "";
  }

  function makeLink(scenario, page, toRoot) {
    const link = document.createElement("a");
    link.href = toRoot + scenario.path + page;
    link.textContent = scenario.title;
    link.title = scenario.sentence;
    if (scenario.name === book.current) {
      link.setAttribute("aria-current", "true");
    }
    link.addEventListener("click", () => {
      link.href = toRoot + scenario.path + page + window.location.search + findSection();
    });
    return link;
  }

  function fill(switcher) {
    const page = switcher.dataset.page;
    const toRoot = "../".repeat(page.split("/").length - 1) + book.root;
    const list = document.createElement("ul");
    for (const scenario of book.scenarios) {
      const item = document.createElement("li");
      item.append(makeLink(scenario, page, toRoot));
      list.append(item);
    }
    switcher.append(list);
    if (switcher.dataset.differs) {
      switcher.querySelector(".scenario-shown").textContent = "Scenario"; // the marked link tells which
    }
    const current = list.querySelector("[aria-current]");
    switcher.scrollLeft = current.offsetLeft - switcher.offsetLeft - switcher.clientWidth / 2 + current.clientWidth / 2;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (book && book.scenarios.length > 1) {
      document.querySelectorAll(".scenario-switcher").forEach(fill);
    }
  });
})();
