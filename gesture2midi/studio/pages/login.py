"""The pages that are no part of the application: the one that asks for the password, and the one for 404."""

from __future__ import annotations

from html import escape

from gesture2midi.studio.words import Words

_STYLE = """body{background:#0f1218;color:#eef1f6;font:18px system-ui,sans-serif;display:grid;margin:0;
place-items:center;min-height:100vh}form{display:grid;gap:14px;width:min(20rem,80vw)}h1{margin:0}
input,button{font:inherit;padding:.7em;border-radius:10px;border:1px solid #29303c;background:#171b23;
color:inherit}button{background:#6fe0b7;color:#0f1218;border:0;font-weight:600}
:focus-visible{outline:3px solid #6fe0b7;outline-offset:2px}p{color:#ff6b78;margin:0;min-height:1.4em}"""


def form(words: Words, said: str = "") -> str:
    """The page as HTML; said: what was wrong with the last password."""
    ask, enter, told = (escape(text) for text in (words("login.ask"), words("login.open"), said))
    return f"""<!doctype html><html lang="{words.language}"><meta charset="utf-8"><title>Gesture2MIDI</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style>
<main><form method="post" action="/login"><h1>Gesture2MIDI</h1><label for="p">{ask}</label>
<input id="p" name="password" type="password" autocomplete="current-password" autofocus required>
<p role="alert">{told}</p><button>{enter}</button></form></main></html>
"""


def missing(words: Words) -> str:
    """Returns the page for an address that there is not, as HTML; nothing of the address stands in it."""
    title, back = escape(words("missing.title")), escape(words("missing.back"))
    return f"""<!doctype html><html lang="{words.language}"><meta charset="utf-8"><title>Gesture2MIDI</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}a{{color:#6fe0b7}}</style>
<main><h1>{title}</h1><a href="/">{back}</a></main></html>
"""
