// Opens what a link leads to where it lies in a fold; browsers that do so themselves lose nothing.
(function () {
  "use strict";
  function open() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = target && target.closest("details:not([open])");
    if (!fold) {
      return;
    }
    for (; fold; fold = fold.parentElement.closest("details:not([open])")) {
      fold.open = true;
    }
    target.scrollIntoView();
  }
  addEventListener("hashchange", open);
  addEventListener("DOMContentLoaded", open);
})();
