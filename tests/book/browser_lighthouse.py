"""Print Lighthouse's scores of a built site: python -m tests.book.browser_lighthouse SITE [PAGE ...].

Without pages: the front page and the chapter with the most bytes. Scores are looked at, never tested: performance
depends on the machine.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.book.browser_server import compress, serve_folder

LIGHTHOUSE = Path(__file__).resolve().parents[1] / "browser" / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROME_FLAGS = (
    "--headless=new --no-sandbox --disable-dev-shm-usage --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FORM_FACTORS = {"desktop": ["--preset=desktop"], "mobile": []}


def find_missing() -> str:
    """What a run needs and this machine has not; empty if it has all."""
    missing = [name for name in ("chromium", "node") if shutil.which(name) is None]
    if not LIGHTHOUSE.exists():
        missing.append("lighthouse (npm ci --prefix tests/browser --ignore-scripts)")
    return ", ".join(missing)


def find_heaviest_chapter(site: Path) -> str:
    """The chapter whose page has the most compressed bytes."""
    sizes = {path.name: len(compress(path, path.stat().st_mtime_ns)) for path in (site / "notebooks").glob("*.html")}
    return f"notebooks/{max(sizes, key=sizes.get)}"


def run_lighthouse(address: str, form_factor: str) -> dict:
    """One run's report, as Lighthouse's JSON."""
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", *FORM_FACTORS[form_factor]]
    command += [f"--chrome-flags={CHROME_FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium")}
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    return json.loads(done.stdout)


def list_lost_points(report: dict) -> list[str]:
    """Audits that lower a score, as `category: audit (score)`."""
    return [
        f"{name}: {reference['id']} ({report['audits'][reference['id']]['score']:.2f})"
        for name in CATEGORIES
        for reference in report["categories"][name]["auditRefs"]
        if reference["weight"] and (report["audits"][reference["id"]]["score"] or 0) < 1
        if report["audits"][reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]


def main(site: str, *pages: str) -> None:
    missing = find_missing()
    if missing:
        print(f"Lighthouse: not run, needs {missing}")
        return
    folder = Path(site)
    print(f"Lighthouse, compressed as static hosts do\n  {'':<44}" + "".join(f"{name:>16}" for name in CATEGORIES))
    with serve_folder(folder) as root:
        for page in pages or ("index.html", find_heaviest_chapter(folder)):
            for form_factor in FORM_FACTORS:
                report = run_lighthouse(f"{root}/{page}", form_factor)
                scores = "".join(f"{report['categories'][name]['score'] * 100:>16.0f}" for name in CATEGORIES)
                print(f"  {page + ', ' + form_factor:<44}{scores}", flush=True)
                for lost in list_lost_points(report):
                    print(f"      {lost}")


if __name__ == "__main__":
    main(*sys.argv[1:])
