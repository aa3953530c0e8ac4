"""TRL's losses from preferences, from 1.16: DPO's family, KTO, ORPO, SimPO and CPO, online DPO, reward models."""

from collections import defaultdict
from types import SimpleNamespace

import torch

from common import Matter, accelerator, bare, case, defaults, flat, in_double, leaf, mask_of, rows, tokens, version

# Three pairs: the chosen answers first, then the rejected ones.
LENGTHS = [4, 1, 6, 2, 5, 3]
PAIRS = [[0, 3], [1, 4], [2, 5]]
BATCH = {**tokens(31, LENGTHS), "pairs": PAIRS}
# Answers to prompts of others: what KTO takes its baseline from.
MISMATCHED = tokens(37, [3, 2, 5, 1, 4])
KTO_LENGTHS = [3, 1, 6, 2, 4]
KTO_LABELS = [True, False, False, True, False]
KTO = {**tokens(41, KTO_LENGTHS), "label": KTO_LABELS, "mismatched": MISMATCHED}
# The same, where the policy finds others' answers less likely than the reference does.
AWAY = {**KTO, "mismatched": {**MISMATCHED, "logp": MISMATCHED["refLogp"], "refLogp": MISMATCHED["logp"]}}
PROMPT = {**BATCH, "promptLogp": [-1.5, -0.25, -2.75, -0.5, -3.0, -1.0], "promptTokens": 3}


def trainer_of(cls, config, **attributes):
    args = defaults(config)
    made = {
        "args": args,
        "aux_loss_enabled": False,
        "precompute_ref_logps": True,
        "_tp_size": 1,
        "_total_train_tokens": 0,
    }
    made |= {"model": SimpleNamespace(training=True), "accelerator": accelerator(), "is_encoder_decoder": False}
    return bare(cls, **{**made, "_metrics": {"train": defaultdict(list)}, **attributes})


def kept(trainer) -> dict:
    """The metrics that are sums and means of log-probabilities; the rest is of a model that is not there."""
    return {
        key: values[0]
        for key, values in trainer._metrics["train"].items()
        if key.startswith(("rewards/", "logps/", "kl"))
    }


def head(log_probs: torch.Tensor) -> SimpleNamespace:
    """What TRL's fused head returns of a model, where only the log-probabilities of the tokens matter."""
    zero = torch.zeros_like(log_probs)
    return SimpleNamespace(
        log_probs=log_probs, entropy=zero, mean_logits=zero, is_top1=zero.bool(), log_sum_sq_probs=zero
    )


def ids_and_mask(lengths: list[int]) -> dict:
    """A prompt of one token and the answers, as the trainers get them."""
    mask = torch.cat([torch.zeros(len(lengths), 1), mask_of(lengths)], dim=1).long()
    return {"input_ids": torch.zeros(mask.shape, dtype=torch.long), "attention_mask": mask, "completion_mask": mask}


def dpo_case(name: str, loss_types: list[str], beta: float, **settings) -> dict:
    from trl import DPOConfig, DPOTrainer

    logp, mask = leaf(rows(BATCH["logp"], LENGTHS)), mask_of(LENGTHS)
    reference = (rows(BATCH["refLogp"], LENGTHS) * mask).sum(1)
    settings = {
        "loss_type": loss_types,
        "beta": beta,
        "label_smoothing": 0.0,
        "f_divergence_type": "reverse_kl",
        **settings,
    }
    weights = settings.get("loss_weights", [1.0] * len(loss_types))
    own = {key: value for key, value in settings.items() if key not in ("loss_type", "loss_weights")}
    own |= {"ld_alpha": None, "use_weighting": False, "loss_types": loss_types, "loss_weights": weights}
    trainer = trainer_of(DPOTrainer, DPOConfig, f_alpha_divergence_coef=0.5, **own)
    inputs = {**ids_and_mask(LENGTHS), "ref_chosen_logps": reference[:3], "ref_rejected_logps": reference[3:]}
    loss = trainer._compute_loss(lambda **_: head(logp), inputs, False)
    loss.backward()
    function = "trl.trainer.dpo_trainer.DPOTrainer._compute_loss"
    return case(name, function, "pairs", settings, loss=loss, dLogp=flat(logp.grad, LENGTHS), metrics=kept(trainer))


