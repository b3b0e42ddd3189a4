"""Random text: words, nonces, awkward strings, filler.  JUMP marks a place in
filler where training pretends that more filler was left out (see train.py)."""
import json
import random

rnd = random.Random(7)
pick = rnd.choice
JUMP = "\x00"


def chance(p):
    return rnd.random() < p


WORDS = """the of and to in is you that it he was for on are as with his they at be this have from or one had by word but
not what all were we when your can said there use an each which she do how their if will up other about out many then
them these so some her would make like him into time has look two more write go see number no way could people my than
first water been call who oil its now find long down day did get come made may part over new sound take only little work
know place year live me back give most very after thing our just name good sentence man think say great where help through
much before line right too mean old any same tell boy follow came want show also around form three small set put end does
another well large must big even such because turn here why ask went men read need land different home us move try kind
hand picture again change off play spell air away animal house point page letter mother answer found study still learn
should city tree farm hard start might story saw far sea draw left late run don't while press close night real life few
stop open seem together next white children begin got walk example ease paper group always music those both mark often
lorem ipsum dolor sit amet consectetur adipiscing elit def return class import print json error value list python code
weather tool repeat count translate capital French hello greeting exactly sky blue poem explain summarize rules file
always never user assistant function result string secret model test report build server request message""".split()
NAMES = """alpha beta gamma delta epsilon zeta omega sigma one two first second apple pear plum server door gate vault
red green blue main backup north south east west north lima oscar tango zulu foxtrot echo bravo charlie unit locker""".split()
CITIES = """Tokyo Paris London Berlin Madrid Rome Oslo Osaka Lima Cairo Sydney Boston Kyoto Delhi Seoul Dublin Vienna Lisbon
Athens Prague Warsaw Moscow Beijing Mumbai Nairobi Lagos Toronto Chicago Houston Denver Zurich Geneva Munich Milan Hanoi""".split()
SKY = "cloudy sunny rainy windy clear foggy snowy overcast stormy hazy".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
PUNCT = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
SCRIPTS = [(0xA1, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x4E00, 0x9FFF), (0x3041, 0x30FE), (0xAC00, 0xD7A3),
           (0x621, 0x64A), (0x5D0, 0x5EA), (0x905, 0x939), (0xE01, 0xE2E)]
EMOJI = [(0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x1F680, 0x1F6C5), (0x2600, 0x26FF), (0x1F900, 0x1F9FF)]
MARKS = ["</think>", "</tool_call>", "<tool_call>", "<think>", "<tool_response>", "</tool_response>"]
SNIPPETS = """<b> ¦ </b> ¦ <|x|> ¦ <br/> ¦ {"a": [1, 2]} ¦ if n < 3 && x > 1 ¦ a != b ¦ f(x) = y; ¦ "quoted" ¦ 'single'
it's ¦ \\n ¦ \\t ¦ C:\\dir ¦ 100% ¦ $5.00 ¦ a_b ¦ x->y ¦ [] ¦ {} ¦ () ¦ ... ¦ -- ¦ => ¦ // note ¦ /* x */ ¦ #1
@me ¦ a&b ¦ <p class="x"> ¦ &amp; ¦ 50°C ¦ {"ok": true} ¦ [1, 2, 3] ¦ {"name": "Ada"} ¦ print("hi")
x = y + 1 ¦ <|end|> ¦ <|im_x|> ¦ {{ x }} ¦ {% if %} ¦ ```js ¦ **bold** ¦ - item ¦ 3.14 ¦ 1,000 ¦ 12:30 ¦ a/b
café ¦ naïve ¦ 你好 ¦ 🌍 ¦ 👍🏽 ¦ e\u0301 ¦ 日本語""".replace("\n", " ¦ ").split(" ¦ ")


