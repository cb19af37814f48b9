"""Errors as RFC 9457 has them: `application/problem+json`, with one sentence."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gesture2midi.errors import PlayerError, UsageError, printable, refusal

MEDIA_TYPE = "application/problem+json"
LONGEST = 1000
"""Letters of a sentence; a mapping may have many mistakes."""


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Returns the answer to a request that cannot be met.

    detail: a sentence that says what, where and what to do.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": printable(detail)[:LONGEST],
    }
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def answer_with_problems(api: FastAPI) -> None:
    """Have every error of an application answered so."""

    @api.exception_handler(PlayerError)
    async def refused(request: Request, error: PlayerError) -> JSONResponse:
        return problem(404 if isinstance(error, UsageError) else 409, str(error))

    @api.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return problem(422, f"Of the request `{where}` {refusal(first)}.")

    @api.exception_handler(HTTPException)
    async def failed(request: Request, error: HTTPException) -> JSONResponse:
        details = {
            400: "The body cannot be read: send JSON in UTF-8.",
            404: "There is nothing here: /api/docs lists what there is.",
            405: "Take another method: /api/docs lists those that there are.",
        }
        detail = details.get(error.status_code, str(error.detail))
        return problem(error.status_code, detail, dict(error.headers or {}))

    @api.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> JSONResponse:
        return problem(500, f"This met a fault of ours ({type(error).__name__}).")
