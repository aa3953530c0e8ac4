"""The work of gpu-check in PyTorch, eager, in f32: training steps and decoding of the same shapes.

`python3 torch_steps.py REQUEST OUT` takes the request as JSON (sizes, rounds, decode, rows, tokens, seconds) and writes
OUT after each row. Each training step is forward, mean cross-entropy, backward and AdamW (foreach, PyTorch's default on
CUDA) of a GPT-2 with a tied head, on one batch; scaled_dot_product_attention is used, which picks its own kernel.
Decoding keeps keys and values in a static cache, attends over all of it with a mask, and draws from the full
distribution with torch.multinomial; nothing is read back before the end. TF32 off and on. Times are by the host's clock,
the device waited for before and after.
"""

import json
import statistics
import sys
import time

request, out = json.loads(sys.argv[1]), sys.argv[2]
rows = []


def save(**more):
    with open(out, "w") as file:
        json.dump({"rows": rows, **more}, file)


try:
    import torch
except (ImportError, OSError) as error:
    save(missing=f"This Python has no torch that loads: {error}")
    sys.exit(0)

import torch.nn.functional as F

cuda = torch.cuda.is_available()
device = torch.device("cuda" if cuda else "cpu")
facts = {"version": torch.__version__, "device": torch.cuda.get_device_name() if cuda else "the processor"}
if not cuda:
    facts["missing"] = "torch finds no CUDA: these are times of the processor."
ends = time.monotonic() + request["seconds"]
torch.manual_seed(1)


def wait():
    if cuda:
        torch.cuda.synchronize()


def timed(work, rounds):
    """Milliseconds of each call of `work`, after its warm-up."""
    for _ in range(rounds["warmup"]):
        work()
    wait()
    times, began = [], time.monotonic()
    while len(times) < rounds["least"] or (
        len(times) < rounds["most"] and time.monotonic() - began < rounds["seconds"] and time.monotonic() < ends
    ):
        start = time.perf_counter()
        work()
        wait()
        times.append((time.perf_counter() - start) * 1000)
    return times


def normal(*shape):
    return (0.02 * torch.randn(*shape, device=device)).requires_grad_()


def gpt2(size):
    d = size["dim"]
    ones = lambda: torch.ones(d, device=device, requires_grad=True)
    zeros = lambda n: torch.zeros(n, device=device, requires_grad=True)
    return {
        "wte": normal(size["vocab"], d),
        "wpe": normal(size["length"], d),
        "ln_f": (ones(), zeros(d)),
        "blocks": [
            {
                "ln_1": (ones(), zeros(d)),
                "qkv": (normal(d, 3 * d), zeros(3 * d)),
                "proj": (normal(d, d), zeros(d)),
                "ln_2": (ones(), zeros(d)),
                "up": (normal(d, 4 * d), zeros(4 * d)),
                "down": (normal(4 * d, d), zeros(d)),
            }
            for _ in range(size["layers"])
        ],
    }


def tensors(node):
    if isinstance(node, torch.Tensor):
        return [node]
    return [t for inner in (node.values() if isinstance(node, dict) else node) for t in tensors(inner)]


def linear(x, pair):
    return torch.addmm(pair[1], x, pair[0])


def heads_of(x, batch, length, heads):
    return x.view(batch, length, heads, -1).transpose(1, 2)


def loss_of(weights, size, inputs, targets):
    batch, length, d, heads = size["batch"], size["length"], size["dim"], size["heads"]
    norm = lambda x, pair: F.layer_norm(x, (d,), pair[0], pair[1], 1e-5)
    x = (weights["wte"][inputs] + weights["wpe"]).view(batch * length, d)
    for block in weights["blocks"]:
        q, k, v = linear(norm(x, block["ln_1"]), block["qkv"]).split(d, dim=1)
        q, k, v = (heads_of(part, batch, length, heads) for part in (q, k, v))
        attended = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + linear(attended.transpose(1, 2).reshape(batch * length, d), block["proj"])
        inner = F.gelu(linear(norm(x, block["ln_2"]), block["up"]), approximate="tanh")
        x = x + linear(inner, block["down"])
    logits = norm(x, weights["ln_f"]) @ weights["wte"].T
    return F.cross_entropy(logits, targets.view(-1))


def training(size):
    weights = gpt2(size)
    flat = tensors(weights)
    optimizer = torch.optim.AdamW(flat, lr=1e-3, weight_decay=0.01)
    shape = (size["batch"], size["length"])
    inputs, targets = (torch.randint(size["vocab"], shape, device=device) for _ in range(2))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(weights, size, inputs, targets).backward()
        optimizer.step()

    return timed(step, request["rounds"])


