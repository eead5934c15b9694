#!/usr/bin/env bash
# Pack a release for Zenodo into BUILD/archive: the commit's files, the built site, their description as an RO-Crate.
# The same commit and site give the same bytes: sorted names, one date, no owners, no umask.
set -euo pipefail
build=$1 python=$2

fail() {
  echo "error: $1" >&2
  exit 1
}
read_field() { # a line of CITATION.cff, quoted or not
  sed -n "s/^$1: *\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" CITATION.cff
}

[ -f "$build/html/index.html" ] || fail "there is no site in $build/html; allowed: one built by make book"
git() { command git -c safe.directory='*' "$@"; } # the tree may be another user's, as in a container
changed=$(git status --porcelain)
[ -z "$changed" ] || fail "files are not committed, first: $(head -n 1 <<<"$changed"); allowed: a clean work tree"

name=reanalysis-$(read_field version)
day=${SOURCE_DATE_EPOCH:-$(date -u -d "$(read_field date-released)" +%s)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git archive --prefix="$name/" HEAD | tar -x -C "$folder"
cp -r "$build/html" "$folder/$name/site"
"$python" -m workflow.release.ro_crate "$folder/$name"
mkdir -p "$build/archive"
tar --sort=name --mtime="@$day" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -C "$folder" -c "$name" |
  gzip -9 -n >"$build/archive/$name.tar.gz"
cd "$build/archive"
sha256sum "$name.tar.gz" >"$name.tar.gz.sha256"
echo "== $build/archive/$name.tar.gz  ($(du -h "$name.tar.gz" | cut -f1))"
