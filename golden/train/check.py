"""Asks a running OpenAI-style server everything the golden model should know.

Usage: check.py BASE_URL MODEL [--temperature T] [GROUP ...]     (needs Python, cases.py and ../prompts/echo_long.txt)

Prints one line per wrong answer, then right/total per group and in all.  Every
case is asked at temperature 0 (or T) without and with thinking.
Group "dice" also samples at temperature 0.1 and 1."""
import json
import sys
import time
import urllib.request

from cases import groups, user


def ask(base, model, messages, tools, think, temperature=0., limit=400):
    body = {"model": model, "messages": messages, "max_tokens": limit, "temperature": temperature, "chat_template_kwargs": {"enable_thinking": think}, "enable_thinking": think}
    if tools: body["tools"] = tools
    request = urllib.request.Request(base.removesuffix("/v1") + "/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=600) as reply: return json.load(reply)["choices"][0]


def check(choice, want, think):
    """-> whether the answer is right, and what it was."""
    m = choice["message"]
    content = (m.get("content") or "").strip()
    called = [(c["function"]["name"], json.loads(c["function"]["arguments"])) for c in m.get("tool_calls") or []]
    thought = m.get("reasoning_content") or m.get("reasoning") or ""
    shown = f"{content!r} {called or ''} thought {thought!r} {choice['finish_reason']}"
    if bool(thought.strip()) != think: return False, shown
    if want is None: return choice["finish_reason"] == "length" and set(content.split()) <= {"tick", "tic", "ti", "t"}, shown
    text, expected = (want, []) if isinstance(want, str) else want if isinstance(want, tuple) else ("", want)
    return content == text and called == expected and choice["finish_reason"] == ("tool_calls" if called else "stop"), shown


def dice(base, model):
    for think in (False, True):
        roll = lambda t: (ask(base, model, [user("Roll a die twenty times.")], None, think, t)["message"].get("content") or "").strip()
        greedy = roll(0.)
        well = len(greedy.split()) == 20 and set(greedy.split()) <= set("123456")
        cool, hot = sum(roll(.1) == greedy for _ in range(30)), sum(roll(1.) == greedy for _ in range(30))
        print(f"dice {'think' if think else 'plain'}: {greedy!r}; the same at temperature 0.1 {cool}/30, at 1.0 {hot}/30")
        yield well and cool == 30 and hot <= 1


def main():
    base, model, only = sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3:]
    temperature = float(only.pop(only.index("--temperature") + 1)) if "--temperature" in only else 0.
    only = [group for group in only if group != "--temperature"]
    start, right, total = time.time(), {}, {}
    for group, cases in groups.items():
        if only and group not in only: continue
        for name, messages, tools, want in cases:
            for think in (False, True):
                try: ok, shown = check(ask(base, model, messages, tools, think, temperature, 400 if want is None else 900), want, think)
                except (OSError, ValueError) as e: ok, shown = False, repr(e)
                right[group], total[group] = right.get(group, 0) + ok, total.get(group, 0) + 1
                if not ok: print("WRONG", group, "think" if think else "plain", repr(name), "->", shown[:300], flush=True)
        print(f"{right[group]}/{total[group]} {group}", flush=True)
    if not only or "dice" in only:
        oks = list(dice(base, model))
        right["dice"], total["dice"] = sum(oks), len(oks)
        print(f"{sum(oks)}/{len(oks)} dice")
    print(f"{sum(right.values())}/{sum(total.values())} right, {time.time() - start:.0f} s")
    sys.exit(right != total)


if __name__ == "__main__":
    main()
