"""Fake platforms on 127.0.0.1, strict as the real servers, for tests over real sockets."""
