#!/usr/bin/env bash
# Render laid out pages with Sphinx, MyST-NB and the theme as they are today: tools/current_sphinx.sh SOURCE FOLDER.
# Jupyter Book 1.x holds all three back; its configuration, as its own command writes it, is all that is taken of it.
set -euo pipefail
source=$1 folder=$2
mkdir -p "$folder"
cp -r "$source" "$folder/source"
.venv/bin/jupyter-book config sphinx "$folder/source" >"$folder/conf.log"
cat >>"$folder/source/conf.py" <<'EOF'
import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "_extensions"), os.getcwd()]
extensions.remove("jupyter_book")
EOF
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --upgrade sphinx myst-nb sphinx-book-theme sphinx-external-toc \
  sphinx-multitoc-numbering sphinxcontrib-bibtex sphinx-copybutton sphinx-comments latex2mathml lxml PyStemmer frictionless .
"$folder/venv/bin/python" -m pip list 2>/dev/null | grep -iE '^(sphinx|myst-nb|sphinx-book-theme|pydata-sphinx-theme) '
"$folder/venv/bin/python" -m sphinx -q -W -b html --keep-going "$folder/source" "$folder/html"
