"""A page and a JSON API over the pipeline, for one's own machine: nothing kept, nothing logged."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import stance
from stance.documents import READERS, Document, normalise_newlines
from stance.errors import DocumentError, MissingExtraError, OutputError, StanceError
from stance.report.html import content_security_policy, render_report

try:
    import uvicorn
    from fastapi import FastAPI, HTTPException, Request
    from fastapi.responses import HTMLResponse, JSONResponse, Response
    from fastapi_offline import FastAPIOffline  # FastAPI's own /docs loads scripts from elsewhere
    from starlette.datastructures import UploadFile
    from starlette.exceptions import HTTPException as AnyHTTPException
    from starlette.middleware.trustedhost import TrustedHostMiddleware
except ImportError as missing:
    raise MissingExtraError(
        "stance serve", package=missing.name or "fastapi", extra="web"
    ) from missing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from types import FrameType

    from stance.pipeline import StancePipeline
    from stance.records import Analysis

__all__ = ["Limits", "create_app", "listen", "serve"]

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TEXT_OR_FILE: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {"text": {"type": "string"}, "doc": {"type": "string"}},
                }
            },
            "text/plain": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "text": {"type": "string"},
                    },
                }
            },
        },
    }
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may ask for.

    Attributes
    ----------
    max_bytes : int
        Of a request's body; more is answered with 413.
    max_characters : int
        Of the text in it; more is answered with 413.
    timeout : float
        Seconds until a request is answered with 503; its work then still ends by itself.
    waiting : int
        Requests at work or waiting; one more is answered with 429.
    """

    max_bytes: int = 1_000_000
    max_characters: int = 200_000
    timeout: float = 30.0
    waiting: int = 4


class Reader:
    """Gives documents to a pipeline, one at a time: spaCy's pipelines are not for many threads."""

    def __init__(self, pipeline: StancePipeline, limits: Limits) -> None:
        self.pipeline = pipeline
        self.limits = limits
        self.threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stance")
        self.waiting = 0

    async def __call__(self, read: Callable[[], Document]) -> Analysis:
        """Return the analysis of what `read` returns, or raise an `HTTPException`."""
        if self.waiting >= self.limits.waiting:
            raise HTTPException(
                429,
                f"{self.waiting} texts are being read already; try again in a moment",
                headers={"Retry-After": "2"},
            )
        self.waiting += 1
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self.threads, self._analyse, read)
        work.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(work), self.limits.timeout)
        except TimeoutError as error:
            raise HTTPException(
                503, f"this text took longer than {self.limits.timeout:g} seconds"
            ) from error
        except StanceError as error:
            raise HTTPException(422, " ".join(str(error).split())) from error

    def _done(self, work: asyncio.Future[Analysis]) -> None:
        self.waiting -= 1
        if not work.cancelled():
            work.exception()  # seen, so that one nobody waits for any more is not reported

    def _analyse(self, read: Callable[[], Document]) -> Analysis:
        document = read()
        if not document.text.strip():
            raise DocumentError("there is no text to read")
        if len(document.text) > self.limits.max_characters:
            raise HTTPException(
                413,
                f"the text has {len(document.text):,} characters; at most "
                f"{self.limits.max_characters:,} are read at once",
            )
        return next(self.pipeline.analyse([document]))


