"""Reading and checking lists of numbers: files and pastes in, rows with a verdict out.

Pure computation for a process of its own: no window, no database, no network.
"""
