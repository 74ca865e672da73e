#!/bin/sh
# Locks the Python packages with hashes and without the index they come from: first the superset that a laptop needs
# (MiniStack pins its botocore), then the packages of the training image, so that both have the same versions.
set -eu
lock() { .venv/bin/uv pip compile -q "$@" --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "npm run lock:python"; }
lock training/requirements.in cli/local/requirements.in -o cli/local/requirements.txt
lock training/requirements.in -c cli/local/requirements.txt -o training/requirements.txt
# The same image for an instance with a GPU.
lock training/requirements.in training/requirements-cuda.in -c training/requirements.txt --no-emit-package xgboost-cpu -o training/requirements-cuda.txt
lock bench/requirements.in -c cli/local/requirements.txt -o bench/requirements.txt
# AutoML systems that the models are compared with; they need other versions than the training.
lock bench/models/peers-requirements.in -o bench/models/peers-requirements.txt
# Spark's environment, and the part of it in the Spark image.
lock spark/requirements.in spark/local-requirements.in -o spark/local-requirements.txt
lock spark/requirements.in -c spark/local-requirements.txt -o spark/requirements.txt
