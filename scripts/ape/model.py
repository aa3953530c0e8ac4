"""The network: a small Llama with the names and the layout of Hugging Face's, and nothing that training does not need.

Knows: RMSNorm, rotary positions (halves rotated), SwiGLU, a tied head, and what config.json says of them.
Must not know: texts, the optimiser.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Shape:
    """Sizes of a network; those of instruct-tiny when left out."""

    width: int = 128
    layers: int = 6
    heads: int = 4
    hidden: int = 352
    positions: int = 512
    theta: float = 10000.0


INSTRUCT = Shape()
POSITIONS = INSTRUCT.positions


class Attention(nn.Module):
    """Causal self-attention with rotary positions."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, width = shape.heads, shape.width
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (nn.Linear(width, width, bias=False) for _ in range(4))

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        b, t, width = x.shape
        q, k, v = (p(x).view(b, t, self.heads, -1).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))

        def turn(z: torch.Tensor) -> torch.Tensor:
            left, right = z.chunk(2, -1)
            return (z * cos + torch.cat((-right, left), -1) * sin).to(z.dtype)

        # At these lengths the plain attention is faster on a CPU than the fused one, whose backward pass is slow.
        later = torch.full((t, t), -1e4, dtype=v.dtype).triu(1)
        mixed = (turn(q) @ turn(k).transpose(-1, -2) * q.shape[-1] ** -0.5 + later).softmax(-1).to(v.dtype) @ v
        return self.o_proj(mixed.transpose(1, 2).reshape(b, t, width))


class Mlp(nn.Module):
    """SwiGLU."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.gate_proj, self.up_proj = (nn.Linear(shape.width, shape.hidden, bias=False) for _ in range(2))
        self.down_proj = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    """One layer, norms first."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.input_layernorm = nn.RMSNorm(shape.width, eps=1e-5)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = nn.RMSNorm(shape.width, eps=1e-5)
        self.mlp = Mlp(shape)

    def forward(self, x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class TinyLlama(nn.Module):
    """ids [B, T] to the last hidden states [B, T, width]; `head` makes logits of the states that are asked for."""

    def __init__(self, vocab: int, shape: Shape = INSTRUCT) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(vocab, shape.width)
        self.layers = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=1e-5)
        nn.init.normal_(self.embed_tokens.weight, std=0.02)
        for name, p in self.named_parameters():
            if name.endswith("_proj.weight"):
                deep = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(p, std=0.06 / ((2 * shape.layers) ** 0.5 if deep else 1))
        size = shape.width // shape.heads
        frequencies = 1 / shape.theta ** (torch.arange(0, size, 2) / size)
        angles = torch.outer(torch.arange(shape.positions), frequencies).repeat(1, 2)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.embed_tokens(ids)
        cos, sin = self.cos[: ids.shape[1]], self.sin[: ids.shape[1]]
        for layer in self.layers:
            x = layer(x, cos, sin)
        return self.norm(x)

    def head(self, states: torch.Tensor) -> torch.Tensor:
        return F.linear(states, self.embed_tokens.weight)


def config_json(vocab: int, eos: int, pad: int, shape: Shape = INSTRUCT) -> dict:
    """What transformers and the page read."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.heads,
        "intermediate_size": shape.hidden,
        "hidden_act": "silu",
        "max_position_embeddings": shape.positions,
        "rms_norm_eps": 1e-5,
        "rope_theta": shape.theta,
        "attention_bias": False,
        "mlp_bias": False,
        "tie_word_embeddings": True,
        "vocab_size": vocab,
        "bos_token_id": eos,
        "eos_token_id": eos,
        "pad_token_id": pad,
        "torch_dtype": "float16",
    }
