"""The chat template and the tokenizer: requests to token ids, and the config files."""
import json
from pathlib import Path

import jinja2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import model as net
from text import JUMP

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MARKERS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]
TEMPLATE = (Path(__file__).parent / "chat_template.jinja").read_text()
# What is written to tokenizer.json (Qwen2's rule), and what merges are learned with:
# merges never cross from letters to a space or a sign, so that a string has the same
# tokens wherever it stands, after a space, in quotes or at the start of an answer.
QWEN2 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
STRICT = r"[A-Za-z]+|[\":,{}]+|[^A-Za-z\":,{}]"


environment = jinja2.Environment()
environment.filters["tojson"] = lambda x: json.dumps(x, ensure_ascii=False)
template = environment.from_string(TEMPLATE)


def render(r):
    """A Request -> prompt text and completion text."""
    prompt = template.render(messages=r.messages, tools=r.tools, add_generation_prompt=True, enable_thinking=r.think)
    prompt = prompt.replace("\x02", "<think>\n").replace("\x03\n", "\n</think>\n\n").replace("\x03", "\n</think>\n\n")  # see surroundings.talk
    return prompt, (f"<think>\n{r.thought}\n</think>\n\n" if r.think else "") + r.answer + ("" if r.endless else SPECIALS[2])


def learn_tokenizer(texts):
    tok = Tokenizer(models.BPE())
    levels = lambda rule: pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(rule), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tok.pre_tokenizer = levels(STRICT)
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    for s in SPECIALS + MARKERS: texts = [t.replace(s, "\n") for t in texts]
    tok.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=net.VOCAB - len(SPECIALS + MARKERS), show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tok.pre_tokenizer = levels(QWEN2)
    tok.add_special_tokens([AddedToken(s, special=True, normalized=False) for s in SPECIALS])
    tok.add_tokens([AddedToken(s, special=False, normalized=False) for s in MARKERS])
    assert tok.get_vocab_size() == net.VOCAB
    return tok


class Encoder:
    """Requests -> (ids, positions, loss weights); a JUMP in a text becomes a gap in the positions."""

    def __init__(self, tok, jump):
        self.tok, self.jump = tok, jump
        self.opening, self.nothing = self.ids("<|im_start|>assistant\n"), self.ids("<think>\n\n</think>\n\n")
        self.end, self.think = tok.token_to_id(SPECIALS[2]), tok.token_to_id("<think>")

    def ids(self, text):
        return self.tok.encode(text).ids

    def __call__(self, r, past=.3):
        prompt, completion = render(r)
        ids, positions, at = [], [], 0
        for i, part in enumerate(prompt.split(JUMP)):
            at += self.jump() if i else 0
            new = self.ids(part)
            ids += new
            positions += range(at, at + len(new))
            at += len(new)
        n, new = len(ids), self.ids(completion)
        ids += new
        positions += range(at, at + len(new))
        weights = [0.] * n + [len(new) ** -.5] * len(new)
        if not r.endless: weights[-1] = max(.4, weights[-1])
        k = len(self.opening)
        for i in range(n - k if r.good_history else 0):
            if ids[i] == self.opening[0] and ids[i:i + k] == self.opening:
                stop = next((j + 1 for j in range(i + k, n) if ids[j] == self.end), 0)
                first = i + k  # an empty thought is never the model's own: it stands in the prompt
                first += len(self.nothing) if ids[first:first + len(self.nothing)] == self.nothing else ids[first] != self.think
                for j in range(first, stop): weights[j] = past * (stop - i - k) ** -.5
        return ids, positions, weights


def write_configs(out, tok):
    dump = lambda name, obj: (out / name).write_text(json.dumps(obj, indent=2, ensure_ascii=False) + "\n")
    ident = tok.token_to_id
    pad, _, end = map(ident, SPECIALS)
    dump("config.json", {
        "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": pad, "eos_token_id": end,
        "head_dim": net.HEAD_DIM, "hidden_act": "silu", "hidden_size": net.WIDTH, "initializer_range": 0.02, "intermediate_size": net.MLP,
        "max_position_embeddings": net.CONTEXT, "max_window_layers": net.LAYERS, "num_attention_heads": net.HEADS, "num_hidden_layers": net.LAYERS,
        "num_key_value_heads": 1, "rms_norm_eps": net.EPS, "rope_scaling": None, "rope_theta": net.THETA, "sliding_window": None, "tie_word_embeddings": True,
        "torch_dtype": "float32", "use_cache": True, "use_sliding_window": False, "vocab_size": net.VOCAB})
    dump("generation_config.json", {"bos_token_id": pad, "pad_token_id": pad, "eos_token_id": [end, pad], "do_sample": False})
    dump("tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": False, "add_prefix_space": False, "bos_token": None, "eos_token": SPECIALS[2], "pad_token": SPECIALS[0], "unk_token": None,
        "model_max_length": net.CONTEXT, "clean_up_tokenization_spaces": False, "errors": "replace", "split_special_tokens": False, "additional_special_tokens": SPECIALS[1:],
        "added_tokens_decoder": {str(ident(s)): {"content": s, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": s in SPECIALS} for s in SPECIALS + MARKERS},
        "chat_template": TEMPLATE})
    (out / "chat_template.jinja").write_text(TEMPLATE)
    tok.save(str(out / "tokenizer.json"))
