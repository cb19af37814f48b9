"""The page `/api/docs`: what OpenAPI says of the API, as plain HTML that loads nothing."""

from __future__ import annotations

from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}"
    "code,pre{font:14px ui-monospace,monospace}td,th{text-align:left;padding:.1rem 1rem .1rem 0}"
    "h2 b{display:inline-block;min-width:4rem}"
)
_SOCKET = (
    "<h2><b>WS</b> <code>/api/live</code></h2><p>Signals that have changed and messages as they are played, "
    "as JSON objects. <code>rate</code> (query): times per second, 1 to 60.</p>"
)


def page(openapi: dict[str, Any]) -> str:
    """Returns the page.

    openapi: as `FastAPI.openapi` gives it.
    """
    parts = [
        f"<h2><b>{escape(method.upper())}</b> <code>{escape(path)}</code></h2>{_operation(told, openapi)}"
        for path, methods in openapi["paths"].items()
        for method, told in methods.items()
    ]
    title = f"{openapi['info']['title']} {openapi['info']['version']}"
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style><h1>{escape(title)}: HTTP API</h1>"
        "<p>Send the token with each request: <code>Authorization: Bearer TOKEN</code>. Errors are "
        "<code>application/problem+json</code>. The same as <a href=/api/openapi.json>OpenAPI</a>.</p>"
        f"{''.join(parts)}{_SOCKET}</html>"
    )


def _operation(told: dict[str, Any], openapi: dict[str, Any]) -> str:
    text = f"<p>{escape(told.get('description', ''))}</p>"
    fields = [(p["name"], p["in"], p["schema"]) for p in told.get("parameters", ())]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body:
        schema = openapi["components"]["schemas"][body["$ref"].rpartition("/")[2]]
        fields += [(name, "body", field) for name, field in schema["properties"].items()]
    if not fields:
        return text
    rows = (
        f"<tr><td><code>{escape(name)}</code><td>{escape(where)}<td>{escape(_type(schema))}"
        for name, where, schema in fields
    )
    return f"{text}<table>{''.join(rows)}</table>"


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    return str(schema.get("type", "any"))
