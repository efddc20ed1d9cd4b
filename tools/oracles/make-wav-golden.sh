#!/bin/sh
# Makes tests/Hark.Tests/Audio/Golden: short stereo WAV files as sox writes them in each encoding that Hark reads, and beside each the
# samples that sox itself decodes from it (32-bit little-endian integers). Made with SoX 14.4.2 (Debian), options -R -D.
set -eu
cd "$(dirname "$0")/../../tests/Hark.Tests/Audio/Golden"
make() {
    name=$1
    encoding=$2
    bits=$3
    sox -R -D -n -r 16000 -c 2 -e "$encoding" -b "$bits" "$name.wav" synth 500s sine 200-3000 synth 500s pinknoise mix gain -1
    sox -D "$name.wav" -t raw -e signed-integer -b 32 -L "$name.s32"
}
make ImaAdpcm ima-adpcm 4
make MuLaw mu-law 8
make ALaw a-law 8
make Pcm8 unsigned-integer 8
make Pcm16 signed-integer 16
make Pcm24 signed-integer 24
make Pcm32 signed-integer 32
make Float32 floating-point 32
make Float64 floating-point 64
