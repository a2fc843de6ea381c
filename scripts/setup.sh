#!/bin/sh
# Make .venv and install chainrule with one of its extras, always under constraints.txt.
# Usage: scripts/setup.sh campus|dev
set -eu
extra=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Chainrule needs Python 3.11 or later, and \`$python\` is not." >&2
    echo "Install one and name it: make run PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    echo "Making .venv with \`$python\` ..."
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        echo "\`$python -m venv\` failed. On Debian and Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing chainrule[$extra] into .venv (about a gigabyte the first time, PyTorch most of it) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[$extra]"
