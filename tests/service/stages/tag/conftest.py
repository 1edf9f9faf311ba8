import pytest

from service.stages.tag import Tagger, load_tagger


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    """The one that an article gets where nothing is set."""
    return load_tagger()
