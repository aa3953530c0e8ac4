"""verl's core algorithms: policy and value losses, KL estimators, aggregation, advantages, importance weights."""

from types import SimpleNamespace

import numpy
import torch

from common import Matter, case, column, flat, in_double, leaf, mask_of, rows, stand_in, tokens, version
from trl_groups import BATCH as POLICY
from trl_groups import LENGTHS, REWARD_LENGTHS, REWARDED, REWARDS

CORE = "verl.trainer.ppo.core_algos"
# Beside TRL's batch, whose ratios a clip of 0.2 divides, one with ratios beyond what dual clipping allows.
FAR = {**tokens(53, LENGTHS, drift=1.5), "advantages": POLICY["advantages"]}
BATCHES = {"policy": POLICY, "far": FAR}
GROUPS = numpy.repeat(numpy.arange(4), 3)
GAE_LENGTHS = [4, 1, 6, 3]
COUNT = sum(GAE_LENGTHS)
GAE = {
    "lengths": GAE_LENGTHS,
    "tokenRewards": column(61, COUNT, -0.5, 1.5),
    "values": column(62, COUNT, -1, 1),
    "newValues": column(63, COUNT, -1.25, 1.25),
    "returns": column(64, COUNT, -1.5, 1.5),
}


def core():
    stand_in("ray", "tensordict", "deepspeed", "flash_attn", "vllm", "pylatexenc", "codetiming", "orjson")
    from verl.trainer.ppo import core_algos

    return core_algos


def config(**settings):
    """verl's actor configuration with what its losses read; the rest asks for a model and a machine."""
    from verl.workers.config import ActorConfig

    made = object.__new__(ActorConfig)
    read = {"clip_ratio": 0.2, "clip_ratio_low": None, "clip_ratio_high": None, "clip_ratio_c": 3.0}
    for key, value in {**read, "tau_pos": 1.0, "tau_neg": 1.05, "global_batch_info": {}, **settings}.items():
        object.__setattr__(made, key, value)
    return made


def policy_case(name: str, loss: str, batch_name: str, mode: str, **settings) -> dict:
    batch = BATCHES[batch_name]
    logp, mask = leaf(rows(batch["logp"], LENGTHS)), mask_of(LENGTHS)
    advantages = torch.tensor(batch["advantages"], dtype=torch.float64)[:, None].expand(mask.shape)
    with in_double():
        function = core().get_policy_loss_fn(loss)
        old = rows(batch["oldLogp"], LENGTHS)
        found, metrics = function(old, logp, advantages, mask, loss_agg_mode=mode, config=config(**settings))
        found.backward()
    settings = {"loss": loss, "loss_agg_mode": mode, **settings}
    wanted = {"loss": found, "dLogp": flat(logp.grad, LENGTHS), "metrics": metrics}
    return case(name, f"{CORE}.{function.__name__}", batch_name, settings, **wanted)


MODES = ("token-mean", "seq-mean-token-sum", "seq-mean-token-mean", "seq-mean-token-sum-norm", "token-sum")


def policy_cases() -> list[dict]:
    higher = {"clip_ratio_low": 0.2, "clip_ratio_high": 0.28}
    cases = [policy_case(f"PPO, {mode}", "vanilla", "policy", mode) for mode in MODES]
    cases += [
        policy_case("PPO, clip-higher", "vanilla", "policy", "token-mean", **higher),
        policy_case("PPO, dual clip at 3", "vanilla", "far", "token-mean"),
        policy_case("PPO, dual clip at 1.5", "vanilla", "far", "token-mean", clip_ratio_c=1.5),
        policy_case("GSPO", "gspo", "policy", "seq-mean-token-mean", clip_ratio_low=0.0625, clip_ratio_high=0.125),
        policy_case("GSPO, by tokens", "gspo", "policy", "token-mean", clip_ratio_low=0.0625, clip_ratio_high=0.125),
        policy_case("CISPO", "cispo", "policy", "token-mean", **higher),
        policy_case("CISPO, a wide clip", "cispo", "far", "token-mean", clip_ratio_low=0.5, clip_ratio_high=2.0),
        policy_case("CISPO, no lower clip", "cispo", "far", "token-mean", clip_ratio_low=1.0, clip_ratio_high=0.28),
        policy_case("SAPO", "sapo", "policy", "seq-mean-token-mean"),
        policy_case("SAPO, other temperatures", "sapo", "far", "seq-mean-token-mean", tau_pos=2.0, tau_neg=4.0),
        policy_case("GMPO", "geo_mean", "policy", "seq-mean-token-mean", clip_ratio_low=0.25, clip_ratio_high=0.25),
    ]
    return cases


def kl_case(kind: str) -> dict:
    logp, mask = leaf(rows(POLICY["logp"], LENGTHS)), mask_of(LENGTHS)
    with in_double():
        kl = core().kl_penalty(logp, rows(POLICY["refLogp"], LENGTHS), kind)
        loss = (kl * mask).sum()
        loss.backward()
    expected = {"kl": flat(kl, LENGTHS), "loss": loss, "dLogp": flat(logp.grad, LENGTHS)}
    return case(f"KL penalty {kind}", f"{CORE}.kl_penalty", "policy", {"kl_penalty": kind}, **expected)


def value_case(name: str, clip: float, mode: str) -> dict:
    values, mask = leaf(rows(GAE["newValues"], GAE_LENGTHS)), mask_of(GAE_LENGTHS)
    with in_double():
        old, returns = rows(GAE["values"], GAE_LENGTHS), rows(GAE["returns"], GAE_LENGTHS)
        loss, clipped = core().compute_value_loss(values, returns, old, mask, clip, mode)
        loss.backward()
    expected = {"loss": loss, "dValue": flat(values.grad, GAE_LENGTHS), "metrics": {"clipFraction": clipped}}
    settings = {"cliprange_value": clip, "loss_agg_mode": mode}
    return case(name, f"{CORE}.compute_value_loss", "gae", settings, **expected)


