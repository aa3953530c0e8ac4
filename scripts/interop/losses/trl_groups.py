"""TRL's GRPO and RLOO trainers: losses, gradients of log-probabilities, advantages, importance weights, from 1.16."""

from collections import defaultdict
from types import SimpleNamespace

import torch

from common import (
    Matter,
    accelerator,
    bare,
    case,
    defaults,
    flat,
    leaf,
    mask_of,
    rows,
    statements,
    tokens,
    column,
    version,
)

LENGTHS = [5, 1, 7, 3, 2, 4]
ADVANTAGES = [1.25, -0.5, -0.75, 0.0, 1.5, -1.5]
BATCH = {
    **tokens(11, LENGTHS),
    "advantages": ADVANTAGES,
    "entropy": column(19, sum(LENGTHS), 0.125, 2.5),
}
GRPO = "trl.trainer.grpo_trainer.GRPOTrainer"
RLOO = "trl.trainer.rloo_trainer.RLOOTrainer"


def inputs() -> dict:
    mask = mask_of(LENGTHS)
    return {
        "prompt_ids": torch.zeros(len(LENGTHS), 1, dtype=torch.long),
        "prompt_mask": torch.ones(len(LENGTHS), 1, dtype=torch.long),
        "completion_ids": torch.zeros(mask.shape, dtype=torch.long),
        "completion_mask": mask,
        "advantages": torch.tensor(ADVANTAGES, dtype=torch.float64),
        "num_items_in_batch": mask.sum(),
        "old_per_token_logps": rows(BATCH["oldLogp"], LENGTHS),
        "ref_per_token_logps": rows(BATCH["refLogp"], LENGTHS),
    }


def policy(trainer_class, config, logp, entropy, **settings):
    """A trainer whose model said these log-probabilities and entropies, with TRL's defaults but for `settings`."""
    args = defaults(config)
    args.epsilon_high = None
    args.steps_per_generation = 1
    for key, value in settings.items():
        if not hasattr(args, key):
            raise ValueError(f"{config.__name__} has no {key}.")
        setattr(args, key, value)
    taken = {key: value for key, value in vars(args).items() if key in TAKEN}
    trainer = bare(
        trainer_class,
        **taken,
        args=args,
        epsilon_low=args.epsilon,
        epsilon_high=args.epsilon if args.epsilon_high is None else args.epsilon_high,
        aux_loss_enabled=False,
        off_policy_mask_threshold=getattr(args, "off_policy_mask_threshold", None),
        use_adaptive_entropy=getattr(args, "use_adaptive_entropy", False),
        _entropy_bonus_enabled=getattr(args, "entropy_coef", 0.0) != 0.0,
        model=SimpleNamespace(training=True),
        current_gradient_accumulation_steps=1,
        accelerator=accelerator(),
        _metrics={"train": defaultdict(list)},
    )
    object.__setattr__(trainer, "_get_per_token_logps_and_entropies", lambda *_, **__: (logp, entropy, None))
    return trainer


def said(trainer, *names: str) -> dict:
    """What a trainer's loss was computed with, defaults too."""
    held = {**vars(trainer.args), "epsilon_high": trainer.epsilon_high}
    return {name: held[name] for name in names}


SAID = ("loss_type", "beta", "epsilon", "epsilon_high", "delta", "importance_sampling_level")


TAKEN = {
    "beta", "loss_type", "importance_sampling_level", "top_entropy_quantile", "use_vllm", "entropy_coef",
    "vllm_importance_sampling_correction", "max_completion_length",
}  # fmt: skip


def grpo_case(name: str, extra: dict | None = None, **settings) -> dict:
    from trl import GRPOConfig, GRPOTrainer

    logp, entropy = leaf(rows(BATCH["logp"], LENGTHS)), leaf(rows(BATCH["entropy"], LENGTHS))
    trainer = policy(GRPOTrainer, GRPOConfig, logp, entropy, **settings)
    loss = trainer._compute_loss(None, {**inputs(), **(extra or {})})
    loss.backward()
    metrics = {key: values[0] for key, values in trainer._metrics["train"].items()}
    wanted = {"loss": loss, "dLogp": flat(logp.grad, LENGTHS), "metrics": metrics}
    if entropy.grad is not None:
        wanted["dEntropy"] = flat(entropy.grad, LENGTHS)
    return case(name, f"{GRPO}._compute_loss", "policy", {**said(trainer, *SAID), **settings}, **wanted)


