"""Clients of the topics for the command line: create, check, produce, tail. No Faust here."""
