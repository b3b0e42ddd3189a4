"""The network: a Qwen3 decoder in JAX, its first weights, and its optimiser."""
import jax
import jax.numpy as jnp
import numpy as np

VOCAB, WIDTH, LAYERS, HEADS, HEAD_DIM, MLP = 512, 128, 4, 4, 64, 128  # one key/value head
THETA, EPS, CONTEXT = 1e7, 1e-6, 8192
HALF = HEAD_DIM // 2


def frequencies():
    return THETA ** (-np.arange(HALF) / HALF)


def first_weights(seed=0):
    """Random weights plus a hand-set copying circuit (an induction head), so that
    training starts where copying already half works instead of searching for it:
    layer 0 looks back 1, 2, 3 and 4 tokens, layer 1 looks for the place where the
    same three tokens occurred before and passes on the token that followed."""
    rng = np.random.default_rng(seed)
    normal = lambda *shape: rng.standard_normal(shape)
    p = {"model.embed_tokens.weight": .005 * normal(VOCAB, WIDTH), "model.norm.weight": np.ones(WIDTH)}
    for i in range(LAYERS):
        n = f"model.layers.{i}."
        for norm in ("input_layernorm", "post_attention_layernorm"):
            p[f"{n}{norm}.weight"] = np.ones(WIDTH)
        for norm in ("q_norm", "k_norm"):
            p[f"{n}self_attn.{norm}.weight"] = np.full(HEAD_DIM, 1.2)
        p[f"{n}self_attn.q_proj.weight"] = normal(HEADS * HEAD_DIM, WIDTH) * WIDTH ** -.5
        p[f"{n}self_attn.k_proj.weight"] = normal(HEAD_DIM, WIDTH) * WIDTH ** -.5
        p[f"{n}self_attn.v_proj.weight"] = normal(HEAD_DIM, WIDTH) * WIDTH ** -.5
        p[f"{n}self_attn.o_proj.weight"] = .02 * normal(WIDTH, HEADS * HEAD_DIM)
        p[f"{n}mlp.gate_proj.weight"] = normal(MLP, WIDTH) * WIDTH ** -.5
        p[f"{n}mlp.up_proj.weight"] = normal(MLP, WIDTH) * WIDTH ** -.5
        p[f"{n}mlp.down_proj.weight"] = .02 * normal(WIDTH, MLP)

    # The residual stream: 0 a constant, 1..63 the token, then 3 x 21 the tokens before it.
    embed = p["model.embed_tokens.weight"]
    embed[:, 0] += .3
    embed[:, 1:64] += .1 * normal(VOCAB, 63)
    before = [slice(64 + 21 * j, 85 + 21 * j) for j in range(3)]
    code = np.linalg.qr(normal(63, 21))[0].T  # 63 -> 21

    a = "model.layers.0.self_attn."
    theta = frequencies()[:6]
    for n in ("q", "k", "v"):
        p[f"{a}{n}_proj.weight"] *= .2
    for n in ("q_norm", "k_norm"):
        p[f"{a}{n}.weight"][:] = 2
    q, k, v, o = (p[f"{a}{n}_proj.weight"] for n in "qkvo")
    k[:6, 0] += 1
    for h in range(HEADS):
        q[64 * h + np.arange(6), 0] += np.cos((h + 1) * theta)
        q[64 * h + HALF + np.arange(6), 0] -= np.sin((h + 1) * theta)
    v[np.arange(63), np.arange(1, 64)] += 1
    o *= .25
    for j in range(3):
        o[before[j], 64 * j:64 * j + 63] += .15 * code

    a = "model.layers.1.self_attn."
    slow = np.r_[16:32, 48:64]  # the dimensions that rotation hardly moves
    mix = [w * np.linalg.qr(normal(32, 21))[0] for w in (1., .85, .7)]
    for n in ("q_norm", "k_norm"):
        p[f"{a}{n}.weight"][:] = 2
    q, k, v, o = (p[f"{a}{n}_proj.weight"] for n in "qkvo")
    k *= .2
    v *= .2
    q[:128] *= .2
    for j in range(3):
        k[slow, before[j]] += mix[j]
        for h in range(2):
            if j:
                q[64 * h + slow, before[j - 1]] += mix[j]
            else:
                q[64 * h + slow, 1:64] += mix[0] @ code
    v[np.arange(63), np.arange(1, 64)] += 1
    for h in range(2):
        o[np.arange(1, 64), 64 * h + np.arange(63)] += .35
    return {name: jnp.asarray(x, jnp.float32) for name, x in p.items()}


def rms(x, w):
    return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + EPS) * w


def rotate(x, cos, sin):
    a, b = x[..., :HALF], x[..., HALF:]
    return jnp.concatenate([a * cos - b * sin, b * cos + a * sin], -1)