def create_app(
    pipeline: StancePipeline,
    *,
    facts: dict[str, Any] | None = None,
    limits: Limits | None = None,
    hosts: tuple[str, ...] = ("*",),
) -> FastAPI:
    """Return the web application.

    Parameters
    ----------
    pipeline : StancePipeline
        What reads the texts.
    facts : dict, optional
        What ``GET /api/info`` says besides version and limits.
    limits : Limits, optional
        What a request may ask for.
    hosts : tuple of str
        Names under which the page may be asked for; those of this machine keep other sites
        from reaching it through a name of theirs (DNS rebinding).
    """
    limits = limits or Limits()
    reader = Reader(pipeline, limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        reader.threads.shutdown(wait=False, cancel_futures=True)

    app: FastAPI = FastAPIOffline(
        title="stance",
        version=stance.__version__,
        description="Who says engage and concede, who says maintain the pressure.",
        lifespan=lifespan,
    )
    app.state.reader = reader
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))

    @app.middleware("http")
    async def headers(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        response = await answer(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(AnyHTTPException)
    async def explain(request: Request, error: AnyHTTPException) -> Response:
        if request.url.path == "/" and request.method == "POST":
            return page([], status=error.status_code, problem=f"Not read: {error.detail}.")
        return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)

    @app.get("/", include_in_schema=False)
    async def start() -> HTMLResponse:
        return page([])

    @app.post("/", include_in_schema=False)
    async def show(request: Request) -> HTMLResponse:
        analysis = await reader(await document_of(request, limits))
        return page([analysis])

    @app.post(
        "/api/predict",
        summary="Find quotes, speakers and stances in one text or file",
        response_description="The document, its entities, and one record a quote",
        openapi_extra=TEXT_OR_FILE,
        responses={
            413: {"description": "Too long"},
            422: {"description": "No text, or a file that cannot be read"},
            429: {"description": "Too many requests at once"},
            503: {"description": "Took too long"},
        },
    )
    async def predict(request: Request) -> JSONResponse:
        analysis = await reader(await document_of(request, limits))
        return JSONResponse(analysis.to_dict())

    @app.get("/api/info", summary="Versions, models and limits")
    async def info() -> dict[str, Any]:
        return {
            "stance": stance.__version__,
            **(facts or {}),
            "max_bytes": limits.max_bytes,
            "max_characters": limits.max_characters,
            "timeout": limits.timeout,
        }

    return app


def page(analyses: list[Analysis], *, status: int = 200, problem: str = "") -> HTMLResponse:
    """Return the page with the form and, below it, what was found."""
    title = "Who says engage, who says maintain the pressure?"
    return HTMLResponse(
        render_report(analyses, title=title, form=True, problem=problem),
        status,
        headers={"Content-Security-Policy": content_security_policy(form=True)},
    )


async def document_of(request: Request, limits: Limits) -> Callable[[], Document]:
    """Return what reads the document of a request: JSON, plain text, or a form with a file.

    Reading a PDF takes time, so that is left to the thread which works.
    """
    limited = _limited(request, limits)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        form = await limited.form(max_files=1, max_fields=4, max_part_size=limits.max_bytes)
        upload = form.get("file")
        if isinstance(upload, UploadFile) and upload.filename:
            name, raw = PurePath(upload.filename.replace("\\", "/")).name, await upload.read()
            return lambda: _file(name, raw)
        return _text(form.get("text"), "-")
    raw = await limited.body()
    if kind == "text/plain":
        return lambda: _file("-", raw)
    if kind == "application/json" or kind.endswith("+json"):
        try:
            body = await limited.json()
        except (ValueError, RecursionError) as error:
            raise HTTPException(422, "the body is not JSON") from error
        if not isinstance(body, dict):
            raise HTTPException(422, "the body should be an object with 'text'")
        return _text(body.get("text"), str(body.get("doc") or "-"))
    raise HTTPException(
        415, "send JSON with 'text', a form with 'text' or 'file', or plain text (text/plain)"
    )


def _limited(request: Request, limits: Limits) -> Request:
    """Return the request with a body that breaks off when it grows too long."""
    too_long = HTTPException(413, f"the request is longer than {limits.max_bytes:,} bytes")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise too_long
    total = 0

    async def receive() -> Any:
        nonlocal total
        message = await request.receive()
        total += len(message.get("body", b""))
        if total > limits.max_bytes:
            raise too_long
        return message

    return Request(request.scope, receive)


def _text(text: object, doc: str) -> Callable[[], Document]:
    if not isinstance(text, str):
        raise HTTPException(422, "there is no 'text', which should be a string")
    document = Document(doc=doc, text=normalise_newlines(text).removeprefix("\ufeff"))
    return lambda: document


def _file(name: str, raw: bytes) -> Document:
    suffix = PurePath(name).suffix.lower() if name != "-" else ".txt"
    if suffix not in READERS:
        kinds = " ".join(sorted(READERS))
        raise DocumentError(f"{name}: not a kind of file that is read here ({kinds})")
    text, metadata = READERS[suffix](raw, name)
    return Document(doc=name, text=normalise_newlines(text), metadata=metadata)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, before any model is loaded.

    Raises
    ------
    OutputError
        If the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{host}:{port}: cannot listen: {reason}; try another --port") from error


def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve until interrupted or terminated; requests at work are answered first."""
    host, port = listener.getsockname()[:2]
    where = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(
        f"stance: open {where} (API: {where}/docs); stop with Ctrl+C", file=sys.stderr, flush=True
    )
    # uvicorn stops on these and then raises them again, for whoever listened before.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stopped)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    uvicorn.Server(config).run(sockets=[listener])


def _stopped(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the server has stopped already."""
