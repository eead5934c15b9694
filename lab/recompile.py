"""Compile the Python of wheels to byte code; runs in Pyodide (compile.mjs), whose Python wrote none of this machine's.

Imports in the browser then take about half the time. The same wheels give the same bytes.
"""

import _imp
import hashlib
import importlib.util
import json
import marshal
import zipfile
from pathlib import Path

FOLDER = Path("/lab")  # where compile.mjs mounts it
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
WITH_SOURCE = ("reanalysis", "lifelines")  # packages whose functions a student may want to read there
UNCHECKED_HASH = (1).to_bytes(4, "little")  # PEP 552: known by the hash of its source, which is not looked for


def compile_source(name: str, source: bytes) -> bytes:
    """The content of a .pyc file."""
    code = compile(source, f"/lib/python3.12/site-packages/{name}", "exec", dont_inherit=True)
    source_hash = _imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, source)
    return importlib.util.MAGIC_NUMBER + UNCHECKED_HASH + source_hash + marshal.dumps(code)


def list_fonts() -> dict[str, bytes]:
    """Matplotlib's list of fonts, which it would otherwise make on every visit, with a warning; nothing where it is not loaded."""
    try:
        from matplotlib import font_manager
    except ImportError:
        return {}
    name = f"fontlist-v{font_manager.FontManager.__version__}.json"
    font_manager.json_dump(font_manager.fontManager, f"/tmp/{name}")
    return {f"matplotlib_cache/{name}": Path(f"/tmp/{name}").read_bytes()}


def add(wheel: zipfile.ZipFile, name: str, content: bytes) -> None:
    wheel.writestr(zipfile.ZipInfo(name, FIXED_TIME), content, zipfile.ZIP_DEFLATED, compresslevel=9)


def recompile(path: Path, more: dict[str, bytes]) -> None:
    """Compile each module of a wheel that is not a test, and add files; a module that is no Python 3.12 stays as it is."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(part, "w") as new:
        for item in old.infolist():
            content, name = old.read(item), item.filename
            if name.endswith(".py") and ".dist-info/" not in name and "/tests/" not in name:
                try:
                    compiled = compile_source(name, content)
                except SyntaxError:
                    compiled = None
                if compiled and path.name.startswith(WITH_SOURCE):
                    add(new, importlib.util.cache_from_source(name), compiled)
                elif compiled:
                    content, name = compiled, f"{name}c"
            add(new, name, content)
        for name, content in more.items():
            add(new, name, content)
    part.replace(path)


lock = json.loads((FOLDER / "pyodide-lock.json").read_text())
for package in lock["packages"].values():
    wheel = FOLDER / package["file_name"]
    if wheel.suffix == ".whl" and wheel.exists():  # else it is loaded from elsewhere, as it is
        recompile(wheel, list_fonts() if package["name"] == "reanalysis" else {})
        package["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
(FOLDER / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")
