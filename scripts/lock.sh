#!/bin/sh
# Renews the locks: requirements/main.txt and dev.txt from main.in and dev.in, with the hash of every
# file and without any address. Pins stay as they are unless the .in files ask for others;
# --upgrade takes the newest of everything, uv in bootstrap.txt included.
set -eu

case $#/${1-} in
    0/ | 1/--upgrade) ;;
    *) echo 'Usage: scripts/lock.sh [--upgrade]' >&2; exit 2 ;;
esac
root=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
cd "$root"
. scripts/setup.sh
if ! find_python || ! find_pip; then
    die 'Python or its ensurepip is missing; ./run gets them'
fi

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
PYTHONPATH=$pip_wheel "$python" -m pip install -qq --disable-pip-version-check --require-hashes \
    --no-deps --root-user-action ignore --target "$tools" -r requirements/bootstrap.txt

# compile IN OUT [--upgrade], for every platform and Python from 3.11 on. Only the main index is asked:
# other places often hold the files of one platform, and a lock with their hashes fails on all others.
compile() {
    say "locking $2"
    PYTHONPATH=$pip_wheel "$python" -m pip config list 2>/dev/null |
        grep -vE '^[^=]*\.(extra-index-url|find-links)=' | "$python" -I -c "$like_pip" "$tools/bin/uv" \
        pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
        "$1" -o "$2" ${3:+"$3"}
    ! grep -n '://' "$2" || die "$2 names an address (above); take it out"
}
compile requirements/main.in requirements/main.txt "$@"
compile requirements/dev.in requirements/dev.txt "$@"
if [ $# -gt 0 ]; then
    echo uv >"$tools/bootstrap.in"
    compile "$tools/bootstrap.in" requirements/bootstrap.txt "$@"
fi
