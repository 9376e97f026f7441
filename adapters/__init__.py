"""Platforms and the command line: translation only. Owns every socket."""
