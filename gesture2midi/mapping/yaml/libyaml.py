"""YAML events by libyaml, several times as fast as ruamel.yaml, where the two cannot differ.

libyaml reads YAML 1.1. Of a text that has nothing but what 1.1 and 1.2 read alike it finds the same events in
the same places as ruamel.yaml, which the tests compare; any other text, and any that is wrong, is left to
ruamel.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yaml import events
from yaml.error import YAMLError

try:
    from yaml.cyaml import CParser
except ImportError:  # PyYAML was built here without libyaml
    CParser = None

_DIFFERS = re.compile(
    r"[\t\x85\u2028\u2029\ufeff]"  # tabs, and the line ends of 1.1
    r"|(?:^|[\r:,\[{?-]) *[?&*!|>%]"  # a value or a line that begins with a sign
    r"|(?:^|\r)(?:---|\.\.\.)",  # the ends of documents
    re.MULTILINE,
)


class Differs(Exception):
    """Only ruamel.yaml says what this text is."""


def read_events(text: str) -> Iterator[Any]:
    """Yields the events of a text, as they are found.

    Raises:
        Differs: the text may mean something else in YAML 1.2, or nothing.
    """
    if CParser is None or _DIFFERS.search(text):
        raise Differs
    parser = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, events.ScalarEvent) and not event.value and not event.style:
                raise Differs  # a value that is left out has its place elsewhere
            yield event
    except YAMLError as error:
        raise Differs from error
