"""The parts of the guided run."""
