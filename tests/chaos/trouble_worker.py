"""A worker whose cleaning stage fails on demand: python -m tests.chaos.trouble_worker.

Content that says HANG never comes back, CRASH kills its process, BUG raises; while the file
$BROKEN_WHILE exists, every article raises.
"""

import os
import signal
from dataclasses import replace
from pathlib import Path

from schemas.article import CleanedArticle, RawArticle
from service.app import run_worker
from service.settings import read_settings
from service.stages.clean import clean
from service.topology import PIPELINE


def troubled_clean(article: RawArticle) -> CleanedArticle:
    """Clean, or the trouble that the content asks for."""
    if "HANG" in article.content:
        while True:
            pass
    if "CRASH" in article.content:
        os.kill(os.getpid(), signal.SIGKILL)
    if "BUG" in article.content or Path(os.environ["BROKEN_WHILE"]).exists():
        raise KeyError("a bug of ours")
    return clean(article)


if __name__ == "__main__":
    # By its real name, so that the stage processes can import it.
    from tests.chaos.trouble_worker import troubled_clean as stage

    run_worker(read_settings(), (replace(PIPELINE[0], stage=stage, resources={}), *PIPELINE[1:]))
