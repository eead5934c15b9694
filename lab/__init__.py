"""The lab: the book's chapters in a browser, by JupyterLite and Pyodide. `make lab-site` builds it into a built site."""
