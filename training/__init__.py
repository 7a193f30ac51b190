"""Training: from labelled messages to the scorecard that ships, with what it was measured on."""
