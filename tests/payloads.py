"""Hostile input, generated the same each time: texts that want to run, and values that no form sends."""

import itertools

# What would be noticed if it ran: `alert` and `print` by the browser, the variable by the test.
SAY = "window.bitten=1,alert(1)"

_ELEMENTS = [
    "<script>{js}</script>",
    "<ScRiPt src=//x.invalid/a.js></sCrIpT>",
    "<img src=x onerror={js}>",
    '<img src="x" ONERROR="{js}"/>',
    "<svg onload={js}>",
    "<svg><script>{js}</script></svg>",
    "<svg><animate onbegin={js} attributeName=x dur=1s>",
    "<math><mi xlink:href=javascript:{js}>x</mi></math>",
    "<iframe srcdoc='<script>parent.{js}</script>'></iframe>",
    "<iframe src=javascript:{js}></iframe>",
    "<body onload={js}>",
    "<details open ontoggle={js}>x</details>",
    "<video><source onerror={js}></video>",
    "<input autofocus onfocus={js}>",
    "<marquee onstart={js}>x</marquee>",
    "<a href=javascript:{js}>x</a>",
    "<object data=javascript:{js}></object>",
    "<embed src=javascript:{js}>",
    "<base href=//x.invalid/>",
    "<meta http-equiv=refresh content='0;url=javascript:{js}'>",
    "<link rel=stylesheet href=//x.invalid/a.css>",
    "<style>@import '//x.invalid/a.css';*{{color:red}}</style>",
    "<form action=javascript:{js}><button>x</button></form>",
    "<template><script>{js}</script></template>",
    "<xmp><img src=x onerror={js}></xmp>",
]
_CLOSERS = ["", '">', "'>", "</textarea>", "</title>", "</template>", "--><!--", "]]>"]
_MARKDOWN = [
    "[x](javascript:{js})",
    "[x](JaVaScRiPt:{js})",
    "[x](java\tscript:{js})",
    "[x](data:text/html,<script>{js}</script>)",
    "[x](vbscript:{js})",
    "[x](&#106;avascript:{js})",
    "<javascript:{js}>",
    "![x](x){{onerror={js}}}",
    '[x](https://x.invalid/"onmouseover={js})',
    '[x](https://x.invalid "\\"onmouseover={js}")',
    "https://x.invalid/<script>{js}</script>",
    "https://x.invalid/'onmouseover='{js}'",
    "> <img src=x onerror={js}>",
    "* <img src=x onerror={js}>",
    "**<b onclick={js}>x</b>**",
    "@Warga<img src=x onerror={js}>",
    "{{% debug %}}{{{{ request.user.password }}}}{{{{ 7*7 }}}}",
    "${{{js}}}#{{{js}}}<%= {js} %>",
    "&lt;script&gt;{js}&lt;/script&gt;",
    "%3Cscript%3E{js}%3C/script%3E",
    "\\u003cscript\\u003e{js}",
    "+ADw-script+AD4-{js}+ADw-/script+AD4-",
]


def scripts() -> list[str]:
    """Return more than 200 texts that would run if they were written into a page as they are."""
    made = [closer + element for element, closer in itertools.product(_ELEMENTS, _CLOSERS)] + _MARKDOWN
    return [text.format(js=SAY) for text in made]


BIG = 1024 * 1024

INVISIBLE = [
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\u202eKataku\u202c",
    "\u2066x\u2069",
    "\u200b\u200c\u200d\ufeff",
    "a" + "\u0301" * 3000,
    "\U000e0041\U000e0042",
    "\u2028\u2029",
    "\ufffd",
    "\uffff",
    "ﷺ" * 1000,
    "İıſ" * 20,
]

# Each takes long where somebody's parser is careless.
HEAVY = [
    "a" * BIG,
    "\n" * BIG,
    "\u200b" * (BIG // 3),
    "x\r\n" * 2000,
    *(
        (part * 5000)[:4990]
        for part in ("[", "![](", "*a ", "**_", "> ", "* ", "1. ", "&", "&#", "<", "\\", "`", "@", "@Warga ")
    ),
    *(
        (part * 5000)[:4990]
        for part in ("http://a.b/", "a@b.cc ", "[a](b", "<a ", "_a_*b*", "- - ", "www.x.co,")
    ),
    "\n".join("> " * depth + "x" for depth in range(1, 70)),
]

NUMBERS = [
    "0",
    "-1",
    "+1",
    " 1",
    "1 ",
    "01",
    "1e3",
    "0x10",
    "1_000",
    "١٢٣",
    "１２",
    "²",
    "½",
    "NaN",
    "inf",
    "1.5",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 30,
    "9" * 5000,
    "",
    "null",
    "[]",
    "1,2",
    "1;DROP TABLE x",
    "' OR 1=1--",
    "%",
    "%s",
    "%(id)s",
    "../../etc/passwd",
    "\r\nSet-Cookie: a=b",
]

CURSORS = [
    "0-0",
    "1-",
    "-1-1",
    "--",
    "1-1-1",
    "١-١",
    "1\u20101",
    "99999999999999999-999999999999999999",
    "99999999999999999-1",
    "1-999999999999999999",
    "100000000000000000-1",
    "2147483647-1",
    "2147483648-1",
    "1.5-2",
    "0" * 40 + "-1",
]

# As bytes go over the wire, percent-encoded: what is no UTF-8, and surrogates in disguise.
BROKEN = [
    "%ff%fe",
    "%c3",
    "%c3%28",
    "%ed%a0%80",
    "%ed%b0%80%ed%a0%80",
    "%f4%90%80%80",
    "%00",
    "%u0041",
    "%zz",
    "%",
]

IDS = ["0", "00", "1" * 19, "9223372036854775807", "9223372036854775808", "9" * 30, "0" * 29 + "1"]
