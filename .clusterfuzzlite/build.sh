#!/bin/bash
set -eu
exec "$SRC/verdict/fuzz/oss-fuzz/build.sh"
