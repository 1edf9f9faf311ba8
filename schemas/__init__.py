"""The contract: what travels on which topic. Importable by producers and consumers."""
