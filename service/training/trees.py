"""Growing forests of symmetric trees, by CatBoost."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.features import Matrix, Row
from service.stages.clean.forest import Forest

Settings = dict[str, Any]

FIRST: Settings = {
    "loss_function": "Logloss",
    "depth": 6,
    "iterations": 250,
    "learning_rate": 0.12,
    "l2_leaf_reg": 6,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "rsm": 0.4,  # share of features that each level may choose from
    "boosting_type": "Plain",
    "random_seed": 1,
    "thread_count": 1,  # more would add up in another order
    "verbose": False,
    "allow_writing_files": False,
}
AGAIN: Settings = FIRST | {
    "iterations": 200,
    "border_count": 32,
    "subsample": 0.5,
    "sampling_frequency": "PerTree",
    "rsm": 0.3,
}
END: Settings = AGAIN | {"iterations": 120}


def fit(features: Matrix, wanted: NDArray[np.bool_], weight: Row, settings: Settings) -> Forest:
    """A forest for features (lines x features) that says which lines are `wanted`."""
    from catboost import CatBoostClassifier, Pool  # of the dependency group `train`

    model = CatBoostClassifier(**settings)
    model.fit(Pool(features, wanted.astype(int), weight=weight))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        return exported(json.loads(path.read_bytes()))


def exported(stored: dict[str, Any]) -> Forest:
    """CatBoost's trees as arrays; a tree of fewer levels gets questions never answered yes."""
    trees = stored["oblivious_trees"]
    depth = max(len(tree["splits"]) for tree in trees)
    feature = np.zeros((len(trees), depth), np.int16)
    border = np.full((len(trees), depth), np.inf, np.float32)
    leaf = np.zeros((len(trees), 1 << depth), np.float32)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            feature[at, level] = split["float_feature_index"]
            border[at, level] = split["border"]
        leaf[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = stored["scale_and_bias"]
    return Forest(feature, border, leaf * np.float32(scale), float(bias))