def dpo_cases() -> list[dict]:
    cases = [dpo_case(f"DPO, β {beta}", ["sigmoid"], beta) for beta in (0.1, 0.5)]
    cases += [dpo_case(f"IPO, β {beta}", ["ipo"], beta) for beta in (0.1, 0.5)]
    cases += [
        dpo_case("DPO by the average token", ["sigmoid_norm"], 0.5),
        dpo_case("hinge", ["hinge"], 0.5),
        dpo_case("robust, a tenth of the labels wrong", ["robust"], 0.5, label_smoothing=0.1),
        dpo_case("APO zero", ["apo_zero"], 0.5),
        dpo_case("APO down", ["apo_down"], 0.5),
        dpo_case("DPO plus a quarter of SFT", ["sigmoid", "sft"], 0.5, loss_weights=[1.0, 0.25]),
        dpo_case("DPO of the forward KL", ["sigmoid"], 0.5, f_divergence_type="forward_kl"),
        dpo_case("DPO of Jensen and Shannon", ["sigmoid"], 0.5, f_divergence_type="js_divergence"),
    ]
    return cases


def kto_case(name: str, batch_name: str, loss_type: str = "kto", beta: float = 0.5, chosen=1.0, rejected=1.0) -> dict:
    from trl import KTOConfig, KTOTrainer

    batch = {"kto": KTO, "kto, away": AWAY}[batch_name]
    other, widest = batch["mismatched"], max(batch["mismatched"]["lengths"])
    logp = leaf(rows(batch["logp"], KTO_LENGTHS))
    masked = lambda column, lengths: rows(column, lengths) * mask_of(lengths)  # noqa: E731
    own = {"beta": beta, "loss_type": loss_type, "desirable_weight": chosen, "undesirable_weight": rejected}
    trainer = trainer_of(KTOTrainer, KTOConfig, calculate_KL=loss_type == "kto", **own)
    mismatched = {f"KL_{key}": value for key, value in ids_and_mask(other["lengths"]).items()}
    # The model tells the two batches apart by a token that only the mismatched one has.
    mismatched["KL_input_ids"] = torch.ones(len(KTO_LABELS), widest + 1, dtype=torch.long)
    model = lambda input_ids, **_: head(masked(other["logp"], other["lengths"]) if input_ids.any() else logp)  # noqa: E731
    inputs = {
        **ids_and_mask(KTO_LENGTHS),
        **mismatched,
        "label": torch.tensor(KTO_LABELS),
        "ref_logps": masked(batch["refLogp"], KTO_LENGTHS).sum(1),
        "ref_KL_logps": masked(other["refLogp"], other["lengths"]).sum(1),
    }
    loss = trainer._compute_loss(model, inputs, False)
    loss.backward()
    function = "trl.trainer.kto_trainer.KTOTrainer._compute_loss"
    return case(name, function, batch_name, own, loss=loss, dLogp=flat(logp.grad, KTO_LENGTHS), metrics=kept(trainer))


def two_words(logp: torch.Tensor) -> torch.Tensor:
    """Logits of a vocabulary of two whose first word has these log-probabilities: the other has what is left of one.

    The gradient with respect to `logp` is then that of the log-probability itself: the sum of the two stays one.
    """
    return torch.stack([logp, torch.log(-torch.expm1(logp))], dim=-1)


