"""Loads what export.ts wrote with transformers and compares its numbers with the engine's; leaves models trained
a little further for back.ts.

Usage: python check.py FOLDER. Prints one line a check and exits with 1 when any fails.
Knows the layout of export.ts's folder; must not know how the files were made.
"""

import json
import shutil
import sys
import zipfile
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging

from report import check, finish

TOLERANCE = 1e-3
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}

def load(auto, folder: Path, what: str):
    """The model in float32, after a check that every stored tensor found its place and none was made up."""
    model, info = auto.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    problems = {key: value for key, value in info.items() if value}
    check(f"{what} loads whole", not problems, str(problems) if problems else "")
    return model.eval()


@torch.no_grad()
def logits_of(model, sequences) -> torch.Tensor:
    return torch.cat([model(torch.tensor([ids])).logits[0] for ids in sequences])


def check_policies(root: Path, subject: dict) -> None:
    full = load(AutoModelForCausalLM, root / "F32" / "single", subject["name"])
    for name, dtype in TYPES.items():
        folder = root / name
        expected = load_file(folder / "logits.safetensors")["logits"]
        for kind in ("single", "shards"):
            what = f"{subject['name']} {name} {kind}"
            model = load(AutoModelForCausalLM, folder / kind, what)
            error = (logits_of(model, subject["ids"]) - expected).abs().max().item()
            check(f"{what} logits", error <= TOLERANCE, f"{error:.1e} of {expected.abs().max():.2f}")
            stored = AutoModelForCausalLM.from_pretrained(folder / kind, dtype="auto").dtype
            check(f"{what} type", stored == dtype, str(stored))
            check_rounding(model, full, dtype, what)
        check_index(folder / "shards", model, dtype, f"{subject['name']} {name} index")


def check_index(folder: Path, model, dtype: torch.dtype, what: str) -> None:
    """The index has the totals and names that save_pretrained writes for the same model."""
    index = json.loads((folder / "model.safetensors.index.json").read_text())
    files = sorted({*index["weight_map"].values()})
    again = folder.parent / "saved"
    largest = max((folder / file).stat().st_size for file in files)
    model.to(dtype).save_pretrained(again, max_shard_size=largest)
    theirs = json.loads((again / "model.safetensors.index.json").read_text())
    check(what, index["metadata"] == theirs["metadata"], json.dumps(index["metadata"]))
    check(f"{what} names", index["weight_map"].keys() == theirs["weight_map"].keys(), f"{len(files)} files")
    held = {name for file in files for name in load_file(folder / file)}
    check(f"{what} is complete", held == index["weight_map"].keys())


def check_rounding(model, full, dtype: torch.dtype, what: str) -> None:
    """Every stored number is the float32 one as PyTorch rounds it, bit for bit."""
    wanted = full.state_dict()
    wrong = [name for name, value in model.state_dict().items() if not torch.equal(value, wanted[name].to(dtype).float())]
    check(f"{what} is the F32 one rounded", not wrong, ", ".join(wrong))


@torch.no_grad()
def check_rewards(root: Path, subject: dict) -> None:
    expected = load_file(root / "reward" / "scores.safetensors")["scores"]
    full = load(AutoModelForSequenceClassification, root / "reward" / "F32", f"{subject['name']} reward")
    for name, dtype in TYPES.items():
        what = f"{subject['name']} {name} reward"
        model = load(AutoModelForSequenceClassification, root / "reward" / name, what)
        check_rounding(model, full, dtype, what)
        check(f"{what} head", tuple(model.score.weight.shape) == (1, model.config.get_text_config().hidden_size))
        singles = torch.cat([model(torch.tensor([ids])).logits[:, 0] for ids in subject["ids"]])
        if name == "F32":
            check_scores(f"{what} scores", singles - model.config.mean, expected)
        pad = model.config.pad_token_id
        width = max(map(len, subject["ids"]))
        batch = torch.tensor([ids + [pad] * (width - len(ids)) for ids in subject["ids"]])
        mask = torch.tensor([[1] * len(ids) + [0] * (width - len(ids)) for ids in subject["ids"]])
        padded = model(batch, attention_mask=mask).logits[:, 0]
        check_scores(f"{what} scores of a padded batch", padded, singles)


