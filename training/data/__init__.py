"""Reads the exported training set and prepares the matrix that models learn from."""
