#!/bin/sh
# Locks the Python packages with hashes and without naming where they come from: first the training image's, then the
# superset that a laptop needs, so that both hold the same versions.
set -eu
lock() { .venv/bin/uv pip compile -q "$@" --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "npm run lock:python"; }
lock training/requirements.in -o training/requirements.txt
lock training/requirements.in local/requirements.in -c training/requirements.txt -o local/requirements.txt