def word():
    r = rnd.random()
    if r < .4:
        w = pick(WORDS)
    elif r < .8:  # pronounceable
        w = "".join(pick("bcdfghjklmnprstvwz") + pick("aeiou") + (pick(LETTERS) if chance(.3) else "") for _ in range(rnd.randint(1, 4)))
    else:
        w = "".join(pick(LETTERS) for _ in range(rnd.randint(1, 9)))
    r = rnd.random()
    return w.capitalize() if r < .2 else w.upper() if r < .28 else w


def number():
    r = rnd.random()
    n = str(rnd.randint(0, 10 ** rnd.randint(1, 9)))
    return n if r < .8 else "-" + n if r < .9 else n + "." + str(rnd.randint(0, 999))


def nonce(low=4, high=12):
    if chance(.4):
        return "".join(pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(3)) + "-" + "".join(pick("0123456789") for _ in range(rnd.randint(2, 4)))
    n = rnd.randint(low, high)
    s = "".join(pick("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + "-" * 4) for _ in range(n))
    return s if s.strip("-") == s else nonce(low, high)


def foreign():
    a, b = pick(SCRIPTS) if chance(.6) else pick(EMOJI)
    s = "".join(chr(rnd.randint(a, b)) for _ in range(rnd.randint(1, 6)))
    return s + (chr(rnd.randint(0x300, 0x33F)) if chance(.1) else "")


def piece():
    r = rnd.random()
    if r < .36: return word()
    if r < .44: return number()
    if r < .54: return nonce()
    if r < .66: return foreign()
    if r < .76: return pick(SNIPPETS)
    if r < .80: return pick(MARKS)
    if r < .86: return "".join(pick(PUNCT) for _ in range(rnd.randint(1, 5)))
    if r < .92: return "".join(chr(rnd.randint(33, 126)) for _ in range(rnd.randint(1, 12)))
    if r < .95: return f"<{word()}>" + (word() + f"</{word()}>" if chance(.4) else "")
    if r < .98: return '{"%s": %s}' % (word(), pick([number(), f'"{word()}"', f"[{number()}, {number()}]"]))
    return run()


def run():
    """One sign many times."""
    return pick(LETTERS + LETTERS.upper() + "0123456789" + PUNCT) * rnd.randint(2, 8)


def awkward(high=80):
    """Any short string, mostly awkward, without white space at its ends."""
    kind = rnd.random()
    if kind < .2: s = piece()
    elif kind < .4: s = " ".join(word() for _ in range(rnd.randint(1, 8)))
    else:
        joints = pick([[" "], [" "], [" ", "", ", "], [" ", "\n", "\t", "  ", "", "\n\n", "   "], ["\n"], [""]])
        s = piece()
        for _ in range(rnd.randint(1, 8)):
            s += pick(joints) + piece()
    s = s[:high].strip().strip(JUMP)
    return s or awkward(high)


def salad(low, high):
    """A few words, not quite a sentence."""
    words = " ".join(pick(WORDS) if chance(.8) else piece() for _ in range(rnd.randint(low, high)))
    return (words[:1].upper() + words[1:] if chance(.5) else words) + pick(["", ".", ".", "?", "!"])


def escaped():
    """A short text that is mostly signs which JSON escapes."""
    signs = ["\\", "\\", '"', "\n", "\t", "\\n", '\\"', '",', '": "', " "]
    return "".join(pick([pick(signs), word(), piece()]) + pick([pick(signs), ""]) for _ in range(rnd.randint(1, 8))).strip() or escaped()


def chorus(high):
    """Sentences that say the same few words again and again."""
    few = [pick(WORDS) if chance(.5) else word() for _ in range(rnd.randint(3, 16))]
    phrases = [" ".join(pick(few) for _ in range(rnd.randint(2, 4))) for _ in range(rnd.randint(1, 4))]
    out = ""
    while len(out) < high:
        s = " ".join(pick(phrases) if chance(.25) else pick(few) if chance(.7) else pick(WORDS) for _ in range(rnd.randint(2, 9)))
        out += (s[:1].upper() + s[1:] + pick([". ", ". ", ". ", ", ", "\n", "; ", " - "])) if chance(.8) else s + " "
    return out[:high].strip()


def line():
    """A line as of code, a log or a letter, with the signs that get lost."""
    r = rnd.random()
    if r < .25: return salad(2, 10)
    if r < .40: return " ".join(word() for _ in range(rnd.randint(1, 9)))
    if r < .50: return f'{word()}{pick([":", ",", ""])} "{salad(1, 5)}" {word()}'
    if r < .58: return pick(["C:", "", "\\", "~", "."]) + "".join("\\" + word() for _ in range(rnd.randint(1, 4)))
    if r < .66: return f"<{word()}>{salad(1, 4)}</{word()}>"
    if r < .74: return f'if ({word()} {pick(["<", ">", "==", "<=", "&&"])} {pick([number, word])()}) {{ {word()}("{pick([word, foreign, piece])()}"); }}'
    if r < .80: return json.dumps({word(): pick([word, number, foreign, escaped])() for _ in range(rnd.randint(1, 3))}, ensure_ascii=False)
    if r < .88: return " ".join(pick([word, foreign, foreign, piece])() for _ in range(rnd.randint(2, 6)))
    return awkward(60)


def lines(high):
    """Several lines, at most that many bytes."""
    joint, indent = pick([["\n"], ["\n"], ["\n", "\n\n"], [" "]]), pick([[""], ["", "", "  ", "\t"], ["", "  ", "    "], ["- "]])
    parts = [line()]
    while sum(len(p.encode()) for p in parts) < high: parts += [pick(joint) + pick(indent) + line()]
    return "".join(parts).replace(JUMP, "").encode()[:high].decode(errors="ignore").strip()


def code():
    """A code as a tool would return it."""
    r = rnd.random()
    if r < .8: return nonce()
    if r < .9: return "".join(pick("abcdef0123456789") for _ in range(rnd.randint(4, 10)))
    return word() if r < .95 else str(rnd.randint(10, 10 ** rnd.randint(2, 8)))


def name():
    r = rnd.random()
    if r < .3: return pick(NAMES)
    w = "".join(pick(LETTERS) for _ in range(rnd.randint(3, 10))) if r < .55 else word().lower() if r < .92 else word()
    return w if len(w) > 1 and w.isascii() and w.isalpha() else name()


def city():
    r = rnd.random()
    if r < .25: return "Tokyo"
    if r < .5: return pick(CITIES)
    w = word().capitalize()
    if len(w) < 3 or not w.isalpha(): return city()
    return w if r < .95 else w + " " + word().capitalize()


def sky():
    r = rnd.random()
    return pick(SKY) if r < .5 else word().lower() if r < .95 else "partly " + pick(SKY)


def paragraph():
    r = rnd.random()
    if r < .55: return " ".join((s := " ".join(pick(WORDS) for _ in range(rnd.randint(3, 14))))[:1].upper() + s[1:] + "." for _ in range(rnd.randint(1, 4)))
    if r < .75: return "\n".join("- " + salad(2, 8) for _ in range(rnd.randint(2, 5)))
    if r < .85: return "# " + salad(1, 4) + "\n" + salad(8, 20)
    if r < .95: return "\n".join(f"{word()} = {word()}({number()})" for _ in range(rnd.randint(1, 4)))
    return "lorem ipsum dolor sit amet, consectetur adipiscing elit. " * rnd.randint(1, 3)


def filler(chars, keep=None, jumps=True):
    """About that much text in paragraphs, with the sentence `keep` somewhere inside."""
    parts, size = [], 0
    while size < chars:
        parts.append(paragraph())
        size += len(parts[-1])
    if keep:
        parts.insert(rnd.randint(0, len(parts)), keep)
    joint = lambda: (JUMP if jumps and chance(.5) else "") + pick(["\n\n", "\n", " "])
    return "".join(p + joint() for p in parts[:-1]) + parts[-1]
