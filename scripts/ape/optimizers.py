"""What the embedded models of the lab are trained with.

Knows: parameters by their names. Must not know: what is learnt.
"""

from __future__ import annotations

import torch

from model import TinyLlama


def make_optimizers(model: TinyLlama, lr: float) -> list[torch.optim.Optimizer]:
    """Muon for the layers' matrices (Jordan et al. 2024), AdamW for the embedding and the norms."""
    matrices = [p for n, p in model.named_parameters() if n.endswith("_proj.weight")]
    rest = [p for n, p in model.named_parameters() if not n.endswith("_proj.weight")]
    return [
        torch.optim.Muon(matrices, lr=lr, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=lr, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
    ]