def grpo_cases() -> list[dict]:
    cases = []
    for kind in ("grpo", "bnpo", "dr_grpo", "dapo", "luspo", "sapo", "cispo"):
        own = {"cispo": {"epsilon_high": 1.28}, "dr_grpo": {"max_completion_length": 9}}.get(kind, {})
        for beta in (0.0, 0.25):
            cases.append(grpo_case(f"{kind}, β {beta}", loss_type=kind, beta=beta, **own))
    cases += [
        grpo_case("clip-higher", loss_type="dapo", epsilon=0.2, epsilon_high=0.28),
        grpo_case("two-sided", loss_type="grpo", epsilon=0.2, delta=1.375),
        grpo_case("cispo, its own cap", loss_type="cispo", epsilon_high=5.0),
        grpo_case("sapo, other temperatures", loss_type="sapo", sapo_temperature_pos=2.0, sapo_temperature_neg=4.0),
        grpo_case("bias-corrected KL", loss_type="dapo", beta=0.25, use_bias_correction_kl=True),
        grpo_case("entropy bonus", loss_type="grpo", entropy_coef=0.125),
        grpo_case("the most uncertain half of the tokens", loss_type="dapo", top_entropy_quantile=0.5),
        grpo_case("off-policy sequences left out", loss_type="grpo", off_policy_mask_threshold=0.0625),
    ]
    for kind in ("grpo", "bnpo", "dapo"):
        level = {"loss_type": kind, "importance_sampling_level": "sequence"}
        cases.append(grpo_case(f"sequence-level ratio, {kind}", **level, epsilon=0.0625, epsilon_high=0.125))
    cases.append(grpo_case("GSPO with its paper's clip", loss_type="grpo", importance_sampling_level="sequence",
                           epsilon=3e-4, epsilon_high=4e-4))  # fmt: skip
    return cases


def importance_weights(mode: str, low: float | None, high: float | None) -> torch.Tensor:
    """The weights of TRL's correction for a sampler that is not the trainer, by its own lines."""
    from trl import GRPOTrainer

    code = statements(
        GRPOTrainer._generate_and_score_completions,
        "if self.use_vllm and self.vllm_importance_sampling_correction: mask =",
    )
    scope = {
        "torch": torch,
        "math": __import__("math"),
        "tool_mask": None,
        "completion_mask": mask_of(LENGTHS),
        "old_per_token_logps": rows(BATCH["oldLogp"], LENGTHS),
        "sampling_per_token_logps": rows(BATCH["samplerLogp"], LENGTHS),
        "self": SimpleNamespace(
            use_vllm=True,
            vllm_importance_sampling_correction=True,
            vllm_importance_sampling_mode=mode,
            vllm_importance_sampling_clip_min=low,
            vllm_importance_sampling_clip_max=high,
        ),
    }
    exec(code, scope)
    return scope["vllm_importance_sampling_ratio"]


def importance_cases() -> list[dict]:
    cases = []
    for mode in ("token_truncate", "token_mask", "sequence_truncate", "sequence_mask"):
        for low, high in ((None, 1.5), (0.75, 1.5)):
            weights = importance_weights(mode, low, high)
            settings = {
                "vllm_importance_sampling_mode": mode,
                "vllm_importance_sampling_clip_min": low,
                "vllm_importance_sampling_clip_max": high,
            }
            found = grpo_case(
                f"{mode}, {low} to {high}",
                {"importance_sampling_ratio": weights},
                loss_type="dapo",
                use_vllm=True,
                vllm_importance_sampling_correction=True,
                beta=0.0625,
                **settings,
            )
            every = weights.expand(-1, max(LENGTHS))
            found["expected"]["weights"] = flat(every, LENGTHS)
            cases.append(found)
    return cases


