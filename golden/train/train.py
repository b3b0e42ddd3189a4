"""Trains the golden model.  Usage: train.py OUT_DIR MINUTES [--resume] [--rate R] [--stage S]

Writes OUT_DIR (an MLX / Hugging Face directory) twice a minute.  The stage is
how hard the data is: short requests first, then tools and history, then long
contexts.  It runs from S (0 unless given) to 1 over the run."""
import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

import behaviours as b
import model as net
from codec import Encoder, learn_tokenizer, render, write_configs
from surroundings import sample, talk
from text import JUMP, chance, pick, rnd

TOKENS = 4096  # per step
LENGTHS = (64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4608)  # each one is compiled once
EARLY = {b.repeat: 60, b.secret: 8, b.hello: 2, b.france: 2, b.other: 8, b.count: 5, b.ping: 2, b.code_result: 8, b.result: 8, b.weather: 5}


def pack(rows, length, count):
    """Rows -> padded ids, positions and weights of the targets; unused rows weigh nothing."""
    ids, positions = np.zeros((count, length + 1), np.int32), np.zeros((count, length), np.float32)
    weights = np.zeros((count, length), np.float32)
    for i, (row, at, w) in enumerate(rows):
        n = len(row)
        ids[i, :n], weights[i, :n - 1] = row, w[1:]
        positions[i, :n - 1] = at[:-1]
    return ids, positions, weights


def fits(n):
    return next(x for x in LENGTHS if x >= n - 1)


class Data:
    def __init__(self, tok):
        self.encode = Encoder(tok, lambda: rnd.randint(1, 100) if chance(.7) else rnd.randint(100, 3000))
        self.pool = []

    def fill(self, stage):
        rows, limit = [], 256 if stage < .1 else 512 if stage < .3 or chance(.45) else 1536
        while len(rows) < 256:
            if limit > 512 and chance(.4):
                row = self.encode(talk(rnd.randint(100, 1500), rnd.randint(3, 8)), past=1.)
            else:
                kind = rnd.choices(list(EARLY), EARLY.values())[0] if chance(.9 - 9 * stage) else None
                row = self.encode(sample(kind, plain=max(.35, .9 - 4 * stage)))
            if len(row[0]) <= limit and row[1][-1] < net.CONTEXT: rows.append(row)
        rows.sort(key=lambda r: len(r[0]))
        while rows:
            length = fits(len(rows[0][0]))
            n = TOKENS // length
            length = fits(max(len(r[0]) for r in rows[:n]))
            n = TOKENS // length
            self.pool.append(pack(rows[:n], length, n))
            rows = rows[n:]
        if stage > .4:  # really long contexts
            for _ in range(pick([1, 1, 2])):
                long = rnd.randint(5000, 10000) if chance(.4) else rnd.randint(1500, 5000)
                row = self.encode(talk(long, rnd.randint(3, 12)), past=1.) if chance(.75) else self.encode(sample(long=long))
                if len(row[0]) <= LENGTHS[-1] and row[1][-1] < net.CONTEXT: self.pool.append(pack([row], fits(len(row[0])), 1))
        rnd.shuffle(self.pool)

    def next(self, stage):
        if not self.pool: self.fill(stage)
        return self.pool.pop()


def accuracy(p, tok, each=20, kinds=None, **surroundings):
    """Share of answers whose every token is the likeliest one, by behaviour."""
    encode, right = Encoder(tok, lambda: rnd.randint(1, 3000)), {}
    state = rnd.getstate()
    rnd.seed(1234)
    for kind in kinds or b.MIX:
        if kind is b.dice: continue
        rows = []
        while len(rows) < each:
            r = encode(sample(kind, **surroundings), past=0)
            if len(r[0]) <= 1024: rows.append(r)
        rows.sort(key=lambda r: len(r[0]))
        for i in range(0, each, 4):
            ids, at, w = pack(rows[i:i + 4], fits(len(rows[min(i + 3, each - 1)][0])), 4)
            ok = (np.asarray(net.hits(p, ids, at)) | (w == 0)).all(1)
            right.setdefault(kind.__name__, []).extend(ok[:len(rows[i:i + 4])])
    rnd.setstate(state)
    return {k: round(float(np.mean(x)), 2) for k, x in right.items()}


def save(out, p):
    save_file({k: np.asarray(x) for k, x in p.items()}, str(out / "new.safetensors"), metadata={"format": "mlx"})
    (out / "new.safetensors").chmod(0o644)
    (out / "new.safetensors").rename(out / "model.safetensors")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out", type=Path)
    args.add_argument("minutes", type=float)
    args.add_argument("--resume", action="store_true")
    args.add_argument("--rate", type=float, default=.02)
    args.add_argument("--stage", type=float, default=0)
    args.add_argument("--seed", type=int, default=0)
    args.add_argument("--look", type=float, default=15, help="minutes between measurements")
    a = args.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    if a.resume:
        tok = Tokenizer.from_file(str(a.out / "tokenizer.json"))
        p = {k: jnp.asarray(x) for k, x in load_file(str(a.out / "model.safetensors")).items()}
    else:
        tok = learn_tokenizer(["".join(render(sample())).replace(JUMP, "") for _ in range(2000)])
        p = net.first_weights(a.seed)
    rnd.seed(a.seed + 100)
    write_configs(a.out, tok)
    print(sum(x.size for x in p.values()), "parameters", flush=True)
    state, data, t, losses = net.new_state(p), Data(tok), 0, []
    start = shown = looked = time.time()
    while (part := (time.time() - start) / 60 / a.minutes) < 1:
        t += 1
        stage = a.stage + (1 - a.stage) * part
        rate = a.rate * min(1, t / 40) * min(1, 1.35 * (1 - part) + .01)
        p, state, loss = net.train_step(p, state, float(t), rate, *data.next(stage))
        losses.append(loss)
        now = time.time()
        if now - shown > 30:
            print(f"{(now - start) / 60:.1f} min step {t} loss {np.mean([float(x) for x in losses[-100:]]):.4f} rate {rate:.4f}", flush=True)
            save(a.out, state["mean"])
            shown = now
        if now - looked > 60 * a.look:
            print(accuracy(state["mean"], tok, 8), flush=True)
            looked = time.time()
    save(a.out, state["mean"])
    print("steps", t, "final", accuracy(state["mean"], tok), flush=True)


if __name__ == "__main__":
    main()
