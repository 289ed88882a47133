"""HTTP adapters, one folder per API family."""
