// With &run in its address a notebook runs from its first cell to its last once it is open: "Run All Cells", chosen before Python
// has been asked for, does nothing and does not say so.
(() => {
  if (!new URLSearchParams(location.search).has('run')) return;
  const timer = setInterval(async () => {
    const app = window.jupyterapp;
    const panel = app && app.shell.currentWidget;
    if (!panel || !panel.sessionContext || !panel.context.isReady) return;
    clearInterval(timer);
    await panel.sessionContext.ready;
    app.commands.execute('notebook:run-all-cells');
  }, 100);
})();
