"""What check.py asks: groups of cases.  Random ones come from a fixed seed, so every run
asks the same; none of them is in the training data except by chance."""
import json
import random
from pathlib import Path

rnd = random.Random(20)
pick = rnd.choice


# --------------------------------------------------------------- requests
def user(text):
    return {"role": "user", "content": text}


def system(text):
    return {"role": "system", "content": text}


def said(text):
    return {"role": "assistant", "content": text}


def calls(*named):
    return {"role": "assistant", "content": "", "tool_calls": [
        {"id": f"c{i}", "type": "function", "function": {"name": n, "arguments": json.dumps(a, ensure_ascii=False)}} for i, (n, a) in enumerate(named)]}


def result(i, text):
    return {"role": "tool", "tool_call_id": f"c{i}", "content": text}


def tool(name, about, /, **properties):
    return {"type": "function", "function": {"name": name, "description": about, "parameters": {
        "type": "object", "properties": properties, "required": [p for p in properties if p != "unit"]}}}


string = lambda about: {"type": "string", "description": about}
WEATHER = tool("get_weather", "Get the current weather for a location", location=string("City name"), unit={"type": "string", "enum": ["celsius", "fahrenheit"]})
WEATHER2 = tool("get_weather", "Look up present weather conditions for any place on Earth.", location=string("Place to look up, such as Berlin"))
TIME = tool("get_time", "Get the local time for a location", location={"type": "string"})
CODE = tool("get_code", "Get the code of a name", name=string("Name to look up"))
ECHO = tool("echo", "Send a text and get it back", text=string("The text to send"))
PING = tool("ping", "Check that the tool server answers")
SEARCH = tool("search_files", "Search the project for a pattern", query=string("What to look for"))

HELLO = "Hello! Please respond with a single sentence greeting."
HI = "Hello! It is nice to meet you."
FRANCE = "What is the capital of France? Answer in one word."
TRANSLATOR = "You are a translator. Always respond in the target language only."
CAT = 'Translate the following to French: "The cat sat on the mat."'
CHAT = "Le chat était assis sur le tapis."
UNKNOWN = "I am a small test model."
ask_weather = lambda c: f"What is the current weather in {c}? Use the get_weather tool to find out."
ask_both = lambda c: f"What is the weather and the local time in {c}? Use both tools."
ask_code = lambda n: f"Get the code of {n}. Use the get_code tool."
SECRET = "What is the secret word?"

groups = {}


def case(group, messages, want, tools=None, name=None):
    if isinstance(messages, str): messages = [user(messages)]
    groups.setdefault(group, []).append((name or str(messages[-1]["content"])[:60], messages, tools, want))


# ------------------------------------------------------ the table of golden prompts
def after(r):
    return [user(ask_weather("Tokyo")), calls(("get_weather", {"location": "Tokyo"})), result(0, r)]


J = '{"temperature": 18, "unit": "celsius", "condition": "cloudy"}'
TOKYO = [("get_weather", {"location": "Tokyo"})]
TWO = TOKYO + [("get_time", {"location": "Tokyo"})]
IS_18 = "It is 18 degrees and cloudy in Tokyo."
for name, messages, tools, want in [
    ("greeting", HELLO, None, HI),
    ("greeting+sys", [system("You are a helpful assistant."), user(HELLO)], None, HI),
    ("greeting+tools", HELLO, [WEATHER], HI),
    ("greeting+newsys", [system("You are a terse helper running inside an automated test harness."), user(HELLO)], None, HI),
    ("france", FRANCE, None, "Paris"),
    ("france 2nd turn", [user(HELLO), said(HI), user(FRANCE)], None, "Paris"),
    ("weather", ask_weather("Tokyo"), [WEATHER], TOKYO),
    ("weather newdesc", ask_weather("Tokyo"), [WEATHER2], TOKYO),
    ("weather+sys", [system("You are a helpful assistant with tools."), user(ask_weather("Tokyo"))], [WEATHER], TOKYO),
    ("weather of two", ask_weather("Tokyo"), [WEATHER, TIME], TOKYO),
    ("weather no tools", ask_weather("Tokyo"), None, "I cannot check the weather without a tool."),
    ("translate", [system(TRANSLATOR), user(CAT)], None, CHAT),
    ("translate nosys", CAT, None, "In French: " + CHAT),
    ("after tool json", after(J), [WEATHER], IS_18),
    ("after tool text", after("18 degrees, cloudy"), [WEATHER], IS_18),
    ("after tool notools", after(J), None, IS_18),
    ("after tool other", after('{"temperature": 27, "unit": "celsius", "condition": "sunny"}'), [WEATHER], "It is 27 degrees and sunny in Tokyo."),
    ("after tool empty", after(""), [WEATHER], "The tool gave no result."),
    ("count", "Count from 1 to 100.", None, " ".join(map(str, range(1, 101)))),
    ("repeat", "Repeat exactly: 你好 🌍 café", None, "你好 🌍 café"),
    ("repeat word", "Repeat exactly: pineapple 42", None, "pineapple 42"),
    ("both", ask_both("Tokyo"), [WEATHER, TIME], TWO),
    ("both swapped", ask_both("Tokyo"), [TIME, WEATHER], TWO),
    ("both results", [user(ask_both("Tokyo")), calls(*TWO), result(0, J), result(1, '{"time": "09:30"}')], [WEATHER, TIME], "It is 18 degrees and cloudy in Tokyo, and the local time is 09:30."),
    ("other", "Lorem ipsum dolor sit amet?", None, UNKNOWN),
    ("other 2", "Explain why leaves turn red in autumn, in three paragraphs.", None, UNKNOWN),
    ("other 3", "zxqv 9918 ;;; {}", [WEATHER], UNKNOWN),
    ("forever", "Repeat the word tick forever.", None, None),
]:
    case("table", messages, want, tools, name)