def gae_case(gamma: float, lam: float) -> dict:
    rewards, values = rows(GAE["tokenRewards"], GAE_LENGTHS), rows(GAE["values"], GAE_LENGTHS)
    with in_double():
        found, returns = core().compute_gae_advantage_return(rewards, values, mask_of(GAE_LENGTHS), gamma, lam)
    expected = {"advantages": flat(found, GAE_LENGTHS), "returns": flat(returns, GAE_LENGTHS)}
    name = f"GAE, γ {gamma}, λ {lam}, whitened"
    return case(name, f"{CORE}.compute_gae_advantage_return", "gae", {"gamma": gamma, "lam": lam}, **expected)


def advantage_case(name: str, estimator: str, **settings) -> dict:
    """Of one reward an answer, which stands on its last token; the same for every token unless the estimator says."""
    mask = mask_of(REWARD_LENGTHS)
    rewards = torch.zeros_like(mask)
    rewards[torch.arange(len(REWARDS)), torch.tensor(REWARD_LENGTHS) - 1] = torch.tensor(REWARDS, dtype=torch.float64)
    given = {"index": GROUPS} if estimator != "reinforce_plus_plus" else {"config": SimpleNamespace(**settings)}
    if estimator.startswith("grpo"):
        given |= settings
    with in_double():
        function = core().get_adv_estimator_fn(estimator)
        found, returns = function(token_level_rewards=rewards, response_mask=mask, **given)
    expected = {"advantages": flat(found, REWARD_LENGTHS), "returns": flat(returns, REWARD_LENGTHS)}
    return case(name, f"{CORE}.{function.__name__}", "rewards", {"adv_estimator": estimator, **settings}, **expected)


def advantage_cases() -> list[dict]:
    return [
        advantage_case("GRPO", "grpo", norm_adv_by_std_in_grpo=True),
        advantage_case("GRPO, spread not divided by", "grpo", norm_adv_by_std_in_grpo=False),
        advantage_case("RLOO", "rloo"),
        advantage_case("REINFORCE++, γ 1", "reinforce_plus_plus", gamma=1.0),
        advantage_case("REINFORCE++, γ 0.875", "reinforce_plus_plus", gamma=0.875),
        advantage_case("REINFORCE++ with a baseline", "reinforce_plus_plus_baseline"),
        advantage_case("OPO", "opo"),
        gae_case(1.0, 0.9375),
        gae_case(0.96875, 0.75),
    ]


def importance_case(name: str, level: str, threshold, **settings) -> dict:
    core()
    from verl.trainer.ppo.rollout_corr_helper import compute_rollout_correction_weights

    log_ratio = rows(POLICY["oldLogp"], LENGTHS) - rows(POLICY["samplerLogp"], LENGTHS)
    with in_double():
        weights, metrics = compute_rollout_correction_weights(log_ratio, mask_of(LENGTHS), level, threshold, **settings)
    function = "verl.trainer.ppo.rollout_corr_helper.compute_rollout_correction_weights"
    settings = {"rollout_is": level, "rollout_is_threshold": threshold, **settings}
    metrics = {key: metrics[key] for key in ("rollout_is_mean", "rollout_is_eff_sample_size")}
    return case(name, function, "policy", settings, weights=flat(weights, LENGTHS), metrics=metrics)


def entropy_case(mode: str) -> dict:
    logits = leaf(torch.tensor(ENTROPY["logits"], dtype=torch.float64).view(2, 3, 4))
    mask = mask_of(ENTROPY["lengths"])
    with in_double():
        loss = core().compute_entropy_loss(logits, mask, mode)
        loss.backward()
    gradient = [
        row for part, length in zip(logits.grad, ENTROPY["lengths"]) for row in part[:length].flatten().tolist()
    ]
    return case(
        f"entropy, {mode}",
        f"{CORE}.compute_entropy_loss",
        "logits",
        {"loss_agg_mode": mode},
        loss=loss,
        dLogits=gradient,
    )


# Two sequences of three and two tokens over four words; the last row of logits is padding and does not count.
ENTROPY = {"lengths": [3, 2], "words": 4, "logits": column(71, 24, -2, 2)}


def matters() -> list[Matter]:
    library = f"verl {version('verl')}"
    kl = [kl_case(kind) for kind in ("k1", "k2", "k3", "abs", "k1+", "k3+")]
    values = [value_case(f"value loss, {mode}", 0.25, mode) for mode in ("token-mean", "seq-mean-token-mean")]
    importance = [
        importance_case("token, truncated at 1.5", "token", 1.5),
        importance_case("token, zero outside 0.75 to 1.5", "token", "0.75_1.5"),
        importance_case("sequence, truncated at 1.5", "sequence", 1.5),
        importance_case("token, mean of one", "token", 1.5, rollout_is_batch_normalize=True),
    ]
    return [
        Matter("policy-verl", library, BATCHES, policy_cases()),
        Matter("kl-verl", library, {"policy": POLICY}, kl),
        Matter("importance-verl", library, {"policy": POLICY}, importance),
        Matter("advantages-verl", library, {"rewards": REWARDED, "gae": GAE}, advantage_cases()),
        Matter("values-verl", library, {"gae": GAE, "logits": ENTROPY}, values + [entropy_case(m) for m in MODES[:3]]),
    ]