def pair_inputs(prompt: int, batch: dict):
    """What ORPO and CPO tokenise a pair to, and a model that finds its tokens as likely as `batch` says."""
    lengths, width = batch["lengths"], prompt + max(batch["lengths"])
    completion = torch.cat([torch.zeros(len(lengths), prompt), mask_of(lengths)], dim=1)
    attention = torch.cat([torch.ones(len(lengths), prompt), mask_of(lengths)], dim=1).long()
    labels = torch.where(completion > 0, 0, -100)
    inputs = {}
    for name, part in (("chosen", slice(0, 3)), ("rejected", slice(3, 6))):
        inputs[f"{name}_input_ids"] = torch.zeros(3, width, dtype=torch.long)
        inputs[f"{name}_attention_mask"], inputs[f"{name}_labels"] = attention[part], labels[part]
    logp = leaf(rows(batch["logp"], lengths, fill=-1.0, left=prompt))
    of_prompt = leaf(torch.tensor(batch.get("promptLogp", []), dtype=torch.float64))
    if prompt > 1:
        # The first token of a prompt is predicted by nothing; those after it are as likely as promptLogp says.
        given = of_prompt.view(3, prompt - 1).repeat(2, 1)
        whole = torch.cat([torch.full((6, 1), -1.0), given, logp[:, prompt:]], dim=1)
    else:
        whole = logp
    logits = torch.cat([two_words(whole[:, 1:]), torch.zeros(6, 1, 2)], dim=1)
    return inputs, logp, of_prompt, lambda *_, **__: SimpleNamespace(logits=logits)


def pair_case(name: str, kind: str, batch_name: str, **settings) -> dict:
    if kind == "ORPO":
        from trl.experimental.orpo import ORPOConfig as Config, ORPOTrainer as Trainer
    else:
        from trl.experimental.cpo import CPOConfig as Config, CPOTrainer as Trainer
    batch = {"pairs": BATCH, "pairs with a prompt": PROMPT}[batch_name]
    prompt = batch.get("promptTokens", 1)
    with in_double():
        inputs, logp, of_prompt, model = pair_inputs(prompt, batch)
        own = {"padding_value": 0, "pad_token_id": 0, "label_smoothing": 0.0, "alpha": 0.0}
        trainer = trainer_of(Trainer, Config, **{**own, **settings})
        loss, metrics = trainer.get_batch_loss_metrics(model, inputs)
        loss.backward()
    metrics = {key: value for key, value in metrics.items() if not key.startswith("logits/")}
    wanted = {"loss": loss, "dLogp": flat(logp.grad, LENGTHS, left=prompt), "metrics": metrics}
    if prompt > 1:
        wanted["dPromptLogp"] = of_prompt.grad
    module = Trainer.__module__
    return case(name, f"{module}.{Trainer.__name__}.get_batch_loss_metrics", batch_name, settings, **wanted)


def pair_cases() -> list[dict]:
    simpo = {"loss_type": "simpo", "beta": 2.0, "simpo_gamma": 0.5}
    smoothed = {**simpo, "simpo_gamma": 1.25, "label_smoothing": 0.1}
    return [
        pair_case("ORPO, β 0.1", "ORPO", "pairs", beta=0.1),
        pair_case("ORPO, β 0.5", "ORPO", "pairs", beta=0.5),
        pair_case("ORPO, the prompt counts", "ORPO", "pairs with a prompt", beta=0.1),
        pair_case("SimPO", "CPO", "pairs", **simpo, cpo_alpha=0.0),
        pair_case("SimPO, γ 1.25, a tenth smoothed", "CPO", "pairs", **smoothed, cpo_alpha=0.0),
        pair_case("CPO and SimPO", "CPO", "pairs", **simpo, cpo_alpha=0.25),
        pair_case("CPO", "CPO", "pairs", loss_type="sigmoid", beta=0.1, cpo_alpha=1.0),
        pair_case("CPO's IPO", "CPO", "pairs", loss_type="ipo", beta=0.5, cpo_alpha=0.0),
    ]  # fmt: skip


# The second pair is a tie, and the third is the wrong way round.
REWARDS = [0.5, 1.0, -0.25, -0.5, 1.0, 2.0]