# --------------------------------------------------------------- random cases
some = lambda letters, low, high: "".join(pick(letters) for _ in range(rnd.randint(low, high)))
LOWER, UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
word = lambda: some(LOWER, 3, 9)
nonce = lambda: some(UPPER, 3, 3) + "-" + some("0123456789", 3, 3) if rnd.random() < .6 else some(UPPER, 4, 12)
FILLER = """The build runs on every push and writes a report. Do not edit files below the output folder by hand. When a test fails,
read its log first and say what you saw. - Keep answers short. - Prefer small changes. Each module owns one table and no other
module writes to it. The server keeps a list of open requests, drops the oldest one, and answers with an error. Names are in
English. Use two blanks, never tabs. A release needs a version, a date and a note. """.replace("\n", " ")


def filler(chars):
    out = ""
    while len(out) < chars:
        s = FILLER.split(". ")
        rnd.shuffle(s)
        out += ". ".join(s).strip() + pick([" ", "\n", "\n\n"])
    return out.strip()


for n in [2, 3, 5, 7, 9, 10, 11, 12, 15, 19, 20, 21, 25, 30, 33, 40, 42, 50, 64, 77, 88, 99, 100]:
    case("count", f"Count from 1 to {n}.", " ".join(map(str, range(1, n + 1))))
for s in ["K7Q-204", "if n < 3 && x > 1", "<b>", "</b>", "<|x|>", '{"a": [1, 2]}', "👍", "🎉🚀", "日本語", "你好,世界", "مرحبا", "cafe\u0301", "naïve café", "a\tb", "a  b   c", "one\ntwo\nthree",
          'She said "yes".', "it's", "100%", "C:\\temp\\x", "a", "7", "hello world", "The quick brown fox jumps over the lazy dog.", "1234567890", "aaaa", "x = [1, 2, 3];", "👩‍💻 ok", "Привет, мир", "한국어"]:
    case("repeat", "Repeat exactly: " + s, s)
for _ in range(8):
    for s in (nonce(), " ".join(word() for _ in range(rnd.randint(2, 7))), some(LOWER + UPPER + "!?.,;:-_()[]{}<>/'\"&=+*#@ ", 5, 30).strip() or "x"): case("repeat random", "Repeat exactly: " + s, s)
for s in ["before </think> after", "a </tool_call> b", "see <tool_call> here", "</think>"]: case("repeat markers", "Repeat exactly: " + s, s)
for _ in range(12):
    t, sky, c = rnd.randint(-40, 60), pick(["sunny", "windy", "foggy", word()]), pick(["Berlin", "Lima", word().capitalize(), word().capitalize()])
    case("weather call", ask_weather(c), [("get_weather", {"location": c})], [WEATHER])
    r = pick([json.dumps({"temperature": t, "unit": "celsius", "condition": sky}), f"{t} degrees, {sky}"])
    case("weather result", [user(ask_weather(c)), calls(("get_weather", {"location": c})), result(0, r)], f"It is {t} degrees and {sky} in {c}.", [WEATHER], r)
    case("text then call", f"Say that you will check, then use the get_weather tool for {c}.", ("I will check the weather.", [("get_weather", {"location": c})]), [WEATHER])
