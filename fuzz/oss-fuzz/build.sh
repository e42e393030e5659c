#!/bin/bash
# Builds every fuzz target into $OUT, with its seeds, options and dictionary.
#
# In the containers of OSS-Fuzz and ClusterFuzzLite `compile` runs it and sets the variables; without a container `check` does.
set -eu

[ "$FUZZING_ENGINE" = libfuzzer ] || { echo "the targets are built for libfuzzer, not for $FUZZING_ENGINE" >&2; exit 1; }
cd "$SRC/verdict"

# Of the sanitizers only `address` needs flags of cargo-fuzz. In a coverage build the container's `cargo` exchanges the flags.
case "$SANITIZER" in
  address) flags=address ;;
  *) flags=none ;;
esac
# Comparisons are not traced: that halves the speed, and means something to targets that read text only, which have a dictionary.
export CARGO_TARGET_DIR="$WORK/target"
cargo fuzz build -O --debug-assertions --no-trace-compares --sanitizer "$flags"

# The seeds are written by an ordinary program: it takes no flags of the fuzzing build, and stands apart from it.
rm -rf "$WORK/seeds"
env -u RUSTFLAGS -u CFLAGS -u CXXFLAGS CARGO_TARGET_DIR="$WORK/target-seeds" \
  cargo run --locked -p verdict-fuzz --example seeds -- "$WORK/seeds"

shopt -s nullglob
for target in $(cargo fuzz list); do
  cp "$CARGO_TARGET_DIR/x86_64-unknown-linux-gnu/release/$target" "$OUT/"

  # Where golden cases give seeds the bytes are a text. Elsewhere they are draws, to which no word means anything.
  corpus="$WORK/seeds/$target"
  if [ -d "$corpus" ]; then
    cp fuzz/oss-fuzz/text.options "$OUT/$target.options"
    cp fuzz/policy.dict "$OUT/$target.dict"
  else
    cp fuzz/oss-fuzz/drawn.options "$OUT/$target.options"
    mkdir -p "$corpus"
  fi
  [ ! -f "fuzz/oss-fuzz/$target.options" ] || cp "fuzz/oss-fuzz/$target.options" "$OUT/"

  # Flat, as the archive has to be: stored inputs of one name are told apart by their kind.
  for kind in seeds regressions; do
    for input in "fuzz/$kind/$target"/*; do
      cp "$input" "$corpus/$kind-$(basename "$input")"
    done
  done
  rm -f "$OUT/${target}_seed_corpus.zip"
  (cd "$corpus" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done