class Decoder:
    """One token for every row against a static cache: GPT-2's block, or Llama's."""

    def __init__(self, config, count, capacity):
        self.c, self.count, self.capacity = config, count, capacity
        c, d = config, config["dim"]
        self.llama = c["family"] == "llama"
        self.heads = c["heads"]
        self.kv = c.get("kvHeads", c["heads"])
        self.width = c.get("headDim", d // c["heads"])
        inner = c.get("ffn", 4 * d)
        qkv = (self.heads + 2 * self.kv) * self.width
        up = 2 * inner if self.llama else inner
        self.wte = normal(c["vocab"], d)
        self.wpe = normal(capacity, d)
        self.one, self.zero = torch.ones(d, device=device), torch.zeros(d, device=device)
        self.blocks = [
            [normal(d, qkv), normal(self.heads * self.width, d), normal(d, up), normal(inner, d)]
            for _ in range(c["layers"])
        ]
        self.zeros = [torch.zeros(n, device=device) for n in (qkv, d, up, d)]
        cache = (count, self.kv, capacity, self.width)
        self.cache = [[torch.zeros(cache, device=device) for _ in "kv"] for _ in range(c["layers"])]
        angles = torch.outer(
            torch.arange(capacity, device=device).float(),
            c.get("ropeTheta", 1e4) ** (-torch.arange(0, self.width, 2, device=device).float() / self.width),
        )
        self.cos, self.sin = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)
        self.slots = torch.arange(capacity, device=device)

    def norm(self, x):
        d = self.c["dim"]
        if self.llama:
            return F.rms_norm(x, (d,), self.one, 1e-5)
        return F.layer_norm(x, (d,), self.one, self.zero, 1e-5)

    def turn(self, x, at):
        half = x.shape[-1] // 2
        turned = torch.cat((-x[..., half:], x[..., :half]), dim=-1)
        return x * self.cos[at] + turned * self.sin[at]

    def linear(self, x, weight, bias):
        return x @ weight if self.llama else torch.addmm(bias, x, weight)

    def token(self, ids, at):
        """Logits of the next token, [rows, vocab]; `at` [1] is where the cache is written."""
        x = self.wte[ids] if self.llama else self.wte[ids] + self.wpe[at]
        mask = (self.slots <= at).view(1, 1, 1, -1)
        q_end = self.heads * self.width
        kv_end = q_end + self.kv * self.width
        for (qkv, proj, up, down), (keys, values), zeros in zip(self.blocks, self.cache, [self.zeros] * len(self.blocks)):
            all_heads = self.linear(self.norm(x), qkv, zeros[0])
            q = all_heads[:, :q_end].view(self.count, self.heads, 1, self.width)
            k = all_heads[:, q_end:kv_end].view(self.count, self.kv, 1, self.width)
            v = all_heads[:, kv_end:].view(self.count, self.kv, 1, self.width)
            if self.llama:
                q, k = self.turn(q, at), self.turn(k, at)
            keys.index_copy_(2, at, k)
            values.index_copy_(2, at, v)
            grouped = self.kv != self.heads
            attended = F.scaled_dot_product_attention(q, keys, values, attn_mask=mask, enable_gqa=grouped)
            x = x + self.linear(attended.reshape(self.count, -1), proj, zeros[1])
            inner = self.linear(self.norm(x), up, zeros[2])
            if self.llama:
                gate, value = inner.chunk(2, dim=1)
                inner = F.silu(gate) * value
            else:
                inner = F.gelu(inner, approximate="tanh")
            x = x + self.linear(inner, down, zeros[3])
        return self.norm(x) @ self.wte.T


@torch.no_grad()
def decoding(config):
    count, tokens = request["rows"], request["tokens"]
    prompt = 20
    decoder = Decoder(config, count, prompt + tokens)
    # The prompt pass is one call in practice; here its slots are taken as filled, and it is left out.
    ids = torch.randint(1, 1000, (count,), device=device)
    places = [torch.tensor([prompt + i], device=device) for i in range(tokens)]

    def generate():
        current = ids
        for place in places:
            logits = decoder.token(current, place)
            current = torch.multinomial(torch.softmax(logits, dim=-1), 1).view(-1)
        return current.cpu()

    few = {"warmup": 1, "least": 1, "most": 5, "seconds": 3}
    return timed(generate, few)


def add(work, tf32, times, note):
    rows.append(
        {
            "work": work,
            "tf32": tf32,
            "milliseconds": times,
            "median": statistics.median(times),
            "note": note,
        }
    )
    save(**facts)


save(**facts)
failures = []
for tf32 in (False, True) if cuda else (False,):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    jobs = [(f"training {size['name']}", training, size, "eager, AdamW foreach") for size in request["sizes"]]
    jobs += [
        (f"decode {config['name']}", decoding, config, "eager, static cache, without the prompt pass")
        for config in request["decode"]
    ]
    for work, run, what, note in jobs:
        if time.monotonic() > ends:
            failures.append(f"{work}: no time left")
            continue
        try:
            add(work, tf32, run(what), note)
        except Exception as error:  # the others still count
            failures.append(f"{work}: {type(error).__name__}: {str(error).splitlines()[0]}")
        if cuda:
            torch.cuda.empty_cache()
if failures:
    sys.exit("\n".join(failures))
