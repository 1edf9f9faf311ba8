"""The service as its users run it: real workers, real topics, on both kinds of broker."""
