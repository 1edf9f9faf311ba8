"""The trainer on invented pages, with a tree of one question for what CatBoost would grow."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from service.stages.clean.features import Matrix, Row
from service.stages.clean.forest import Forest
from service.stages.clean.lexicon import CHANNELS
from service.training import cleaner
from service.training.corpus import corpus, digest
from service.training.pages import FORMS, HTML, SETS, samples
from service.training.scoring import evaluate, scorer
from service.training.trees import Settings, exported
from service.training.wording import LEAST_SITES, Wording

SITES = 8
BODY = (
    "The {0} of the valley met on Monday to talk about the bridge that nobody wants to pay for.",
    "“We have been waiting for {0} years,” said the mayor, who has a boat and does not need it.",
)


def row(site: int, number: int) -> dict[str, object]:
    body = [paragraph.format(f"bakers {site} {number}") for paragraph in BODY]
    lines = [
        "Home",
        "Sign in",
        f"Bridge {number}",
        *body,
        "Read more",
        "Most read today",
        "Contact",
    ]
    return {
        **{"id": f"{site}-{number}", "site": f"site{site}.example", "licence": "MIT"},
        **{"gold_suspect": False, "gold_title": f"Bridge {number}", "title_hints": []},
        **{"captions": [], "gold_body": "\n".join(body), "article_line": 2},
        **{"text": "\n".join(lines), "text_frag": "\n".join(lines)},
    }


def stump(features: Matrix, wanted: NDArray[np.bool_], weight: Row, settings: Settings) -> Forest:
    """The one question that tells most of what is wanted."""
    border = features.mean(axis=0)
    right = np.abs((2.0 * wanted - 1) * weight @ (2.0 * (features > border) - 1))
    best = int(np.argmax(right))
    yes = wanted[features[:, best] > border[best]].mean()
    leaf = np.array([[-2, 2]] if yes > 0.5 else [[2, -2]], np.float32)
    return Forest(np.array([[best]], np.int16), border[None, best : best + 1], leaf, 0.0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data in which every set has the same pages."""
    (tmp_path / "dev").mkdir()
    rows = [row(site, 0) for site in range(SITES)]
    for group in SETS:
        with gzip.open(tmp_path / "dev" / f"flat_{group}.jsonl.gz", "wt") as flat:
            flat.writelines(json.dumps(row) + "\n" for row in rows)
        with gzip.open(tmp_path / "dev" / f"html_{group}.jsonl.gz", "wt") as html:
            for row_ in rows:
                text = "".join(f"<p>{line}</p>" for line in str(row_["text"]).split("\n"))
                html.write(json.dumps({**row_, "html": f"<body>{text}</body>"}) + "\n")
    return tmp_path


def test_every_page_comes_in_every_form(data: Path) -> None:
    pages = list(samples(data))
    assert len(pages) == len(SETS) * len(FORMS) * SITES
    full, headline = pages[0], pages[1]
    assert (full.form, full.lines[0]) == ("full", "Home")
    assert (headline.form, headline.lines[0]) == ("headline", "Bridge 0")
    assert full.body.tolist() == [False] * 3 + [True] * 2 + [False] * 3


def test_the_wording_of_a_page_is_judged_without_its_own_site(data: Path) -> None:
    pages = [page for page in samples(data) if page.form == "full"]
    wording = Wording(pages)
    menu = pages[0].terms.wholes[0][:1]
    weight = wording.lookup("elsewhere.example")(menu)[0, 0]
    assert weight == pytest.approx(np.log(0.5 / (SITES + 0.5)))
    own = wording.lookup("site0.example")(menu)[0, 0]
    assert own == pytest.approx(np.log(0.5 / (SITES - 1 + 0.5)))
    few = Wording([page for page in pages if page.site < f"site{LEAST_SITES - 1}"])
    assert not few.lookup("elsewhere.example")(menu).any()
    assert wording.lexicon()(menu).shape == (1, CHANNELS)


def test_pages_that_are_judged_and_those_learned_from_share_no_site(data: Path) -> None:
    pages = corpus(data)
    judged: list[str] = []
    for fold in range(cleaner.FOLDS):
        others = cleaner.others(pages, fold)
        learned = {page.site for page in (*others.text, *others.html)}
        own = {page.site for page in pages.text} - learned
        judged.extend(own)
    assert sorted(judged) == sorted({page.site for page in pages.text})


def test_html_is_judged_by_its_markup_and_its_text_together(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaner, "fit", stump)
    pages = corpus(data)
    features = cleaner.first_judgements(pages, print)
    odds = {}
    for share in (0.0, 0.25, 1.0):
        monkeypatch.setattr(cleaner, "text_share", lambda blocks, share=share: share)
        judged, rows = cleaner.second_judgements(pages, features, print)
        html = [at for at, page in enumerate(judged) if page.form == HTML]
        odds[share] = np.concatenate([rows[at] for at in html])
    assert not np.array_equal(odds[0.0], odds[1.0])
    np.testing.assert_allclose(odds[0.25], 0.75 * odds[0.0] + 0.25 * odds[1.0])


def test_data_is_known_by_what_is_in_it(data: Path) -> None:
    before = digest(data)
    path = data / "dev" / f"flat_{SETS[0]}.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row(9, 9)).encode()))
    assert digest(data) != before


def test_training_again_gives_the_same_bytes_and_finds_the_body(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "score_cleaning.py").write_text(_SCORER)
    monkeypatch.setattr(cleaner, "fit", stump)
    said: list[str] = []
    for name in ("one.npz", "two.npz"):
        cleaner.train(data, data / name, said.append)
    assert (data / "one.npz").read_bytes() == (data / "two.npz").read_bytes()
    with np.load(data / "one.npz") as stored:
        about = json.loads(bytes(stored["about"]))
        assert stored["end_feature"].shape == (1, 1)
    assert about["data"] == digest(data)
    assert {score["f1"] for score in about["scores"].values()} == {1.0}


def test_a_tree_with_fewer_questions_answers_as_it_did() -> None:
    def question(feature: int, border: float) -> dict[str, float]:
        return {"float_feature_index": feature, "border": border}

    forest = exported(
        {
            "oblivious_trees": [
                {"splits": [question(0, 0.5), question(1, 0.5)], "leaf_values": [1, 2, 4, 8]},
                {"splits": [question(1, 0.5)], "leaf_values": [16, 32]},
            ],
            "scale_and_bias": [0.5, [0.25]],
        }
    )
    features = np.array([[0, 1, 0, 1], [0, 0, 1, 1]], np.float32)
    assert forest(features).tolist() == [8.75, 9.25, 18.25, 20.25]


def test_scores_are_by_set_and_form(data: Path) -> None:
    pages = [page for page in samples(data) if page.group == "en_news"]
    (data / "score_cleaning.py").write_text(_SCORER)
    scores = evaluate(pages, [page.body for page in pages], scorer(data))
    assert set(scores) == {f"en_news {form}" for form in FORMS}
    assert scores["en_news full"]["f1"] == 1


_SCORER = """
def doc_metrics(row, body):
    return float(body == row["gold_body"])

def summarise(metrics):
    share = sum(metrics) / len(metrics)
    return dict.fromkeys(("f1", "precision", "recall", "leak_runs", "loss", "clean"), share)
"""
