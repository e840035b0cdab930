"""What torch makes of a small recurrent network: python make_recurrent_network.py writes it.

Sentences of unlike lengths are packed, so that torch pads and masks in its own way.
"""

import json
from pathlib import Path

import numpy as np

TEXTS = ("good", "not good", "it was not very good", "not bad but dull", "it was bad", "very dull")
LABELS = (2, 0, 0, 1, 0, 1)
UNITS, WIDE, CLASSES = 4, 3, 3
VOCABULARY = sorted({word for text in TEXTS for word in text.split()})
SIZE = len(VOCABULARY) * WIDE + UNITS * (WIDE + UNITS + 1) + CLASSES * (UNITS + 1)
PARAMETERS = 0.7 * np.random.RandomState(4).randn(SIZE)
"""E, W_xh, W_hh, b_h, W_hy, b_y, one after the other."""


def answers():
    """Return the loss, its gradient by the parameters, and the probabilities."""
    import torch

    x = torch.tensor(PARAMETERS, requires_grad=True)
    shapes = [
        (len(VOCABULARY), WIDE),
        (UNITS, WIDE),
        (UNITS, UNITS),
        (UNITS,),
        (CLASSES, UNITS),
        (CLASSES,),
    ]
    pieces = torch.split(x, [int(np.prod(s)) for s in shapes])
    E, W_xh, W_hh, b_h, W_hy, b_y = (p.reshape(s) for p, s in zip(pieces, shapes, strict=True))
    numbers = [torch.tensor([VOCABULARY.index(w) for w in t.split()]) for t in TEXTS]
    packed = torch.nn.utils.rnn.pack_sequence([E[n] for n in numbers], enforce_sorted=False)
    cell = torch.nn.RNN(WIDE, UNITS, dtype=torch.float64)
    weights = dict(
        zip(
            ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"),
            (W_xh, W_hh, b_h, torch.zeros_like(b_h)),
            strict=True,
        )
    )
    last = torch.func.functional_call(cell, weights, (packed,))[1][0]
    z = last @ W_hy.T + b_y
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(LABELS))
    loss.backward()
    return {
        "loss": loss.item(),
        "gradient": x.grad.tolist(),
        "probabilities": torch.softmax(z, dim=-1).tolist(),
    }


if __name__ == "__main__":
    Path(__file__).with_name("recurrent_network.json").write_text(
        json.dumps(answers()) + "\n", "utf-8"
    )
