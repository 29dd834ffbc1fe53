"""The server: loopback only, one token per start, no page but our own may speak to it."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import tornado.httpserver
import tornado.netutil
import tornado.web

from lkjip.studio.ask import Answer, Ask, File, Fragment, Missing, Move, Page, Reload, Route, Upload
from lkjip.studio.markup import Markup
from lkjip.studio.pages import ROUTES, frame
from lkjip.studio.session import Session
from lkjip.studio.texts import say

HOST = "127.0.0.1"
MAX_BODY = 50_000_000
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The report is a page of its own with scripts inside: it gets no origin, no network and no way out of its frame.
_SANDBOX = (
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; frame-ancestors 'self'"
)
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "txt": "text/plain"}


@dataclass
class Studio:
    """A running studio: the session, its token, its port, and the threads that compute."""

    session: Session
    port: int = 0
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(4, thread_name_prefix="studio"))

    @property
    def cookie(self) -> str:
        return f"lkjip-{self.port}"

    @property
    def address(self) -> str:
        """Where the browser is sent."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    def known_host(self, host: str) -> bool:
        return host in (f"{HOST}:{self.port}", f"localhost:{self.port}")


def start(session: Session, port: int = 0) -> tuple[Studio, tornado.httpserver.HTTPServer]:
    """Opens the studio on a port (0 = any that is free). Needs a running event loop.

    Raises:
        OSError: the port is taken.
    """
    studio = Studio(session)
    sockets = tornado.netutil.bind_sockets(port, HOST)
    studio.port = sockets[0].getsockname()[1]
    server = tornado.httpserver.HTTPServer(application(studio), max_body_size=MAX_BODY, max_buffer_size=MAX_BODY)
    server.add_sockets(sockets)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    return studio, server


def application(studio: Studio) -> tornado.web.Application:
    """The pages of a studio."""
    asset = (r"/aset/([a-z0-9.-]+)", _Asset, {"studio": studio})
    pages: list[Any] = [asset, (r"/tutup", _Close, {"studio": studio})]
    for path in dict.fromkeys(route.path for route in ROUTES):
        routes = {route.method: route for route in ROUTES if route.path == path}
        pages.append((path, _Page, {"studio": studio, "routes": routes}))
    return tornado.web.Application(pages, default_handler_class=_Nowhere, default_handler_args={"studio": studio})


class _Guarded(tornado.web.RequestHandler):
    """Lets in whoever has the token and comes from our own page."""

    policy = _POLICY

    def initialize(self, studio: Studio) -> None:
        self.studio = studio

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", self.policy)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def prepare(self) -> None:
        headers = self.request.headers
        if not self.studio.known_host(self.request.host):
            raise tornado.web.HTTPError(403)
        given = self.get_query_argument("token", "")
        if self.request.method == "GET" and given and hmac.compare_digest(given.encode(), self.studio.token.encode()):
            self.set_cookie(self.studio.cookie, given, httponly=True, samesite="Strict")
            self.redirect(self.request.path)
            return
        known = self.get_cookie(self.studio.cookie) or ""
        if not hmac.compare_digest(known.encode(), self.studio.token.encode()):
            raise tornado.web.HTTPError(403)
        if self.request.method != "GET" and headers.get("Origin") != f"http://{self.request.host}":
            raise tornado.web.HTTPError(403)
        if headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise tornado.web.HTTPError(403)

    def write_error(self, status_code: int, **details: Any) -> None:
        """A short page; what went wrong inside goes to the terminal, not to the browser."""
        found = details.get("exc_info")
        if found and status_code >= 500:
            traceback.print_exception(*found, file=sys.stderr)
        code = {403: "refused", 404: "nowhere"}.get(status_code, "failed")
        self.finish(str(frame.bare(say(f"error_{code}"), say(f"error_{code}_help"))))


class _Nowhere(_Guarded):
    """Every other path."""

    def prepare(self) -> None:
        super().prepare()
        raise tornado.web.HTTPError(404)


class _Asset(_Guarded):
    """A file of the package: style, script, licence."""

    def get(self, name: str) -> None:
        """Sends it, if it is one of ours."""
        known = {entry.name: entry for entry in resources.files("lkjip.studio").joinpath("assets").iterdir()}
        if name not in known:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", f"{_KINDS.get(name.rpartition('.')[2], 'application/octet-stream')}; charset=utf-8")
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(known[name].read_bytes())


class _Close(_Guarded):
    """Ends the studio."""

    def post(self) -> None:
        """Says goodbye, and then there is nobody any more."""
        self.finish(str(frame.bare(say("close"), say("closed"))))
        asyncio.get_running_loop().call_later(0.3, self.studio.closing.set)


class _Page(_Guarded):
    """A page or an action: computed in a thread, so that another tab is answered meanwhile."""

    def initialize(self, studio: Studio, routes: dict[str, Route] | None = None) -> None:
        super().initialize(studio)
        self.routes = routes or {}

    async def get(self, *parts: str) -> None:
        """A page."""
        await self._answered("GET", parts)

    async def post(self, *parts: str) -> None:
        """An action."""
        await self._answered("POST", parts)

    async def _answered(self, method: str, parts: tuple[str, ...]) -> None:
        if method not in self.routes:
            raise tornado.web.HTTPError(405)
        names = {*self.request.arguments}
        uploads = {name: Upload(found[0].filename, found[0].body) for name, found in self.request.files.items() if found}
        values = {name: self.get_argument(name, "", strip=False) for name in names}
        structure = self.request.headers.get("X-Susunan", "")
        ask = Ask(self.studio.session, tuple(part or "" for part in parts), values, uploads, structure)
        partial = self.request.headers.get("HX-Request") == "true"

        def work() -> tuple[Answer, bytes]:
            ask.session.refresh()
            return self._made(self.routes[method].answer(ask), ask, partial)

        body = await self._in_thread(work)
        self._send(*body)

    async def _in_thread(self, work: Callable[[], tuple[Answer, bytes]]) -> tuple[Answer, bytes]:
        return await asyncio.get_running_loop().run_in_executor(self.studio.threads, work)

    @staticmethod
    def _made(answer: Answer, ask: Ask, partial: bool) -> tuple[Answer, bytes]:
        """The bytes of an answer, made in the thread as well."""
        match answer:
            case Page():
                body = frame.whole(answer, ask.session)
            case Fragment():
                body = answer.body if partial else frame.bare(say("saved_page"), "")
            case _:
                body = Markup("")
        return answer, answer.content if isinstance(answer, File) else str(body).encode()

    def _send(self, answer: Answer, body: bytes) -> None:
        match answer:
            case Missing():
                raise tornado.web.HTTPError(404)
            case Move():
                self.studio.session = Session(self.studio.session.root, answer.year, answer.satker)
                self._send(Reload("/"), b"")
            case Reload():
                if self.request.headers.get("HX-Request") == "true":
                    self.set_header("HX-Redirect" if answer.to else "HX-Refresh", answer.to or "true")
                    self.finish()
                else:
                    self.redirect(answer.to or "/", status=303)
            case File():
                self.set_header("Content-Type", answer.kind)
                if answer.sandboxed:
                    self.set_header("Content-Security-Policy", _SANDBOX)
                if answer.name:
                    self.set_header("Content-Disposition", f'attachment; filename="{answer.name}"')
                self.finish(body)
            case _:
                self.set_header("Content-Type", "text/html; charset=utf-8")
                self.finish(body)
