// node compile.mjs FOLDER: compile the wheels in a folder of Pyodide's files to byte code, with that Pyodide's own Python.
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const folder = path.resolve(process.argv[2]);
const {loadPyodide} = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const pyodide = await loadPyodide({
  indexURL: folder + path.sep,
  env: {HOME: '/home/pyodide', PYTHONHASHSEED: '0'}, // matplotlib lists fonts in the order of a set
});
pyodide.FS.mkdirTree('/lab');
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, {root: folder}, '/lab');
const {packages} = JSON.parse(fs.readFileSync(path.join(folder, 'pyodide-lock.json'), 'utf8'));
if (fs.existsSync(path.join(folder, packages.matplotlib.file_name))) await pyodide.loadPackage('matplotlib', {messageCallback: () => {}});
await pyodide.runPythonAsync(fs.readFileSync(fileURLToPath(new URL('recompile.py', import.meta.url)), 'utf8'));
