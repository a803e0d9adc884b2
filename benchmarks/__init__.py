"""Figures behind the promises: `make bench` prints them and keeps them in `var/bench.json`."""
