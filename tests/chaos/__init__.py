"""Hand-ins over HTTP while web and worker are killed by -9 at random: none is lost, none is doubled. `make chaos`."""