def online_case(name: str, loss_type: str, beta: float) -> dict:
    from trl.experimental.online_dpo import OnlineDPOConfig, OnlineDPOTrainer

    logp, reference, mask = leaf(rows(BATCH["logp"], LENGTHS)), rows(BATCH["refLogp"], LENGTHS), mask_of(LENGTHS)
    ids = torch.zeros(mask.shape, dtype=torch.long)
    trainer = trainer_of(
        OnlineDPOTrainer, OnlineDPOConfig, _beta=beta, ref_model="reference", eos_token_ids=[1], reward_funcs=[None],
        stats=defaultdict(list), state=SimpleNamespace(global_step=1),
        processing_class=SimpleNamespace(batch_decode=lambda given, **_: [""] * len(given)),
    )  # fmt: skip
    trainer.args.loss_type, trainer.args.n_gpu = loss_type, 1
    trainer._generate = lambda *_: (ids[:, :1], mask[:, :1].long(), ids, mask.long(), None)
    trainer._forward = lambda model, *_: reference if model == "reference" else logp
    trainer._calculate_rewards_from_functions = lambda **_: torch.tensor(REWARDS, dtype=torch.float64)
    loss = trainer.training_step(SimpleNamespace(train=lambda: None), {"prompt": ["", "", ""]})
    metrics = {key: values[0] for key, values in trainer.stats.items() if key.startswith(("rewards/", "logps/"))}
    function = "trl.experimental.online_dpo.online_dpo_trainer.OnlineDPOTrainer.training_step"
    expected = {
        "loss": loss * trainer.args.gradient_accumulation_steps,
        "dLogp": flat(logp.grad, LENGTHS),
        "metrics": metrics,
    }
    return case(name, function, "online", {"loss_type": loss_type, "beta": beta}, **expected)


SCORED = {"rewards": [1.5, -0.25, 3.0, 0.5, 0.75, 3.0], "pairs": PAIRS, "margin": [0.5, 0.0, 0.25]}


def reward_case(name: str, centred: float | None, margin: bool) -> dict:
    from trl import RewardConfig, RewardTrainer

    scores = leaf(torch.tensor(SCORED["rewards"], dtype=torch.float64))
    trainer = trainer_of(RewardTrainer, RewardConfig)
    trainer.args.center_rewards_coefficient = centred
    inputs = {"attention_mask": torch.ones(6, 1)}
    if margin:
        inputs["margin"] = torch.tensor(SCORED["margin"], dtype=torch.float64)
    loss = trainer.compute_loss(lambda **_: SimpleNamespace(logits=scores[:, None]), inputs)
    loss.backward()
    metrics = {key: values[0] for key, values in trainer._metrics["train"].items() if key != "num_tokens"}
    settings = {"center_rewards_coefficient": centred, "margin": margin}
    function = "trl.trainer.reward_trainer.RewardTrainer.compute_loss"
    return case(name, function, "scored", settings, loss=loss, dReward=scores.grad, metrics=metrics)


def matters() -> list[Matter]:
    library = f"trl {version('trl')}"
    kto = [
        kto_case("KTO", "kto"),
        kto_case("KTO, unequal weights", "kto", beta=0.1, chosen=1.5, rejected=0.75),
        kto_case("KTO, a baseline below zero", "kto, away"),
        kto_case("APO zero, unpaired", "kto", loss_type="apo_zero_unpaired"),
    ]
    online = [online_case(f"online DPO, {kind}", kind, beta) for kind, beta in (("sigmoid", 0.1), ("ipo", 0.1))]
    rewards = [
        reward_case("Bradley-Terry", None, False),
        reward_case("margins", None, True),
        reward_case("centred", 0.01, False),
        reward_case("margins, centred", 0.25, True),
    ]
    pairs = {"pairs": BATCH, "pairs with a prompt": PROMPT, "online": {**BATCH, "rewards": REWARDS}}
    return [
        Matter("preferences-trl", library, pairs, dpo_cases() + pair_cases() + online),
        Matter("kto-trl", library, {"kto": KTO, "kto, away": AWAY}, kto),
        Matter("reward-trl", library, {"scored": SCORED}, rewards),
    ]
