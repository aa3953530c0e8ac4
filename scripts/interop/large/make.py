"""Makes a GPT-2 of 124 million random weights, as save_pretrained writes it in shards, with expected logits.

usage: make.py FOLDER
Knows transformers' side of the proof in run.mjs; knows no browser.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

END = "<|endoftext|>"
# Of the model's last positions; all of them would be 50257 numbers a position.
POSITIONS = 4


def tokenizer(vocab_size: int) -> PreTrainedTokenizerFast:
    """Byte-level, as GPT-2's: each byte a token, the rest of the vocabulary never met in text."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {letter: index for index, letter in enumerate(letters)}
    for index in range(len(vocab), vocab_size - 1):
        vocab[f"unused{index}"] = index
    vocab[END] = vocab_size - 1
    fast = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    fast.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(
        tokenizer_object=fast, eos_token=END, bos_token=END, pad_token=END, model_max_length=1024
    )


def main(folder: Path) -> None:
    torch.manual_seed(124)
    config = GPT2Config()
    config.pad_token_id = config.eos_token_id
    model = GPT2LMHeadModel(config).eval()
    model.save_pretrained(folder, max_shard_size="50MB")
    tokens = tokenizer(config.vocab_size)
    tokens.save_pretrained(folder)
    ids = tokens("name: The Eagle, type: pub")["input_ids"]
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -POSITIONS:].contiguous()
    save_file({"logits": logits}, folder / "expected.safetensors")
    shards = sorted(folder.glob("model-*.safetensors"))
    (folder / "expected.json").write_text(
        json.dumps(
            {
                "ids": ids,
                "positions": POSITIONS,
                "parameters": sum(p.numel() for p in model.parameters()),
                "shards": len(shards),
                "bytes": sum(shard.stat().st_size for shard in shards),
            }
        )
    )
    size = sum(shard.stat().st_size for shard in shards) / 1e6
    print(f"{'ok  ' if len(shards) > 5 else 'FAIL'} {len(shards)} shards of {size:.0f} MB written by save_pretrained")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
