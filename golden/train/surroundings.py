"""Requests: a behaviour with everything around it that clients send along: system
texts, earlier turns, unrelated tools, filler."""
import json
from dataclasses import dataclass

from behaviours import MIX, Case, cities, code_result, forever, france, hello, json_object, no_tool, other, repeat, result, said, secret, translate, user
from text import chance, filler, nonce, pick, rnd, salad, word
from tools import declare

HISTORY = [hello, france, other, repeat, cities, json_object, result, code_result]  # all end in words, not in a call
SYSTEMS = ["You are a helpful assistant."] * 3 + ["You are helpful.", "Be brief.", "You are a concise assistant. Answer in English.", "You are Claude.", "Use tools when needed.",
           "You are a coding agent.", "You are a helpful assistant with tools."]


@dataclass
class Request:
    messages: list
    tools: list
    think: bool
    answer: str
    thought: str
    endless: bool
    good_history: bool  # the assistant turns in the history are right, too


def system_text(case, long):
    fill = lambda: filler(long or rnd.randint(200, 1500))
    if case.system:
        if long or chance(.15) and case.system.startswith("The secret"): return filler(long or rnd.randint(100, 1500), case.system)
        r = rnd.random()
        return case.system if r < .5 else case.system + pick(["\n", " " + salad(1, 5)]) if r < .75 else pick(SYSTEMS) + pick([" ", "\n"]) + case.system
    if long: return fill()
    if chance(.4): return None
    return pick(SYSTEMS) if chance(.55) else salad(1, 15) if chance(.6) else fill()


def sample(kind=None, plain=.3, long=0):
    """A random request of one behaviour.  `plain`: share without any surroundings;
    `long`: about that many characters of filler in the system or the user text."""
    kind = kind or rnd.choices(list(MIX), MIX.values())[0]
    case = kind()
    bare = not long and chance(plain)
    before, need = [], list(case.tools)
    while not bare and chance(.2):
        h = pick(HISTORY)()
        if set(h.tools) & set(case.without): continue
        before += h.messages + [said(h.answer)]
        need += [t for t in h.tools if t not in need]
    in_system = long and chance(.7)
    system = (case.system or None) if bare else system_text(case, long if in_system else 0)
    if long and not in_system:
        first = case.messages[0]
        if chance(.5): before += [user(filler(long)), said("I am a small test model.")]
        else: case.messages[0] = user(filler(long) + "\n\n" + first["content"])
    messages = ([] if system is None else [{"role": "system", "content": system}]) + before + case.messages
    lost = need and (case.may_lose_tools or not case.tools) and chance(.4)  # also makes them short
    if need and not lost: tools = declare(need, case.without, 0 if bare else rnd.randint(2, 8) if long and chance(.2) else None)
    elif lost or bare or chance(.35 if case.without else .7): tools = None
    else: tools = declare([], case.without, pick([1, 1, 2])) or None
    odd = any(m.get("odd") or '":"' in str(m.get("tool_calls")) for m in messages)  # not how the model should write a call
    return Request(messages, tools, chance(.5), case.answer, case.thought, case.endless, not lost and not odd)


def arguments(c):
    a = c["function"]["arguments"]
    return json.loads(a) if isinstance(a, str) else a


# A whole conversation in which every answer is learned.  Earlier answers get a thinking
# block, too, which no client would send: only so does each begin as a real answer does.
# OPEN and CLOSE stand for the block's ends, so that the template leaves it alone.
OPEN, CLOSE = "\x02", "\x03"
TALK = {k: w for k, w in MIX.items() if k not in (translate, forever, no_tool, secret)}


def learnable(m, think):
    """A call as the model should write it; its thought would be another one, so it thinks nothing or starts unlearned."""
    if not m.get("tool_calls"): return m
    cs = [{"function": {"name": c["function"]["name"], "arguments": arguments(c)}} for c in m["tool_calls"]]
    return {"role": "assistant", "content": ("" if think else OPEN + CLOSE) + m["content"], "tool_calls": cs}


def talk(long, rounds):
    word_is = f"The secret word is {nonce() if chance(.6) else word()}." if chance(.5) else ""
    messages, need = [{"role": "system", "content": filler(long, word_is or None)}], []
    if chance(.15): messages = [user(filler(long)), said(OPEN + CLOSE + "I am a small test model.")] if not word_is else messages
    while True:
        think = chance(.5)
        block = lambda thought: OPEN + (thought if think else "") + CLOSE
        if chance(.12):
            case = Case([user("What is the secret word?")], word_is or "I do not know a secret word.", "I know the secret word." if word_is else "There is no secret word.")
        else:
            case = rnd.choices(list(TALK), TALK.values())[0]()
        if any(m.get("odd") for m in case.messages): continue
        need += [t for t in case.tools if t not in need]
        rounds -= 1
        if rounds < 1: break
        if "<tool_call>\n" in case.answer or len(case.answer) > 120 or len(case.messages) > 5: continue
        messages += [learnable(m, think) for m in case.messages]
        messages.append(said(block(case.thought) + case.answer))
    return Request(messages + [learnable(m, think) for m in case.messages], declare(need, (), pick([0, 1, 2])) or None, think, case.answer, case.thought, case.endless, True)
