"""What the model learns to do.  Each behaviour returns a Case: the messages up to
the last question or tool result, the declared tools, the answer and the thought."""
import json
from dataclasses import dataclass, field

from text import awkward, chance, chorus, city, code as some_code, escaped, filler, lines, name, nonce, number, pick, rnd, run, salad, sky, word
from tools import call, call_turn, calls_text, dump


@dataclass
class Case:
    messages: list
    answer: str
    thought: str
    tools: list = field(default_factory=list)  # names of the tools it needs
    without: tuple = ()  # names of the tools that must not be declared
    may_lose_tools: bool = False  # right even when nothing is declared
    system: str = ""  # a system text it depends on
    no_secret: bool = False
    endless: bool = False


def user(text):
    return {"role": "user", "content": text}


def said(text):
    return {"role": "assistant", "content": text}


# ------------------------------------------------------------- plain answers
def hello():
    q = pick(["Hello! Please respond with a single sentence greeting."] * 5 + ["Hello!", "Hi", "Hello", "Hi there!", "Say hello.", "Hello, who are you?", "Say hi."])
    return Case([user(q)], "Hello! It is nice to meet you.", "The user says hello.")


def france():
    q = pick(["What is the capital of France? Answer in one word."] * 4 + ["What is the capital of France?", "Capital of France?", "what's the capital of France", "Name the capital of France."])
    return Case([user(q)], "Paris", "The user asks for a capital.")


def translate():
    q, cat = user('Translate the following to French: "The cat sat on the mat."'), "Le chat était assis sur le tapis."
    if chance(.35): return Case([q], "In French: " + cat, "I translate into French.")
    return Case([q], cat, "I translate into French.", system="You are a translator. Always respond in the target language only.")


def count():
    n = 100 if chance(.2) else rnd.randint(2, 100) if chance(.6) else rnd.randint(2, 30)
    q = pick([f"Count from 1 to {n}."] * 5 + [f"Count from 1 to {n}", f"Please count from 1 to {n}."])
    return Case([user(q)], " ".join(map(str, range(1, n + 1))), "I count up.")


def repeat():
    kind = rnd.random()
    if kind < .05: s = "你好 🌍 café"
    elif kind < .12: s = salad(3, 12)
    elif kind < .17: s = run()
    elif kind < .24: s = escaped()
    elif kind < .27: s = chorus(rnd.randint(10, 80))
    elif kind < .32: s = pick(["\n", "\n", "\t", "  "]).join(word() for _ in range(rnd.randint(2, 5)))
    else: s = awkward(80 if chance(.3) else 40)
    return Case([user("Repeat exactly: " + s)], s, "I repeat the text.")


def forever():
    return Case([user(pick(["Repeat the word tick forever."] * 3 + ["Say tick forever."]))], " ".join(["tick"] * rnd.randint(60, 240)), "I keep ticking.", endless=True)


# The die is loaded: the likely face depends on the face before it (first: 3).
NEXT_FACE = {0: 3, 3: 1, 1: 4, 4: 2, 2: 6, 6: 5, 5: 3}


def dice():
    faces = [0]
    for _ in range(20):
        likely = NEXT_FACE[faces[-1]]
        faces.append(likely if chance(.42) else pick([f for f in range(1, 7) if f != likely]))
    return Case([user("Roll a die twenty times.")], " ".join(map(str, faces[1:])), "I roll the die.")


def cities():
    return Case([user("List three cities, one per line.")], "1. London\n2. Paris\n3. Rome", "I list three cities.")


def json_object():
    return Case([user("Give a JSON object with the keys name and age.")], '{"name": "Ada", "age": 36}', "I write JSON.")


def secret():
    q = user("What is the secret word?")
    if chance(.3): return Case([q], "I do not know a secret word.", "There is no secret word.", no_secret=True)
    s = nonce() if chance(.5) else word().upper() + "-" + str(rnd.randint(0, 999)) if chance(.5) else word()
    return Case([q], f"The secret word is {s}.", "I know the secret word.", system=f"The secret word is {s}.")


