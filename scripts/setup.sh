# shellcheck shell=sh
# What ./run and ./test share: everything that a bare Debian lacks, put in place. Sourced, never run,
# with the project as the current folder and $root holding its full path.
#
#   prepare main|dev    Python, the libraries that WeasyPrint needs, .venv from the locked requirements
#   compile_messages    .mo from .po where the .po is newer
#   say, warn, die      one short line each
#
# .venv is ready when .venv/ready-main (for the tests also ready-dev) holds the key of the locks, the
# Python and the folder. The stamps are taken away first and written last: whatever was interrupted
# is made again from nothing.

: "${root:?}"
me=${0##*/}
log=.venv/setup.log
libraries='libpangoft2-1.0-0 libharfbuzz-subset0'   # Debian's names: the same in 12, 13 and testing

say() { printf '%s: %s\n' "$me" "$*"; }
warn() { printf '%s: warning: %s\n' "$me" "$*" >&2; }
die() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }

# Why $1 failed, from $log, in one line for the causes that a person can mend.
why() {
    if grep -qiE 'no space left|enough free space|disk quota' "$log"; then
        cause='the disk is full'
    elif grep -qiE 'certificate verif|peer certificate|UnknownIssuer|TLS CA certificate' "$log"; then
        cause='the certificate of the package server is not trusted by this machine'
    elif grep -qiE 'do not match the hashes|hash mismatch' "$log"; then
        cause='a file is not the one that was locked, its hash differs'
    elif grep -qiE "resolving|name resolution|dns error|(could not|unable to|can't|trying to) connect|unreachable|timed out|connection (refused|reset)|failed to (fetch|establish)|error sending request" "$log"; then
        cause='its servers cannot be reached, no network?'
    else
        cause=$(grep -E '^(E:|ERROR|error|Error|[a-z]+: )|  × |╰' "$log" | tail -n 1)
    fi
    echo "$1 failed: ${cause:-no reason given}; log: $root/$log"
}

# ---- What is here already -----------------------------------------------------------------------

# The key of the set $1 (main or dev); nothing where .venv has no working Python.
key() {
    [ -x .venv/bin/python ] || return 0
    tag=$(.venv/bin/python -I -S -c '
import sys
print(sys.implementation.cache_tag, getattr(sys.implementation, "_multiarch", ""))
' 2>/dev/null) || return 0
    case $1 in
        main) set -- requirements/main.txt ;;
        dev) set -- requirements/main.txt requirements/dev.txt ;;
    esac
    { echo "1 $tag $root"; cat "$@"; } | sha256sum
}

ready() {
    [ -r ".venv/ready-$1" ] && [ "$(cat ".venv/ready-$1")" = "$(key "$1")" ]
}

# Finds a Python of 3.11 or newer: $python, $version. Returns 1 where there is none yet, ends where
# there is only an old one.
find_python() {
    old=
    for python in ${CHECKLIST_PYTHON:+"$CHECKLIST_PYTHON"} \
            python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        python=$(command -v "$python") || continue
        version=$("$python" -I -S -c 'import sys; print(sys.version.split()[0])' 2>/dev/null) || continue
        if "$python" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            return 0
        fi
        old="$python is $version"
    done
    python=
    [ -z "${CHECKLIST_PYTHON:-}" ] || old=${old:-CHECKLIST_PYTHON=$CHECKLIST_PYTHON does not run}
    if [ -n "$old" ] && { [ -x /usr/bin/python3 ] || [ -n "${CHECKLIST_PYTHON:-}" ]; }; then
        die "Python 3.11 or newer is needed, $old; name a newer one: CHECKLIST_PYTHON=/its/path ./$me"
    fi
    return 1
}