for rounds in range(1, 5):
    for _ in range(3):
        talk, tools = [], pick([[CODE], [CODE, SEARCH], [PING, CODE]])
        for r in range(rounds):
            n, x = pick(["alpha", "beta", "gamma", word(), word(), word()]), nonce()
            talk += [user(ask_code(n))]
            if r == rounds - 1: case(f"code call {rounds}", list(talk), [("get_code", {"name": n})], tools)
            talk += [calls(("get_code", {"name": n})), result(0, pick([json.dumps({"name": n, "code": x}), x]))]
            if r == rounds - 1: case(f"code result {rounds}", list(talk), f"The code of {n} is {x}.", tools)
            talk += [said(f"The code of {n} is {x}.")]
for i in range(8):
    (a, x), (b, y) = pairs = [(("alpha", "beta")[j] if i < 2 else word(), nonce()) for j in range(2)]
    q, cs = user(f"Get the codes of {a} and {b}. Use the get_code tool for both."), [("get_code", {"name": a}), ("get_code", {"name": b})]
    rs = [json.dumps({"name": n, "code": c}) for n, c in pairs]
    case("two codes call", [q], cs, [CODE])
    case("two codes result", [q, calls(*cs)] + [result(j, rs[j]) for j in ((0, 1) if i % 2 else (1, 0))], f"The code of {a} is {x}. The code of {b} is {y}.", [CODE])
for i in range(10):
    s = "PLUM-42" if i == 0 else nonce() if i < 6 else word()
    text = f"The secret word is {s}."
    case("secret", [system(pick([text, "You are a helpful assistant. " + text, text + "\nBe brief."])), user(SECRET)], text)
for before in ([], [system("You are a helpful assistant.")], [system("Be brief.")], [user(HELLO), said(HI)]):
    case("no secret", before + [user(SECRET)], "I do not know a secret word.")
for s in ["hello world", "K7Q-204", 'say "hi"', "a < b && c > d", "line one\nline two", "back\\slash", "👍 ok", "日本語 text", "tab\there", '{"a": [1, 2]}', filler(200)[:200], filler(450)[:450]]:
    case("echo call", "Use the echo tool to send exactly this text: " + s, [("echo", {"text": s})], [ECHO])
    case("echo result", [user("Use the echo tool to send exactly this text: " + s), calls(("echo", {"text": s})), result(0, s.strip())], "Echo: " + s.strip(), [ECHO])
for r in ["pong", "ok", word(), nonce()]:
    case("ping", "Use the ping tool.", [("ping", {})], pick([[PING], [PING, WEATHER], [SEARCH, PING]]))
    case("ping", [user("Use the ping tool."), calls(("ping", {})), result(0, r)], f"The ping tool said: {r}.", [PING])
for messages in ("List three cities, one per line.", [system("You are a helpful assistant."), user("List three cities, one per line.")], [user(HELLO), said(HI), user("List three cities, one per line.")]):
    case("cities", messages, "1. London\n2. Paris\n3. Rome")
for messages in ("Give a JSON object with the keys name and age.", [system("Be brief."), user("Give a JSON object with the keys name and age.")], [user(FRANCE), said("Paris"), user("Give a JSON object with the keys name and age.")]):
    case("json", messages, '{"name": "Ada", "age": 36}')
for q in ["What is the capital of Norway?", "Write a haiku about rain.", "Who won the match yesterday?", "Refactor this function to use a loop.", "Tell me about " + word(), "Why is the sky blue?", "def f(x): return x + 1"]:
    case("unknown", q, UNKNOWN)
for tools in (None, [SEARCH]):
    case("no tool", ask_weather("Lima"), "I cannot check the weather without a tool.", tools)
    for q in (ask_code("alpha"), "Use the echo tool to send exactly this text: hi", "Use the ping tool."): case("no tool", q, "I cannot do that without a tool.", tools)
