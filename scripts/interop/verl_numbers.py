"""What verl would make of a bundle's script: the page's numbers, read back from the configuration that Hydra composed, and the
very prompts. Knows no launch and no parser; engines.py does.
"""

import json
from pathlib import Path

from report import check


def check_verl_numbers(config, run: dict) -> None:
    """The conversions, read back from what verl would use."""
    settings, actor, kl = run["settings"], config.actor_rollout_ref.actor, config.algorithm.kl_ctrl
    target = kl.target_kl * run["tokens"]["mean_response"]
    in_loss, estimator = settings["klIn"] == "loss", {"k1": "kl", "k3": "low_var_kl"}[settings["klEstimator"]]
    same = {
        "kl target": abs(target - settings["klTarget"]) < 1e-6,
        "beta": (actor.kl_loss_coef if in_loss else kl.kl_coef) == run["kl_controller"]["coefficient"],
        "KL's place": [config.algorithm.use_kl_in_reward, actor.use_kl_loss] == [not in_loss, in_loss],
        "estimator": (actor.kl_loss_type if in_loss else config.algorithm.kl_penalty) == estimator,
        "entropy": actor.entropy_coeff == settings["entropyCoefficient"],
        "minibatches": config.data.train_batch_size == actor.ppo_mini_batch_size * settings["minibatches"],
        "shares of a GPU": actor.ppo_mini_batch_size % (6 * actor.ppo_micro_batch_size_per_gpu) == 0,
        "the critic's too": config.critic.ppo_mini_batch_size == actor.ppo_mini_batch_size,
        "epochs": actor.ppo_epochs == config.critic.ppo_epochs == settings["ppoEpochs"],
        "clips": actor.clip_ratio_low == actor.clip_ratio_high == settings["clipRange"],
        "value clip": config.critic.cliprange_value == settings["valueClipRange"],
        # Off is beyond exp(20), where verl cuts the ratio.
        "dual clip": actor.clip_ratio_c == settings["dualClip"] or (settings["dualClip"] == 0 and actor.clip_ratio_c > 4.9e8),
        "learning rate": actor.optim.lr == config.critic.optim.lr == settings["learningRate"],
    }
    check("verl's numbers are the page's", all(same.values()), ", ".join(k for k, v in same.items() if not v))


def check_template(bundle: Path, template: str) -> None:
    """verl's chat template writes the very prompt, and so does the tokenizer's own."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(bundle / "policy")
    row = json.loads((bundle / "verl" / "train.json").read_text().splitlines()[0])
    wanted = row["extra_info"]["prompt"]
    written = [
        tokenizer.apply_chat_template(row["prompt"], add_generation_prompt=True, tokenize=False, **options)
        for options in ({}, {"chat_template": template})
    ]
    check("chat templates write the prompt as it is", written == [wanted, wanted])