def rloo_case(name: str, **settings) -> dict:
    from trl import RLOOConfig, RLOOTrainer

    logp, entropy = leaf(rows(BATCH["logp"], LENGTHS)), rows(BATCH["entropy"], LENGTHS)
    trainer = policy(RLOOTrainer, RLOOConfig, logp, entropy, **settings)
    old = (rows(BATCH["oldLogp"], LENGTHS) * mask_of(LENGTHS)).sum(1)
    loss = trainer._compute_loss(None, {**inputs(), "old_logps": old})
    loss.backward()
    metrics = {key: values[0] for key, values in trainer._metrics["train"].items()}
    expected = {"loss": loss, "dLogp": flat(logp.grad, LENGTHS), "metrics": metrics}
    return case(name, f"{RLOO}._compute_loss", "policy", said(trainer, "epsilon", "epsilon_high"), **expected)


# ---- advantages ----

# Three answers to each of four prompts: one group without spread, one whose spread is small beside its mean.
REWARDS = [1.0, -0.5, 2.25, 0.75, 0.75, 0.75, 4.015625, 4.0, 3.984375, -2.0, 0.0, 5.5]
REWARD_LENGTHS = [2, 1, 3, 2, 2, 1, 1, 4, 2, 3, 1, 5]
REWARDED = {**tokens(23, REWARD_LENGTHS), "rewards": REWARDS, "group": 3}


def advantages(trainer_class, settings: dict, *beginnings: str) -> torch.Tensor:
    from trl.trainer import utils

    mask = mask_of(REWARD_LENGTHS)
    rewards = torch.tensor(REWARDS, dtype=torch.float64)[:, None]
    scope = {
        **vars(utils),
        "torch": torch,
        "gather": lambda value: value,
        "device": torch.device("cpu"),
        "num_generations": 3,
        "rewards_per_func": rewards,
        "unscorable_mask": torch.isnan(rewards).all(dim=1),
        "completion_mask": mask,
        "old_per_token_logps": rows(REWARDED["oldLogp"], REWARD_LENGTHS),
        "ref_per_token_logps": rows(REWARDED["refLogp"], REWARD_LENGTHS),
        "self": SimpleNamespace(reward_weights=torch.ones(1, dtype=torch.float64), reward_clip_range=None, **settings),
    }
    exec(statements(trainer_class._generate_and_score_completions, *beginnings), scope)
    return scope["advantages"]


def advantage_cases() -> list[dict]:
    from trl import GRPOTrainer, RLOOTrainer

    cases = []
    for scale in ("group", "batch", "none"):
        settings = {"scale_rewards": scale, "multi_objective_aggregation": "sum_then_normalize"}
        found = advantages(
            GRPOTrainer, settings, "if self.multi_objective_aggregation", "advantages = torch.nan_to_num"
        )
        function = f"{GRPO}._generate_and_score_completions"
        cases.append(case(f"GRPO, scale_rewards {scale}", function, "rewards", settings, advantages=found))
    lines = (
        "rewards = (rewards_per_func", "if self.reward_clip_range", "if self.beta != 0.0: # RLOO uses",
        "grouped_rewards =", "scorable_counts =", "grouped_sum =", "if num_generations > 1: baselines",
        "if self.normalize_advantages", "advantages = torch.nan_to_num",
    )  # fmt: skip
    for beta in (0.0, 0.25):
        for normalize in (False, True):
            settings = {"beta": beta, "normalize_advantages": normalize}
            found = advantages(RLOOTrainer, settings, *lines)
            name = f"RLOO, β {beta}{', normalised' if normalize else ''}"
            function = f"{RLOO}._generate_and_score_completions"
            cases.append(case(name, function, "rewards", settings, advantages=found))
    return cases


def matters() -> list[Matter]:
    library = f"trl {version('trl')}"
    rloo = [rloo_case("RLOO", epsilon=0.2), rloo_case("RLOO, wide clip", epsilon=0.5, epsilon_high=2.0)]
    return [
        Matter("policy-trl", library, {"policy": BATCH}, grpo_cases() + rloo),
        Matter("importance-trl", library, {"policy": BATCH}, importance_cases()),
        Matter("advantages-trl", library, {"rewards": REWARDED}, advantage_cases()),
    ]
