import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from service.stages.clean.language import detect

TEXTS = [
    "",
    "ok",
    "\0a\0\0b",
    "The bells of the town were sold to a museum, and nobody has heard them since.",
    "THE BELLS OF THE TOWN WERE SOLD",
    "Die Glocken der Stadt wurden verkauft, und niemand hat sie seither gehört.",
    "Les cloches de la ville ont été vendues à un musée, qui les a rangées à la cave.",
    "Колокола города были проданы музею, и с тех пор их никто не слышал.",
    "Οι καμπάνες της πόλης πουλήθηκαν σε ένα μουσείο.",
    "町の鐘は博物館に売られ、それ以来誰も聞いていない。",
    "بيعت أجراس المدينة إلى متحف ولم يسمعها أحد منذ ذلك الحين.",
    "शहर की घंटियाँ एक संग्रहालय को बेच दी गईं।",
    "a bell, une cloche, колокол, 鐘 \U0001f514",
    "\ud800 is half of a pair",
]


@pytest.fixture(scope="module")
def theirs() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("text", TEXTS)
def test_the_language_is_what_py3langid_says(theirs: LanguageIdentifier, text: str) -> None:
    language, probability = theirs.classify(text)

    assert detect(text)[0] == language
    assert detect(text)[1] == pytest.approx(min(1, probability), abs=0.001)
