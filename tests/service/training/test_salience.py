import numpy as np

from service.stages.enrich.salience import FEATURES
from service.training.salience import Sample, best_threshold, fit, precision


def made(seed: int) -> Sample:
    """Ten entities, of which the one with the highest third feature is salient."""
    rows = np.random.default_rng(seed).random((10, len(FEATURES)))
    return Sample(rows, rows[:, 2] == rows[:, 2].max(), counts=True)


SAMPLES = [made(seed) for seed in range(40)]


def test_the_feature_that_tells_has_the_greatest_weight() -> None:
    weights = fit(SAMPLES)
    assert int(np.argmax(weights)) == 2


def test_precision_is_that_of_articles_which_the_weights_were_not_fitted_on() -> None:
    found = precision(SAMPLES, SAMPLES)
    assert found[1] > 0.6
    assert found[3] >= found[1]


def test_a_threshold_is_found_between_the_salient_and_the_others() -> None:
    threshold, f1 = best_threshold(SAMPLES, fit(SAMPLES))
    assert 0 < threshold < 1
    assert f1 > 0.7
