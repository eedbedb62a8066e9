#!/usr/bin/env bash
# Copyright (c) 2020 The Authors.
# Licensed under the Apache License, Version 2.0.

# Build the sample and install it
# below the prefix given.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/lib/colours.sh"
. "$(dirname "$0")/../common.sh"
[ -f /etc/default/sample ] && . /etc/default/sample

# Where everything goes.
export PREFIX="${PREFIX:-/usr/local}"
readonly VERSION=1.2.3
declare -rx BUILD_ID=42
declare -A NAMES=([a]=b)
JOBS=4
JOBS=$((JOBS + 1))
not_configuration=1

if [ -z "${CC:-}" ]; then
  CC=cc
  fallback() { CC=gcc; }
fi

# Print a message and leave.
# Arguments: the message.
die() {
  local code=1
  echo "$*" >&2
  exit "$code"
}

function build-all {
  . ./flags.sh
  export CFLAGS
  helper() { :; }
}

function quiet() ( exec >/dev/null; "$@" )

alias ll='ls -l' gs="git status"

cat <<EOF
not_a_function() {
}
# nor a doc
EOF

main() {
  build-all
}

main "$@"
