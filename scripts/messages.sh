#!/bin/sh
# Brings the Russian catalogue up to date with the texts in code and templates. New ones are left
# without a translation (tests/unit/test_translations.py names them), those gone are taken out.
set -eu
cd "$(dirname -- "$0")/.."
template=$(mktemp)
trap 'rm -f "$template"' EXIT
.venv/bin/pybabel -q extract -F babel.cfg -k _l -k _ln:1,2 -k said -k refusal -k _refusal:2 -k lazy_gettext -k lazy_ngettext:1,2 \
    --no-location --no-wrap --sort-output -o "$template" .
.venv/bin/pybabel -q update -l ru -d checklist/translations -i "$template" --no-wrap \
    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
