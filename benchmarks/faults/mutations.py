"""Makes wrong bytes of right ones: the same for the same seed, so that each find can be made again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

LONGEST = 300_000
"""Bytes of an input; no text file that is read is as long."""
_TOKEN = re.compile(rb"[A-Za-z_.]+|[-+]?\d[\d.eE+-]*|\s+|.", re.DOTALL)
_NUMBERS = (
    *(b"0", b"-0", b"-1", b"1", b"2", b"127", b"128", b"255", b"65536", b"2147483648", b"+5", b"1/0", b"0/1"),
    *(b"1e308", b"1e999", b"-1e999", b"1e-320", b"NaN", b"Infinity", b"nan", b".inf", b".nan", b"0x7f"),
    *(b"9" * 400, b"0." + b"1" * 400, b"1e1000000000", b"00012", b"1_0", b"-9223372036854775809"),
)
_WORDS = (
    *(b"null", b"true", b"~", b"[]", b"{}", b'""', b"''", b"- ", b": ", b"&a ", b"*a", b"<<: ", b"|"),
    *(b"\x00", b"\x1b[31m", b"\x07", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbb\xbf"),
    *(b"\xed\xa0\x80", b"\xff", b"\xfe\xff", b"\\ud800", b"\\u0000", b'"\\x1b"', b"\r", b"\r\n", b"\t"),
    *(b"../../etc/passwd", b"C:\\nul", b"%s%n", b"{0}", b"${HOME}", b"#", b"!", b"'", b'"', b"\\", b","),
    *(b"[" * 300, b"{" * 300, b"(" * 300, b"- " * 300, b"a: {" * 100, b"\n" * 300, b"A" * 5000),
    *(b"not " * 300, b"!!python/x ", b"\xf0\x9f\x8e\xb9"),
)


def mutated(seeds: Sequence[bytes], number: int, seed: int = 0) -> bytes:
    """Returns the input of this number: one of the seeds with one change or a few."""
    source = random.Random(f"{seed} {number}")
    data = source.choice(seeds)
    for _ in range(min(1 + int(source.expovariate(0.7)), 8)):
        data = source.choice(_CHANGES)(source, data, seeds)[:LONGEST]
    return data


def _place(source: random.Random, data: bytes) -> tuple[int, int]:
    """Two places in the data, in their order; near to each other mostly."""
    begin = source.randrange(len(data) + 1)
    length = int(source.expovariate(1 / 8)) if source.random() < 0.8 else source.randrange(len(data) + 1)
    return begin, min(len(data), begin + length)


def _flip(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = source.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << source.randrange(8))]) + data[at + 1 :]


def _byte(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    begin, end = _place(source, data)
    byte = source.choice((0, 1, 0x0A, 0x20, 0x7F, 0x80, 0xFF, source.randrange(256)))
    return data[:begin] + bytes([byte]) + data[end if source.random() < 0.3 else begin + 1 :]


def _cut(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    begin, end = _place(source, data)
    return data[:begin] + data[end:]


def _end(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    return data[: source.randrange(len(data) + 1)]


def _repeat(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    begin, end = _place(source, data)
    return data[:end] + data[begin:end] * source.choice((1, 1, 2, 30)) + data[end:]


def _swap(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    tokens = _TOKEN.findall(data)
    if len(tokens) < 2:
        return data
    one, other = source.randrange(len(tokens)), source.randrange(len(tokens))
    tokens[one], tokens[other] = tokens[other], tokens[one]
    return b"".join(tokens)


def _splice(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = source.choice(seeds)
    return data[: source.randrange(len(data) + 1)] + other[source.randrange(len(other) + 1) :]


def _number(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    found = [*re.finditer(rb"[-+]?\d[\d.eE+-]*", data)]
    if not found:
        return data
    one = source.choice(found)
    return data[: one.start()] + source.choice(_NUMBERS) + data[one.end() :]


def _word(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    begin, end = _place(source, data)
    return data[:begin] + source.choice(_WORDS) + data[end if source.random() < 0.5 else begin :]


def _line(source: random.Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at = source.randrange(len(lines))
    lines.insert(source.randrange(len(lines) + 1), lines[at] if source.random() < 0.5 else lines.pop(at))
    return b"\n".join(lines)


_CHANGES: tuple[Callable[[random.Random, bytes, Sequence[bytes]], bytes], ...] = (
    *(_flip, _byte, _cut, _end, _repeat, _swap, _splice),
    *(_number, _number, _word, _word, _line),
)
