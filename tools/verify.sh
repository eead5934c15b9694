#!/usr/bin/env bash
# Check a downloaded site against a rebuild: tools/verify.sh SITE REBUILT.
# First the downloaded files against the checksums that came with them, then what the two were built from, then every
# file; of the PDF only its checksum, since Chromium writes the time into it.
set -euo pipefail
site=$1 rebuilt=$2

fail() {
  echo "error: $site: $1" >&2
  exit 1
}
list_inputs() {
  sed -n '/"inputs"/,/}/p' "$1/manifest.json"
}

for name in SHA256SUMS manifest.json; do
  [ -f "$site/$name" ] || fail "has no $name; allowed: a site built by make book"
done
if ! damage=$(cd "$site" && sha256sum --check --quiet --strict SHA256SUMS 2>&1); then
  fail "is not what its SHA256SUMS says: $(grep -m 1 FAILED <<<"$damage" || head -n 1 <<<"$damage")"
fi
inputs=$(diff <(list_inputs "$site") <(list_inputs "$rebuilt")) || true
[ -z "$inputs" ] || fail "was built from other inputs, first: $(sed -n 's/^[<>] *\("[^"]*"\).*/\1/p' <<<"$inputs" | head -n 1)"
beside=() more=
if [ -d "$site/lab" ] && [ ! -d "$rebuilt/lab" ]; then
  beside=(-x lab) more=" (of the lab only the checksums were compared: make lab-site builds it here too)"
fi
difference=$(LC_ALL=C diff -rq "${beside[@]}" -x book.pdf -x SHA256SUMS -x manifest.json "$site" "$rebuilt") || true
[ -z "$difference" ] || fail "the rebuild differs, first: $(head -n 1 <<<"$difference")"
echo "== $site: all $(wc -l <"$site/SHA256SUMS") files are, byte for byte, what this commit gives$more"
