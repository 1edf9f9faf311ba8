import pytest

from service.stages.tag.spacy_backend import SpacyTagger, load_spacy


@pytest.fixture(scope="session")
def tagger() -> SpacyTagger:
    return load_spacy()
