#!/usr/bin/env bash
# Copyright (c) 2020 The Authors.
# Licensed under the Apache License, Version 2.0.

# Build the sample and install it
# below the prefix given.
set -euo pipefail
