"""Vectors of words by a sentence encoder: `python -m service.training.word_vectors MODEL IN OUT`.

MODEL is a folder with a BERT-like encoder, IN a text file with a word a line, the commonest
first, OUT an .npz file with `words` and `vectors` for the trainer of the tagger. A vector is the
mean of the encoder's last states over the word's pieces, of length 1. Runs in `.models`, which has
torch and transformers.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

BATCH = 256


def main() -> None:
    folder, words_file, out = sys.argv[1:]
    words = Path(words_file).read_text("utf-8").split()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    encoder = AutoModel.from_pretrained(folder).eval()
    vectors = []
    with torch.inference_mode():
        for start in range(0, len(words), BATCH):
            batch = tokenizer(words[start : start + BATCH], padding=True, return_tensors="pt")
            states = encoder(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            means = (states * mask).sum(1) / mask.sum(1)
            vectors.append(torch.nn.functional.normalize(means, dim=1).half().numpy())
    np.savez(out, words=np.array(words), vectors=np.concatenate(vectors))


if __name__ == "__main__":
    main()