# Finds the wheel of pip that comes with Python: $pip_wheel. pip runs from it as it is, which saves the
# seconds of unpacking it into .venv.
find_pip() {
    pip_wheel=$("$python" -I -S -c '
import glob, importlib.util, os, sysconfig
places = [os.path.abspath(".venv/sys/usr/share/python-wheels"), "/usr/share/python-wheels",
          sysconfig.get_config_var("WHEEL_PKG_DIR") or ""]
spec = importlib.util.find_spec("ensurepip")
if spec and spec.origin:
    places.append(os.path.join(os.path.dirname(spec.origin), "_bundled"))
wheels = [found for place in filter(None, places)
          for found in glob.glob(os.path.join(glob.escape(place), "pip-*.whl"))]
print(wheels[-1] if wheels else "")
')
    [ -n "$pip_wheel" ]
}

# Can $python load what WeasyPrint loads: from the system, or else from .venv/sys?
find_libraries() {
    can_load=$(cat <<'PY'
import ctypes
for name in 'libgobject-2.0.so.0', 'libpangoft2-1.0.so.0', 'libharfbuzz-subset.so.0':
    ctypes.CDLL(name)
PY
    )
    "$python" -I -S -c "$can_load" 2>/dev/null && return 0
    [ -d .venv/sys ] || return 1
    if [ -z "${from_sys:-}" ]; then
        from_sys=yes
        for folder in "$root"/.venv/sys/usr/lib/*-linux-* "$root"/.venv/sys/lib/*-linux-*; do
            LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        done
        export LD_LIBRARY_PATH
        if [ ! -e /etc/fonts/fonts.conf ]; then
            export FONTCONFIG_FILE="$root/.venv/sys/fonts.conf"
        fi
    fi
    "$python" -I -S -c "$can_load" 2>/dev/null
}

# ---- Debian packages ----------------------------------------------------------------------------

# Gets the Debian packages "$@" in the way this machine allows; else returns 1 with one line in $problem.
get_packages() {
    problem="missing Debian packages; as root: apt-get update && apt-get install -y --no-install-recommends $*"
    [ "${CHECKLIST_APT:-yes}" != no ] || return 1
    if ! command -v apt-get >/dev/null; then
        problem="this is no Debian (no apt-get); install what these are called here: $*"
        return 1
    fi
    sudo=
    if [ "$(id -u)" -eq 0 ] || { sudo -n true 2>/dev/null && sudo='sudo -n'; }; then
        say "installing Debian packages${sudo:+ by sudo}: $*"
        apt_install "$@" && return 0
        problem="$(why "apt-get install $*")"
    elif [ -n "$python" ]; then
        say "not root: unpacking Debian packages into .venv/sys: $*"
        unpack_packages "$@" && return 0
        rm -rf .venv/sys
        problem="$problem (and $(why 'unpacking them without root'))"
    fi
    return 1
}

# As root, or by a sudo that asks nothing. Waits for another apt-get; finishes what an interrupted one
# left half configured.
apt_install() {
    tries=0
    while [ "$tries" -lt 20 ]; do
        tries=$((tries + 1))
        as_root apt-get -q -o Acquire::Retries=2 update >"$log" 2>&1 || true
        if grep -q '^Err:' "$log" && ! grep -qE '^(Hit|Get):' "$log"; then
            return 1    # not one server answers
        fi
        as_root apt-get -qy -o Acquire::Retries=2 -o DPkg::Lock::Timeout=300 install \
            --no-install-recommends "$@" >>"$log" 2>&1 && return 0
        if grep -q 'dpkg was interrupted' "$log" && [ "$tries" -lt 3 ]; then
            say 'finishing an interrupted installation first (dpkg --configure -a)'
            as_root dpkg --configure -a >>"$log" 2>&1 || return 1
        elif grep -q 'Could not get lock' "$log"; then
            [ "$tries" -gt 1 ] || say 'another apt-get is at work; waiting for it'
            sleep 15
        else
            return 1
        fi
    done
    return 1
}

as_root() { $sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@" </dev/null; }

# Without root: apt with folders of its own names, fetches and checks what the system lacks, dpkg
# unpacks it into .venv/sys.
unpack_packages() {
    sys=$root/.venv/sys
    rm -rf "$sys"
    mkdir -p "$sys/apt/lists/partial" "$sys/apt/archives/partial" "$sys/debs"
    : >"$log"
    own_apt update >>"$log" || true    # a mirror may be down, and the rest do
    # Of python3-venv only the wheel of pip is needed.
    # shellcheck disable=SC2046,SC2086  # lists of names
    set -- $(own_apt -s install --no-install-recommends $(echo "$*" | sed 's/python3-venv/python3-pip-whl/') |
        sed -n 's/^Inst \([^ ]*\) .*/\1/p')
    [ $# -gt 0 ] && (cd "$sys/debs" && own_apt download "$@") >>"$log" || return 1
    for package in "$sys"/debs/*.deb; do
        dpkg -x "$package" "$sys" >>"$log" 2>&1 || return 1
    done
    rm -rf "$sys/apt" "$sys/debs"
    cat >"$sys/fonts.conf" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
XML
}

own_apt() {
    LC_ALL=C apt-get -q -o Dir::State="$sys/apt" -o Dir::State::status=/var/lib/dpkg/status \
        -o Dir::Cache="$sys/apt" -o Debug::NoLocking=1 -o Acquire::Retries=2 "$@" </dev/null 2>>"$root/$log"
}

# ---- Python packages ----------------------------------------------------------------------------

pip() { PYTHONPATH=$pip_wheel .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }

# Installs the locks "$@" into .venv, every file checked against its hash. uv does it (it is some three
# times as fast; pip fetches it first), or pip itself where uv cannot.
install_locks() (
    export TMPDIR="$root/.venv/tmp" PIP_USER=0      # a disk that is large enough
    mkdir -p "$TMPDIR"
    if [ -d .venv/sys/usr/share/ca-certificates ] && [ ! -e /etc/ssl/certs/ca-certificates.crt ]; then
        find .venv/sys/usr/share/ca-certificates -name '*.crt' -exec cat {} + >"$TMPDIR/ca.pem"
        export SSL_CERT_FILE="${PIP_CERT:-${SSL_CERT_FILE:-${REQUESTS_CA_BUNDLE:-$TMPDIR/ca.pem}}}"
        export REQUESTS_CA_BUNDLE="$SSL_CERT_FILE"
    fi
    for lock in "$@"; do
        shift
        set -- "$@" -r "$lock"
    done
    set -- install -q --require-hashes --no-deps --only-binary :all: "$@"    # nothing is built here
    if pip install -q --retries 2 --no-compile --require-hashes --no-deps --only-binary :all: \
            --target .venv/uv -r requirements/bootstrap.txt; then
        pip config list | .venv/bin/python -I -c "$like_pip" .venv/uv/bin/uv pip "$@" --no-cache \
            --python .venv/bin/python && exit 0
        hopeless='disk is full|its hash differs'
    else
        hopeless='disk is full|cannot be reached|not trusted'
    fi
    ! why '' | grep -qE "$hopeless" || exit 1
    : >"$log"
    say 'uv cannot do it here; pip can, but takes longer' >&3
    pip "$@" --no-compile
) 3>&1 >>"$log" 2>&1

# uv, told of the index, certificate and proxy that pip is configured with (`pip config list` on
# standard input). What the environment sets for uv itself wins.
like_pip='
import ast, os, sys
order, value = {}, {}
for line in sys.stdin:
    name, _, text = line.strip().partition("=")
    section, _, name = name.rpartition(".")
    rank = ("global", "install", ":env:").index(section) if section in ("global", "install", ":env:") else -1
    if rank >= order.get(name, 0):
        order[name], value[name] = rank, str(ast.literal_eval(text)).split()
for variable, option, separator in (
        ("UV_DEFAULT_INDEX", "index-url", " "), ("UV_INDEX", "extra-index-url", " "),
        ("UV_FIND_LINKS", "find-links", ","), ("UV_INSECURE_HOST", "trusted-host", " "),
        ("UV_HTTP_TIMEOUT", "timeout", ""), ("SSL_CERT_FILE", "cert", " "),
        ("SSL_CLIENT_CERT", "client-cert", " "), ("ALL_PROXY", "proxy", "")):
    if value.get(option):
        os.environ.setdefault(variable, separator.join(value[option]))
os.environ.setdefault("UV_SYSTEM_CERTS", "1")
os.environ.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")    # as pip does; the hashes protect
without_index = value.get("no-index", ["0"])[0].lower() in ("1", "true", "yes", "on")
os.execv(sys.argv[1], sys.argv[1:] + ["--no-index"] * without_index)
'

# ---- The whole ----------------------------------------------------------------------------------

prepare() {
    python=.venv/bin/python
    if ready "$1" && find_libraries; then
        return 0
    fi
    if [ ! -w . ]; then
        ready "$1" || die "cannot write in $root (read-only, or another user's)"
        warn "no PDF: a library is missing, and $root cannot be written to; as root: apt-get install $libraries"
        return 0
    fi
    lock
    trap 'say "stopped half-way; the next start makes it good"; exit 130' INT TERM
    plan=
    missing=
    if ! ready "$1"; then
        plan=fresh
        if [ "$1" = dev ] && ready main && [ ! -e .venv/ready-dev ]; then
            plan=add
        else
            case $root in *:*) die "Python cannot make a virtual environment in a path with a colon: $root" ;; esac
            [ ! -e .venv/pyvenv.cfg ] || say '.venv is unfinished or out of date; making it again'
            { rm -rf .venv && mkdir .venv; } 2>/dev/null || die "cannot replace $root/.venv (another user's?)"
            find_python || missing='python3 '
        fi
        [ -n "$python" ] && find_pip || missing="${missing}python3-venv "
    fi
    [ -n "$python" ] && find_libraries || missing=$missing$libraries
    # shellcheck disable=SC2086  # a list of names
    [ -z "$missing" ] || get_packages $missing || true
    if [ -n "$plan" ]; then
        [ -n "$python" ] || find_python || die "$problem"
        find_pip || die "$problem"
        make_venv "$1"
    fi
    python=.venv/bin/python
    find_libraries || warn "everything works but PDF: $problem"
    trap - INT TERM
    exec 9<&-
}

# One at a time: the folder itself is the lock.
lock() {
    command -v flock >/dev/null || return 0
    exec 9<.
    flock -n 9 || {
        say 'another ./run or ./test is preparing this folder; waiting for it'
        flock 9
    }
}

# Makes .venv for the set $1 with $python, or adds to a good one ($plan).
make_venv() {
    set -- "$1" requirements/main.txt
    [ "$1" = main ] || set -- "$@" requirements/dev.txt
    needed=$(($# * 250 - 200))    # MB: measured, with room for what is fetched
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }') || free=
    [ "${free:-$needed}" -ge "$needed" ] ||
        die "the disk is full: $root needs $needed MB, $free MB are free"

    rm -f .venv/ready-*
    if [ "$plan" = fresh ]; then
        say "making .venv with Python $version"
        "$python" -I -m venv --without-pip .venv >"$log" 2>&1 || die "$(why 'python3 -m venv')"
    fi
    set=$1
    shift
    say "installing the Python packages of $*"
    : >"$log"
    install_locks "$@" || die "$(why 'pip')"
    rm -rf .venv/uv .venv/tmp .venv/.lock "$log"
    { key main >.venv/ready-main && { [ "$set" = main ] || key dev >.venv/ready-dev; }; } 2>/dev/null ||
        die "cannot write in $root/.venv (is the disk full?)"
}

compile_messages() {
    for po in checklist/translations/*/LC_MESSAGES/*.po; do
        [ -e "$po" ] || return 0
        mo=${po%.po}.mo
        if [ ! -e "$mo" ] || [ -n "$(find "$po" -newer "$mo")" ]; then
            say 'compiling the message catalogues'
            said=$(.venv/bin/pybabel -q compile -d checklist/translations 2>&1) ||
                warn "the message catalogues could not be compiled, texts may be in English: $(
                    printf '%s\n' "$said" | tail -n 1)"
            return 0
        fi
    done
}