def check_scores(what: str, found: torch.Tensor, expected: torch.Tensor) -> None:
    error = (found - expected).abs().max().item()
    check(what, error <= TOLERANCE, f"{error:.1e} of {expected.abs().max():.2f}")


def check_adapter(root: Path, subject: dict) -> None:
    """The base with the adapter beside it is the engine's, and so are the weights that it is merged into."""
    name = subject["name"]
    config = json.loads((root / "adapter" / "adapter_config.json").read_text())
    base = AutoModelForCausalLM.from_pretrained(config["base_model_name_or_path"], dtype=torch.float32).eval()
    before = logits_of(base, subject["ids"])
    model = PeftModel.from_pretrained(base, root / "adapter").eval()
    state = load_file(root / "adapter" / "adapter_model.safetensors")
    taken = {key.replace(".default", "") for key, _ in model.named_parameters() if "lora_" in key}
    check(f"{name} adapter is taken whole", taken == set(state), f"{len(state)} matrices")
    expected = load_file(root / "adapter" / "logits.safetensors")["logits"]
    found = logits_of(model, subject["ids"])
    error = (found - expected).abs().max().item()
    moved = (found - before).abs().max().item()
    check(f"{name} adapter logits", error <= TOLERANCE < moved, f"{error:.1e} of a change by {moved:.2f}")
    merged = load(AutoModelForCausalLM, root / "merged", f"{name} merged")
    error = (logits_of(merged, subject["ids"]) - expected).abs().max().item()
    check(f"{name} merged logits", error <= TOLERANCE, f"{error:.1e}")
    theirs, ours = model.merge_and_unload().state_dict(), merged.state_dict()
    error = max((value - theirs[key]).abs().max().item() for key, value in ours.items())
    check(f"{name} peft merges the same", ours.keys() == theirs.keys() and error <= 1e-5, f"{error:.1e}")


def save_tuned(root: Path, subject: dict) -> None:
    """One step of training, saved in shards as transformers does, for back.ts to load."""
    source, folder = root / "F32" / "single", root / "tuned"
    model = load(AutoModelForCausalLM, source, f"{subject['name']} to be trained")
    before = logits_of(model, subject["ids"])
    ids = torch.tensor([max(subject["ids"], key=len)])
    model(ids, labels=ids).loss.backward()
    torch.optim.SGD(model.parameters(), lr=0.01).step()
    after = logits_of(model, subject["ids"])
    model.save_pretrained(folder, max_shard_size=model.num_parameters())
    save_file({"logits": after}, folder / "logits.safetensors")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(source / name, folder)
    moved = (after - before).abs().max().item()
    check(f"{subject['name']} learned", moved > 10 * TOLERANCE, f"logits moved by {moved:.2f}")


def check_tokenizer(root: Path, subject: dict) -> None:
    for folder in (root / "F32" / "single", root / "reward" / "F32"):
        tokenizer = AutoTokenizer.from_pretrained(folder)
        ids = [tokenizer.encode(text, add_special_tokens=False) for text in subject["texts"]]
        check(f"{subject['name']} tokens of {folder.name}", ids == subject["ids"])
        pads = (tokenizer.pad_token_id, tokenizer.eos_token_id)
        check(f"{subject['name']} padding differs from the end", None not in pads and pads[0] != pads[1], str(pads))


def check_zip(root: Path, subject: dict) -> None:
    with zipfile.ZipFile(root / "F16" / "shards.zip") as archive:
        broken = archive.testzip()
        names = {Path(name).name for name in archive.namelist()}
        whole = all(archive.read(f"policy/{p.name}") == p.read_bytes() for p in (root / "F16" / "shards").iterdir())
    check(f"{subject['name']} zip", broken is None and whole, f"{len(names)} files")


def main() -> int:
    torch.set_num_threads(1)
    logging.disable_progress_bar()
    folder = Path(sys.argv[1])
    for subject in json.loads((folder / "subjects.json").read_text()):
        root = folder / subject["name"]
        check_policies(root, subject)
        check_rewards(root, subject)
        check_zip(root, subject)
        check_adapter(root, subject)
        save_tuned(root, subject)
        if subject["texts"]:
            check_tokenizer(root, subject)
    return finish("check.py")


if __name__ == "__main__":
    sys.exit(main())
