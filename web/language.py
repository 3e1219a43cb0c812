"""The language a page speaks.

English stands in the templates themselves. Any other language is another set of compiled templates: the texts between
tags, attributes that people read, and literals that are words for people are looked up while a template is compiled, so
that a page costs the same in each. What is put together in Python goes through `say`. Names, reasons and whatever else
people wrote stay as they are, and so do the sentences in which the rules explain themselves.

`en-XA` is the pseudo-locale, as elsewhere: English with accents, in brackets and a third longer. What reads as plain
English in it can never be translated, and what no longer fits will not in German either.
"""

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from starlette.types import ASGIApp, Receive, Scope, Send

ENGLISH, PSEUDO = "en", "en-XA"

Translate = Callable[[str], str]

_SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)

_ACCENTED = str.maketrans("aceinosuyAEIOUSCN", "åçéîñöšûýÅÉÎÖÛŠÇÑ")
_FIXED = re.compile(r"(&#?\w+;|\{\w+\})")
"""Entities, and the places of values."""
_LETTER = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"</?([\w-]+)")
_NAME = re.compile(r"([\w-]+)\s*=\s*$")
_READ = frozenset({"aria-label", "title", "placeholder", "alt"})
"""Attributes that people read or hear."""
_VERBATIM = frozenset({"code", "kbd", "pre", "script", "style"})
_WORDS = re.compile(r"\s*\(?[A-Z][^\W\d_]*[a-z]|\s*\([^\W\d_]|.*[^\W\d_]\S* \S*[^\W\d_]|\d+\W+[^\W\d_]")
"""Literals in expressions that begin like a sentence or have several words are for people; others are names."""


def pseudo(text: str) -> str:
    """A text as no language has it, to be told from English at a glance; entities and space around it stay."""
    if not _LETTER.search(_FIXED.sub("", text)):
        return text
    core = text.strip()
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    parts = (part if _FIXED.fullmatch(part) else part.translate(_ACCENTED) for part in _FIXED.split(core))
    return f"{before}[{''.join(parts)}{'~' * (len(core) // 3)}]{after}"


def _unchanged(text: str) -> str:
    return text


LANGUAGES: dict[str, Translate] = {ENGLISH: _unchanged, PSEUDO: pseudo}
"""A new language is one line here."""


def current() -> str:
    """The language of the page being made."""
    return _SPOKEN.get()


def say(text: str, **values: object) -> str:
    """A text in the language of the page; `values` fill its `{names}` afterwards, wherever that language puts them."""
    said = LANGUAGES[_SPOKEN.get()](text)
    return said.format(**values) if values else said


def preferred(accepted: str) -> str:
    """The first language of an `Accept-Language` (RFC 9110, 12.5.4) that pages speak, by weight; else English."""
    weighted = []
    for place, one in enumerate(accepted.split(",")[:20]):
        name, _, weight = one.partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, name.strip().lower()))
        except ValueError:
            continue
    known = {name.lower(): name for name in LANGUAGES}
    return next((known[name] for _, _, name in sorted(weighted) if name in known), ENGLISH)


class Speaking:
    """Middleware: each request is answered in the language that its browser prefers."""

    def __init__(self, app: ASGIApp) -> None:
        """Around the pages."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        accepted = next((value for name, value in scope.get("headers", ()) if name == b"accept-language"), b"")
        token = _SPOKEN.set(preferred(accepted.decode("latin-1")))
        try:
            await self._app(scope, receive, send)
        finally:
            _SPOKEN.reset(token)


class Speech(Extension):
    """Translates what templates say themselves, by `environment.translate`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Pass tokens on, with their texts in the language of the environment."""
        translate: Translate = self.environment.translate  # type: ignore[attr-defined]  # ours, set by whoever makes it
        texts = Texts(translate)
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", texts.feed(token.value))
            elif token.type == "string" and _WORDS.match(token.value):
                yield Token(token.lineno, "string", translate(token.value))
            else:
                yield token


class Texts:
    """The texts of a page, told from its tags. It is fed piece by piece, as a template has expressions in between."""

    def __init__(self, translate: Translate) -> None:
        """Begins outside of any tag."""
        self._translate = translate
        self._inside = ""
        """The name of the tag it is in, as in `<a href=`; empty between tags."""
        self._quote = ""
        self._attribute = ""
        self._verbatim = ""

    def feed(self, piece: str) -> str:
        """The piece with its texts translated."""
        done, rest = [], piece
        while rest:
            step = self._value if self._quote else self._tag if self._inside else self._text
            said, rest = step(rest)
            done.append(said)
        return "".join(done)

    def _text(self, piece: str) -> tuple[str, str]:
        text, found, rest = piece.partition("<")
        said = text if self._verbatim else self._translate(text)
        if not found:
            return said, ""
        if rest.startswith("!"):
            comment, end, rest = rest.partition(">")
            return f"{said}<{comment}{end}", rest
        if tag := _TAG.match(found + rest):
            self._inside = tag[1]
            if tag[1] in _VERBATIM:
                self._verbatim = "" if tag[0].startswith("</") else tag[1]
        return said + found, rest

    def _tag(self, piece: str) -> tuple[str, str]:
        end = re.search(r"[>\"']", piece)
        if end is None:
            return piece, ""
        before, mark, rest = piece[: end.start()], end[0], piece[end.end() :]
        if mark == ">":
            self._inside = ""
        else:
            self._quote = mark
            name = _NAME.search(before)
            self._attribute = name[1] if name else ""
        return before + mark, rest

    def _value(self, piece: str) -> tuple[str, str]:
        value, found, rest = piece.partition(self._quote)
        said = self._translate(value) if self._attribute in _READ else value
        if found:
            self._quote = ""
        return said + found, rest
