"""Tool declarations and tool calls, with everything varied that clients vary."""
import json

from text import chance, paragraph, pick, rnd, salad


def shuffled(d):
    items = list(d.items())
    rnd.shuffle(items)
    return dict(items)


def dump(x):
    return json.dumps(x, ensure_ascii=False)


def tool(name, properties, required, about):
    schema = {"type": "object", "properties": properties, "required": required}
    if not required and chance(.5): del schema["required"]
    if chance(.2): schema["additionalProperties"] = False
    f = {"name": name, "description": about, "parameters": shuffled(schema) if chance(.3) else schema}
    if chance(.15): f["strict"] = pick([True, False, None])
    if chance(.08): del f["description"]
    f = shuffled(f) if chance(.3) else f
    t = {"type": "function", "function": f}
    return shuffled(t) if chance(.1) else t


def prop(about=None, **extra):
    p = {"type": "string", **extra}
    if about and chance(.75): p["description"] = about
    return shuffled(p) if chance(.1) else p


def get_weather():
    props = {"location": prop(pick(["City name", "The city", "The city name, e.g. Tokyo", "The city and state, e.g. San Francisco, CA", "Place to look up, such as Berlin", salad(1, 6)]))}
    if chance(.5): props["unit"] = prop(pick([None, "Temperature unit", salad(1, 4)]), enum=pick([["celsius", "fahrenheit"], ["c", "f"]]))
    return tool("get_weather", props, ["location"], pick(["Get the current weather for a location", "Get the current weather in a given location", "Get weather", "Returns the weather of a city.", salad(2, 10)]))


def get_time():
    return tool("get_time", {"location": prop(pick(["City name", "The city", salad(1, 5)]))}, ["location"],
                pick(["Get the local time for a location", "Get the current time in a city", "Get the time", salad(2, 8)]))


def get_code():
    return tool("get_code", {"name": prop(pick(["The name", "Name to look up", "Whose code", salad(1, 5)]))}, ["name"],
                pick(["Get the code of a name", "Get the code for a name.", "Look up a code", salad(2, 8)]))


def echo():
    return tool("echo", {"text": prop(pick(["The text", "Text to send", salad(1, 5)]))}, ["text"],
                pick(["Send a text", "Send the text and get it back", "Echo a text back.", salad(2, 8)]))


def ping():
    return tool("ping", {}, [], pick(["Ping the server", "Check that the tool server answers", "Takes nothing, answers pong.", salad(2, 8)]))


def unrelated():
    verb = pick(["search", "send", "read", "find", "list", "write", "run", "delete", "open", "set"])
    name = verb + pick(["_", "_", ""]) + pick(["files", "web", "mail", "calc", "book", "user", "stock", "price", "shell", "note"])
    if chance(.2): name = name.title().replace("_", "")
    props = {}
    for p in rnd.sample(["query", "path", "id", "text", "url", "limit", "name", "command"], rnd.randint(1, 3)):
        kind = pick(["string"] * 4 + ["integer", "boolean", "array"])
        props[p] = {"type": kind, **({"items": {"type": "string"}} if kind == "array" else {}), **({"description": salad(1, 8)} if chance(.7) else {})}
    return tool(name, props, rnd.sample(list(props), rnd.randint(0, len(props))), salad(2, 10) if chance(.9) else paragraph())


KNOWN = {"get_weather": get_weather, "get_time": get_time, "get_code": get_code, "echo": echo, "ping": ping}


def declare(need, without=(), extra=None):
    """Declarations of the needed tools among unrelated ones (never those in `without`)."""
    extra = pick([0, 0, 0, 0, 1, 1, 2]) if extra is None else extra
    others = [f for n, f in KNOWN.items() if n not in need and n not in without]
    ts = [KNOWN[n]() for n in need] + [pick(others)() if others and chance(.5) else unrelated() for _ in range(extra)]
    seen = {}
    for t in ts: seen.setdefault(t["function"]["name"], t)
    ts = list(seen.values())
    return rnd.sample(ts, len(ts))


def call(name, /, **arguments):
    return {"name": name, "arguments": arguments}


def calls_text(calls):
    return "\n".join("<tool_call>\n" + dump(c) + "\n</tool_call>" for c in calls)


def plain_turn(calls, results, content):
    """A call and its results without any tool message: some servers write them so before the template sees them,
    in one turn or in one per call, and some leave the call in the text, too."""
    tags = ["\n<tool_call>" + json.dumps(c) + "</tool_call>" for c in calls]
    said = (content + "\n" if content else "") + calls_text(calls) if chance(.6) else content or pick(["", "\n\n"])
    turns = [said + "".join(tags)] if chance(.5) else tags + [said] * (said != "")
    ids = [pick(["call_", "call_", "toolu_", "chatcmpl-tool-"]) + "".join(pick("0123456789abcdef") for _ in range(pick([1, 8, 8, 12, 24]))) for _ in calls]
    told = [{"role": "user", "content": f"[Tool Result for {i}]\n{r}\n[End Tool Result]"} for i, r in zip(ids, results)]
    return [{"role": "assistant", "content": t, "odd": True} for t in turns] + told


def call_turn(calls, results, thought, content=""):
    """The assistant's call and the tools' results as messages; an odd turn is not how the model should write a call."""
    if chance(.14): return plain_turn(calls, results, content)
    as_text = pick([None, None, dump, lambda x: json.dumps(x, ensure_ascii=False, separators=(",", ":"))])
    cs = [{"name": c["name"], "arguments": as_text(c["arguments"]) if as_text else c["arguments"]} for c in calls]
    turn = {"role": "assistant", "content": content, "tool_calls": [{"type": "function", "function": c} for c in cs]}
    if chance(.14): turn.update(content=(content + "\n" if content else "") + calls_text(calls), odd=True)  # the call in the text, too
    if chance(.3): turn["reasoning_content"] = thought
    return [turn] + [{"role": "tool", "content": r} for r in results]
