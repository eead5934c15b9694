/* Loaded before a page is drawn: its colours, a memory that lasts for the page where the browser allows none,
   the cursor on the search page, and printing. */
(function () {
  "use strict";

  const keepHere = (kept) => ({
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, String(value)),
    removeItem: (name) => kept.delete(name),
  });
  for (const storage of ["localStorage", "sessionStorage"]) {
    try {
      window[storage].getItem("mode");
    } catch {
      Object.defineProperty(window, storage, { value: keepHere(new Map()) });
    }
  }
  const mode = localStorage.getItem("mode") || "auto";
  const prefers = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  Object.assign(document.documentElement.dataset, { mode, theme: mode === "auto" ? prefers : mode });

  document.addEventListener("DOMContentLoaded", () => document.querySelector(".bd-search-container input")?.select());
  document.addEventListener("click", (event) => {
    if (event.target.closest(".print-page")) {
      window.print();
    }
  });
})();