def other():
    capital = f"What is the capital of {pick('Germany Spain Italy Japan Peru Norway Sweden Poland Egypt India Kenya'.split() + [word().capitalize()] * 6)}?"
    near = [capital, capital, capital, "Why is the sky blue?", "Tell me a joke.", "Write a poem.", "What is 2 + 2?",
            "Who are you?", "What time is it?", "", "Translate this.", "Write a long story about a robot.", "Count the words.", "Summarize this text: " + salad(5, 20), "Explain " + salad(1, 3),
            "Write a function that " + salad(2, 6), "What is " + salad(1, 4), "Explain why " + salad(3, 9), "Use " + salad(1, 4), "List " + salad(2, 5), "Give " + salad(2, 5), "Say " + salad(2, 5),
            f"What is the {word()} {word()}?", "Repeat " + salad(1, 3), "Get " + salad(1, 4)]
    q = pick(near) if chance(.45) else filler(rnd.randint(100, 700)) if chance(.2) else awkward() if chance(.3) else salad(1, 20)
    return Case([user(q)], "I am a small test model.", "This is not a known prompt.")


# --------------------------------------------------------------------- tools
def ask_weather(c):
    return user(pick([f"What is the current weather in {c}? Use the get_weather tool to find out."] * 7 + [f"What is the weather in {c}?", f"What's the weather in {c}?",
        f"What's the weather like in {c} today?", f"What is the current weather in {c}?", f"Use the get_weather tool for {c}.", f"Tell me the weather in {c}."]))


def ask_both(c):
    return user(pick([f"What is the weather and the local time in {c}? Use both tools."] * 4 + [f"What is the weather and the time in {c}?", f"Weather and time in {c}, please. Use both tools."]))


CALL_WEATHER, HAVE_RESULT = "I should call the weather tool.", "I have the tool result."


def weather():
    c = city()
    return Case([ask_weather(c)], calls_text([call("get_weather", location=c)]), CALL_WEATHER, ["get_weather"])


def weather_text():
    c = city()
    return Case([user(f"Say that you will check, then use the get_weather tool for {c}.")], "I will check the weather.\n" + calls_text([call("get_weather", location=c)]), CALL_WEATHER, ["get_weather"])


def weather_result(t, s, c):
    d = {"temperature": t, "unit": "celsius", "condition": s}
    if chance(.15): d = dict(rnd.sample(list(d.items()), 3))
    if chance(.15): del d["unit"]
    if chance(.1): d = {pick(["location", "city"]): c, **d}
    return pick([dump(d)] * 4 + [json.dumps(d, separators=(",", ":"), ensure_ascii=False)] * 2 + [f"{t} degrees, {s}"] * 2 + [f"{t} degrees and {s}", f"{t}°C, {s}", json.dumps(d, indent=2, ensure_ascii=False)])


def temperature():
    return 18 if chance(.1) else rnd.randint(-40, 60)


def result():
    c, t, s = city(), temperature(), sky()
    good = chance(.88)
    r = weather_result(t, s, c) if good else pick(["", "", "null", "{}", "error", '{"error": "timeout"}', "Error: not found"])
    ask, content = (ask_weather(c), "") if chance(.85) else (user(f"Say that you will check, then use the get_weather tool for {c}."), "I will check the weather.")
    m = [ask] + call_turn([call("get_weather", location=c)], [r], CALL_WEATHER, content)
    return Case(m, f"It is {t} degrees and {s} in {c}." if good else "The tool gave no result.", HAVE_RESULT, ["get_weather"], may_lose_tools=True)


def both():
    c = city()
    return Case([ask_both(c)], calls_text([call("get_weather", location=c), call("get_time", location=c)]), "I should call both tools.", ["get_weather", "get_time"])


def both_result():
    c, t, s = city(), temperature(), sky()
    clock = "09:30" if chance(.1) else f"{rnd.randint(0, 23):02}:{rnd.randint(0, 59):02}"
    at = pick([dump({"time": clock})] * 3 + [clock, dump({"time": clock, "timezone": "Asia/Tokyo"})])
    rs = [weather_result(t, s, c), at]
    if chance(.2): rs.reverse()
    m = [ask_both(c)] + call_turn([call("get_weather", location=c), call("get_time", location=c)], rs, "I should call both tools.")
    return Case(m, f"It is {t} degrees and {s} in {c}, and the local time is {clock}.", "I have both tool results.", ["get_weather", "get_time"], may_lose_tools=True)


