"""Writes the golden model as GGUF, for llama.cpp.  Usage: to_gguf.py MODEL_DIR OUT.gguf [f16|f32]"""
import json
import sys
from pathlib import Path

import gguf
import numpy as np
from safetensors.numpy import load_file


def add_settings(w, config, half):
    w.add_name("qwen3-golden")
    w.add_type(gguf.GGUFType.MODEL)
    w.add_context_length(config["max_position_embeddings"])
    w.add_embedding_length(config["hidden_size"])
    w.add_block_count(config["num_hidden_layers"])
    w.add_feed_forward_length(config["intermediate_size"])
    w.add_head_count(config["num_attention_heads"])
    w.add_head_count_kv(config["num_key_value_heads"])
    w.add_key_length(config["head_dim"])
    w.add_value_length(config["head_dim"])
    w.add_rope_freq_base(config["rope_theta"])
    w.add_layer_norm_rms_eps(config["rms_norm_eps"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_F16 if half else gguf.LlamaFileType.ALL_F32)


def add_tokenizer(w, config, tokenizer, template):
    ids = dict(tokenizer["model"]["vocab"])
    types = {t: gguf.TokenType.NORMAL for t in ids}
    for t in tokenizer["added_tokens"]:
        ids[t["content"]] = t["id"]
        types[t["content"]] = gguf.TokenType.CONTROL if t["special"] else gguf.TokenType.USER_DEFINED
    tokens = sorted(ids, key=ids.get)
    assert [ids[t] for t in tokens] == list(range(config["vocab_size"]))
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("qwen2")
    w.add_token_list(tokens)
    w.add_token_types([types[t] for t in tokens])
    w.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in tokenizer["model"]["merges"]])
    w.add_eos_token_id(config["eos_token_id"])
    w.add_pad_token_id(config["bos_token_id"])
    w.add_bos_token_id(config["bos_token_id"])
    w.add_add_bos_token(False)
    w.add_chat_template(template)


def main():
    src, out, half = Path(sys.argv[1]), sys.argv[2], sys.argv[3:] != ["f32"]
    read = lambda name: json.loads((src / name).read_text())
    config = read("config.json")
    w = gguf.GGUFWriter(out, "qwen3")
    add_settings(w, config, half)
    add_tokenizer(w, config, read("tokenizer.json"), (src / "chat_template.jinja").read_text())
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN3, config["num_hidden_layers"])
    for name, x in load_file(src / "model.safetensors").items():
        w.add_tensor(names.get_name(name, try_suffixes=(".weight",)), x.astype(np.float16 if half and x.ndim > 1 else np.float32))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    main()