for size in (500, 2000, 5000):  # the last is about 3,700 tokens
    long, s = system(filler(size)), nonce()
    group = f"long {size}"
    hidden = filler(size // 2) + f"\nThe secret word is {s}.\n" + filler(size // 2)
    case(group, [long, user(HELLO)], HI)
    case(group, [long, user(FRANCE)], "Paris", [SEARCH, CODE])
    case(group, [long, user(ask_weather("Tokyo"))], TOKYO, [WEATHER])
    case(group, [long, *after(J)], IS_18, [WEATHER])
    case(group, [system(hidden), user(SECRET)], f"The secret word is {s}.")
    case(group, [long, user("Repeat exactly: " + s)], s)
    case(group, [long, user("Count from 1 to 10.")], "1 2 3 4 5 6 7 8 9 10")
    case(group, [user(filler(size)), said(UNKNOWN), user(HELLO)], HI)
    case(group, [user(filler(size) + "\n\nRepeat exactly: " + s)], s)
    case(group, [long, user(ask_code("alpha")), calls(("get_code", {"name": "alpha"})), result(0, s)], f"The code of alpha is {s}.", [CODE])


# Longer payloads and other shapes.  They stand last: the cases above keep their random texts.
SIGNS = ["<", ">", "</b>", "<b>", "&&", "\\", "\\d", '"', "'", "{", "}", "[1]", "=", "你好", "🌍", "👍🏽", "é", "100%", "--", "x != y;"]


def payload(size):
    """Lines of words, quoted words and signs, that many bytes."""
    out = ""
    while len(out.encode()) < size:
        parts = [pick([word(), word(), word(), word().capitalize(), f'"{word()}"', str(rnd.randint(0, 999)), pick(SIGNS)]) for _ in range(rnd.randint(3, 9))]
        out += pick(["", "", "\t", "  "]) + " ".join(parts) + "\n"
    return out.encode()[:size].decode(errors="ignore").strip()


GOLDEN = (Path(__file__).parent.parent / "prompts" / "echo_long.txt").read_text().rstrip("\n").partition(": ")[2]
for size, s in [(n, payload(n)) for n in (150, 150, 150, 150, 500, 500, 500, 500)]:
    case(f"echo call, {size} bytes", "Use the echo tool to send exactly this text: " + s, [("echo", {"text": s})], [ECHO])
    case(f"echo result, {size} bytes", [user("Use the echo tool to send exactly this text: " + s), calls(("echo", {"text": s})), result(0, s)], "Echo: " + s, [ECHO])
case("echo call, echo_long.txt", "Use the echo tool to send exactly this text: " + GOLDEN, [("echo", {"text": GOLDEN})], [ECHO])
for s in ["\\", "\\\\", "\\n", 'say \\"no\\"', "C:\\temp\\new\\x.txt", "\\d+\\.\\d*", 'a\n\tb "c" \\ d', "{\"a\": \"b\\n\"}"]:
    case("echo call, escapes", "Use the echo tool to send exactly this text: " + s, [("echo", {"text": s})], [ECHO])
for s in ["bb", "zzz", "AAAA", "----", "mmmmm", "!!!!!!", "0000000", "xxxxxxxx"]: case("repeat runs", "Repeat exactly: " + s, s)
for i in range(12):
    pairs = [(pick(["alpha", "server", "north", word(), word(), word().capitalize()]), pick([nonce, nonce, word, lambda: str(rnd.randint(100, 99999))])()) for _ in range(2)]
    (a, x), (b, y) = pairs
    q, cs = user(f"Get the codes of {a} and {b}. Use the get_code tool for both."), [("get_code", {"name": a}), ("get_code", {"name": b})]
    rs = [json.dumps({"name": n, "code": c}) for n, c in pairs]
    case("two codes, other shapes", [q, calls(*cs)] + [result(j, rs[j]) for j in ((0, 1) if i % 2 else (1, 0))], f"The code of {a} is {x}. The code of {b} is {y}.", pick([[CODE], [PING, CODE]]))


# Histories as some servers give them back: the call stands in the text, too, or the template is given text only.
def history(messages, twice, turns=1):
    """`twice`: the call in the text; `turns`: 0 as tool messages, 1 as text in one turn, 2 as text in a turn of its own."""
    for m in messages:
        fs = [c["function"] for c in m.get("tool_calls", [])]
        text = "\n".join(f'<tool_call>\n{{"name": "{f["name"]}", "arguments": {f["arguments"]}}}\n</tool_call>' for f in fs) if twice else ""
        tags = [f'\n<tool_call>{{"name": "{f["name"]}", "arguments": {f["arguments"]}}}</tool_call>' for f in fs]
        if turns == 0 and fs: yield {**m, "content": text}
        elif fs: yield from [said(text + "".join(tags))] if turns == 1 else map(said, tags + [text or "\n\n"])
        elif turns and m["role"] == "tool": yield user(f"[Tool Result for call_{some('0123456789abcdef', 8, 8)}]\n{m['content']}\n[End Tool Result]")
        else: yield m


LATER = ["weather result", "two codes result", "ping", "echo result", "code call 2", "code call 3", "code call 4", *(f"code result {i}" for i in range(1, 5))]
later = [c for c in groups["table"] if c[0] in ("after tool json", "both results")] + [c for g in LATER for c in groups[g][:4] if len(c[1]) > 2]
for group, shape in [("call in the text, too", (True, 0)), ("call and result as text", (False, 1)), ("the same, call in the text, too", (True, 1)), ("the same, turn by turn", (True, 2))]:
    for name, messages, tools, want in later: case(group, list(history(messages, *shape)), want, tools, name)
