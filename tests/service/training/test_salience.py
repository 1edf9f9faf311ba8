import numpy as np

from service.training.salience import Sample, best_threshold, cross_validated, fit, scaled


def made(seed: int) -> Sample:
    """Ten entities, of which the one with the highest third feature is salient."""
    rows = np.random.default_rng(seed).random((10, 15))
    return Sample(rows, rows[:, 2] == rows[:, 2].max())


SAMPLES = [made(seed) for seed in range(40)]


def test_the_feature_that_tells_has_the_greatest_weight() -> None:
    assert int(np.argmax(fit(SAMPLES))) == 2


def test_articles_are_ranked_by_weights_that_were_not_fitted_on_them() -> None:
    for sums in cross_validated(SAMPLES, SAMPLES, SAMPLES):
        first = [one.salient[np.argmax(of)] for one, of in zip(SAMPLES, sums, strict=True)]
        assert np.mean(first) > 0.6
        assert not np.allclose(sums[0], SAMPLES[0].rows @ fit(SAMPLES))


def test_scaled_sums_are_probabilities() -> None:
    weights = scaled(SAMPLES, fit(SAMPLES))
    sums = np.concatenate([one.rows for one in SAMPLES]) @ weights[:-1] + weights[-1]
    assert abs(np.mean(1 / (1 + np.exp(-sums))) - 0.1) < 0.01


def test_a_threshold_is_found_between_the_salient_and_the_others() -> None:
    threshold, f1 = best_threshold(SAMPLES, scaled(SAMPLES, fit(SAMPLES)))
    assert 0 < threshold < 1
    assert f1 > 0.6