def attend(q, k, v):
    """q (B, H, T, 64), k and v (B, T, 64): causal attention in blocks of queries, so
    that half of the products is never computed; long ones are recomputed for the
    gradient instead of kept."""
    total = k.shape[1]

    def block(q, k, v, first):
        s = jnp.einsum("bhtd,bsd->bhts", q, k) * HEAD_DIM ** -.5
        seen = jnp.arange(q.shape[2])[:, None] + first >= jnp.arange(k.shape[1])
        return jnp.einsum("bhts,bsd->bhtd", jax.nn.softmax(jnp.where(seen, s, -1e9), -1), v)

    if total <= 256: return block(q, k, v, 0)
    size = 128 if total <= 1024 else 256
    if total > 1024: block = jax.checkpoint(block, static_argnums=3)
    return jnp.concatenate([block(q[:, :, i:i + size], k[:, :i + size], v[:, :i + size], i) for i in range(0, total, size)], 2)


def forward(p, ids, positions):
    """Token ids and their positions, both (B, T) -> logits."""
    h = p["model.embed_tokens.weight"][ids]
    B, T = ids.shape
    angle = positions[..., None] * jnp.asarray(frequencies(), jnp.float32)
    cos, sin = jnp.cos(angle)[:, None], jnp.sin(angle)[:, None]
    for i in range(LAYERS):
        g = lambda n: p[f"model.layers.{i}.{n}.weight"]
        x = rms(h, g("input_layernorm"))
        q = (x @ g("self_attn.q_proj").T).reshape(B, T, HEADS, HEAD_DIM).swapaxes(1, 2)
        k, v = x @ g("self_attn.k_proj").T, x @ g("self_attn.v_proj").T
        q = rotate(rms(q, g("self_attn.q_norm")), cos, sin)
        k = rotate(rms(k, g("self_attn.k_norm")), cos[:, 0], sin[:, 0])
        h = h + attend(q, k, v).swapaxes(1, 2).reshape(B, T, -1) @ g("self_attn.o_proj").T
        x = rms(h, g("post_attention_layernorm"))
        h = h + (jax.nn.silu(x @ g("mlp.gate_proj").T) * (x @ g("mlp.up_proj").T)) @ g("mlp.down_proj").T
    return rms(h, p["model.norm.weight"]) @ p["model.embed_tokens.weight"].T


def loss_fn(p, ids, positions, weights):
    logp = jax.nn.log_softmax(forward(p, ids[:, :-1], positions))
    nll = -jnp.take_along_axis(logp, ids[:, 1:, None], -1)[..., 0]
    return (nll * weights).sum() / jnp.maximum(weights.sum(), 1e-6)


def orthogonal(g):
    """Muon's Newton-Schulz iteration: the nearest (semi-)orthogonal matrix, roughly."""
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (jnp.linalg.norm(x) + 1e-7)
    for _ in range(5):
        s = x @ x.T
        x = 3.4445 * x + (-4.7750 * s + 2.0315 * s @ s) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def new_state(p):
    fresh = lambda f: {k: f(x) for k, x in p.items()}
    return {"m": fresh(jnp.zeros_like), "v": fresh(jnp.zeros_like), "mean": fresh(jnp.copy)}


def train_step(p, state, t, rate, ids, positions, weights):
    """One step: Muon for the matrices, Adam for the embedding and the norms."""
    loss, g = jax.value_and_grad(loss_fn)(p, ids, positions, weights)
    scale = jnp.minimum(1., 1. / jnp.sqrt(sum((x * x).sum() for x in g.values())))
    new_p, m, v = {}, {}, {}
    for k, x in p.items():
        gk = g[k] * scale
        if x.ndim == 2 and "embed" not in k:
            m[k], v[k] = .95 * state["m"][k] + gk, state["v"][k]
            update = orthogonal(gk + .95 * m[k]) * max(1, x.shape[0] / x.shape[1]) ** .5
            new_p[k] = x * (1 - .02 * rate) - rate * update
        else:
            m[k] = .9 * state["m"][k] + .1 * gk
            v[k] = .98 * state["v"][k] + .02 * gk * gk
            update = m[k] / (1 - .9 ** t) / (jnp.sqrt(v[k] / (1 - .98 ** t)) + 1e-8)
            new_p[k] = x - rate * (.15 if x.ndim == 2 else .3) * update
    keep = jnp.minimum(.99, t / (t + 20))
    mean = {k: keep * state["mean"][k] + (1 - keep) * new_p[k] for k in p}
    return new_p, {"m": m, "v": v, "mean": mean}, loss


train_step = jax.jit(train_step, donate_argnums=(0, 1))
hits = jax.jit(lambda p, ids, positions: forward(p, ids[:, :-1], positions).argmax(-1) == ids[:, 1:])
