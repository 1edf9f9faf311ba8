"""copydesk: raw news articles in, clean and entity-tagged articles out."""

from importlib.metadata import version

__version__ = version("copydesk")
