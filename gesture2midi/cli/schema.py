"""The schema of a mapping file, for editors."""

from __future__ import annotations

import json

from gesture2midi.cli.common import command, echo


@command("schema > mapping.schema.json")
def schema() -> None:
    """Print the JSON Schema of a mapping file, for editors that check while one types."""
    from gesture2midi.mapping.schema.file import json_schema

    echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
