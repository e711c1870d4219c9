"""One mutation a file: it registers itself, nothing else has to be edited."""