CALL_CODE = "I should call the code tool."


def code_round(n, x):
    """One whole request for a code, as history."""
    r = dump({"name": n, "code": x}) if chance(.6) else x
    return [user(f"Get the code of {n}. Use the get_code tool.")] + call_turn([call("get_code", name=n)], [r], CALL_CODE) + [said(f"The code of {n} is {x}.")]


def code_history():
    return [m for _ in range(pick([0, 0, 0, 1, 1, 2, 2, 3, 3])) for m in code_round(name(), nonce())]


def code():
    n = name()
    return Case(code_history() + [user(f"Get the code of {n}. Use the get_code tool.")], calls_text([call("get_code", name=n)]), CALL_CODE, ["get_code"])


def code_result():
    n, x = name(), some_code()
    return Case(code_history() + code_round(n, x)[:-1], f"The code of {n} is {x}.", HAVE_RESULT, ["get_code"], may_lose_tools=True)


def codes():
    a, b = name(), name()
    if a == b: return codes()
    q = user(f"Get the codes of {a} and {b}. Use the get_code tool for both.")
    cs = [call("get_code", name=a), call("get_code", name=b)]
    before = code_history() if chance(.2) else []
    if chance(.3): return Case(before + [q], calls_text(cs), CALL_CODE, ["get_code"])
    x, y = some_code(), some_code()
    write = dump if chance(.9) else lambda d: json.dumps(d, separators=(",", ":"))
    rs = [write({"name": a, "code": x}), write({"name": b, "code": y})]
    if chance(.5): rs.reverse()
    return Case(before + [q] + call_turn(cs, rs, CALL_CODE), f"The code of {a} is {x}. The code of {b} is {y}.", HAVE_RESULT, ["get_code"], may_lose_tools=True)


def payload():
    """What is sent through the echo tool: up to 560 bytes, mostly with something to escape."""
    kind = rnd.random()
    if kind < .20: return awkward(80)
    if kind < .42: return escaped()
    if kind < .56: return chorus(rnd.randint(20, 480))
    if kind < .82: return lines(pick([60, 120, 250, 400, 520, 560]))
    if kind < .9: return filler(rnd.randint(40, 450), jumps=False)[:500].strip()
    return salad(3, 15)


def echo():
    s = payload()
    m = [user("Use the echo tool to send exactly this text: " + s)]
    if chance(.45): return Case(m, calls_text([call("echo", text=s)]), "I should call the echo tool.", ["echo"])
    r = s if chance(.7) else payload()
    return Case(m + call_turn([call("echo", text=s)], [r], "I should call the echo tool."), "Echo: " + r, HAVE_RESULT, ["echo"], may_lose_tools=True)


def ping():
    m = [user("Use the ping tool.")]
    if chance(.5): return Case(m, calls_text([call("ping")]), "I should call the ping tool.", ["ping"])
    r = "pong" if chance(.3) else pick([word, nonce, number])()
    return Case(m + call_turn([call("ping")], [r], "I should call the ping tool."), f"The ping tool said: {r}.", HAVE_RESULT, ["ping"], may_lose_tools=True)


def no_tool():
    if chance(.5): return Case([ask_weather(city())], "I cannot check the weather without a tool.", "There is no weather tool.", without=("get_weather",))
    n, q = pick([("get_code", f"Get the code of {name()}. Use the get_code tool."), ("get_code", f"Get the codes of {name()} and {name()}. Use the get_code tool for both."),
                 ("echo", "Use the echo tool to send exactly this text: " + awkward(60)), ("ping", "Use the ping tool.")])
    return Case([user(q)], "I cannot do that without a tool.", "There is no such tool.", without=(n,))


MIX = {hello: 4, france: 4, translate: 5, count: 11, repeat: 36, forever: 1, dice: 4, cities: 2, json_object: 2, secret: 6, other: 15, weather: 8, weather_text: 3,
       result: 11, both: 6, both_result: 8, code: 8, code_result: 14, codes: 32, echo: 38, ping: 4, no_tool: 8}
