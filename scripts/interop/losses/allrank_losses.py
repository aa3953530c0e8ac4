"""allRank's listwise losses and its nDCG. Its dataset loader, which wants torchvision, is not imported."""

import sys
import types

import torch

from common import Matter, case, in_double, leaf, rows, stand_in, version

# Three lists of five, four and three, padded with relevance -1 as allRank does. The second has ties in its relevance.
LISTS = {
    "lengths": [5, 4, 3],
    "scores": [0.5, -1.25, 2.0, 0.25, 1.5, -0.5, 1.0, 0.75, -2.0, 0.0, 3.0, -1.0],
    "relevance": [3.0, 0.0, 1.0, 2.0, 4.0, 1.0, 1.0, 0.0, 2.0, 2.0, 0.0, 1.0],
}
ORDERED = {**LISTS, "relevance": [3.0, 0.0, 1.0, 2.0, 4.0, 1.0, 3.0, 0.0, 2.0, 2.0, 0.0, 1.0]}
ALIKE = {"lengths": [3, 2], "scores": [0.5, -0.25, 1.0, 2.0, -1.0], "relevance": [0.0, 0.0, 0.0, 1.0, 0.0]}
BATCHES = {"lists": LISTS, "ordered": ORDERED, "one without relevance": ALIKE}
PADDED = -1.0


def allrank():
    """allRank's losses and metrics with the one constant that they take of its dataset loader."""
    stand_in("gcsfs", "google", "attr", "sklearn", "torchvision", "tensorboardX", "flatten_dict", "pkg_resources")
    data = types.ModuleType("allrank.data.dataset_loading")
    data.PADDED_Y_VALUE = -1
    sys.modules.setdefault("allrank.data.dataset_loading", data)
    from allrank.models import losses, metrics

    return losses, metrics


def loss_case(name: str, function: str, batch_name: str, **settings) -> dict:
    batch = BATCHES[batch_name]
    lengths = batch["lengths"]
    scores = leaf(rows(batch["scores"], lengths))
    with in_double():
        # listMLE shuffles, which matters to ties alone.
        torch.manual_seed(0)
        loss = getattr(allrank()[0], function)(scores, rows(batch["relevance"], lengths, PADDED), **settings)
        loss.backward()
    gradient = [entry for row, length in zip(scores.grad.tolist(), lengths) for entry in row[:length]]
    return case(name, f"allrank.models.losses.{function}", batch_name, settings, loss=loss, dScores=gradient)


def ndcg_case(batch_name: str, at: list[int] | None) -> dict:
    batch = BATCHES[batch_name]
    lengths = batch["lengths"]
    with in_double():
        scores, relevance = rows(batch["scores"], lengths), rows(batch["relevance"], lengths, PADDED)
        found = allrank()[1].ndcg(scores, relevance, ats=at)
    name = f"nDCG of {batch_name}, {'whole' if at is None else at}"
    return case(name, "allrank.models.metrics.ndcg", batch_name, {"ats": at}, ndcg=found)


def loss_cases() -> list[dict]:
    cases = [loss_case("listMLE", "listMLE", "ordered")]
    cases += [loss_case(f"listNet, {name}", "listNet", name) for name in ("lists", "ordered")]
    cases += [loss_case(f"approxNDCG, α {alpha}", "approxNDCGLoss", "lists", alpha=alpha) for alpha in (1.0, 4.0)]
    for scheme in ("lambdaRank_scheme", "ndcgLoss1_scheme", "ndcgLoss2_scheme", "ndcgLoss2PP_scheme", "rankNet_scheme"):
        for k in (None, 3):
            settings = {"weighing_scheme": scheme, "k": k, "sigma": 1.0, "mu": 10.0}
            cases.append(loss_case(f"lambdaLoss, {scheme}, k {k}", "lambdaLoss", "lists", **settings))
    other = {"weighing_scheme": "ndcgLoss2PP_scheme", "k": None, "sigma": 2.0, "mu": 5.0}
    cases.append(loss_case("lambdaLoss, σ 2, μ 5", "lambdaLoss", "lists", **other))
    mean = {"weighing_scheme": "lambdaRank_scheme", "reduction": "mean", "reduction_log": "natural"}
    cases.append(loss_case("lambdaLoss, mean, natural logarithm", "lambdaLoss", "lists", **mean))
    alike = {"weighing_scheme": "lambdaRank_scheme"}
    cases.append(loss_case("lambdaLoss, a list without relevance", "lambdaLoss", "one without relevance", **alike))
    cases.append(loss_case("approxNDCG, a list without relevance", "approxNDCGLoss", "one without relevance"))
    return cases


def matters() -> list[Matter]:
    found = [ndcg_case(name, at) for name in BATCHES for at in (None, [1, 3])]
    return [Matter("ranking-allrank", f"allRank {version('allRank')}", BATCHES, loss_cases() + found)]
