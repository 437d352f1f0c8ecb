"""Runs the server: in the foreground until Ctrl-C, or beside other work in a thread."""

from __future__ import annotations

import errno
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn

from generec.domain.errors import ConfigError
from generec.serving.app import create_app
from generec.serving.guard import is_loopback
from generec.serving.keys import Keys
from generec.serving.service import ServingConfig
from generec.serving.watch import Watch
from generec.system import GeneRec

NEXT = 50
"""How many ports after a busy one are tried."""

END_S = 1.0
"""How long requests that run may take to end when the server does."""


class Running:
    """A server that answers at `url`, with a worker for jobs. End it with `stop`."""

    def __init__(self, system: GeneRec, server: _Server, bound: socket.socket, url: str) -> None:
        self.url = url
        self._server = server
        self._stop = threading.Event()
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._serve, args=(bound,), name="generec-http", daemon=True),
            threading.Thread(target=system.serve_jobs, args=(self._stop,), name="generec-jobs", daemon=True),
        ]
        self._warm = system.parts.reading.instructor.warm

    def begin(self) -> None:
        """Start; returns when the server answers. Raises `ConfigError` when it does not come up."""
        for thread in self._threads:
            thread.start()
        threading.Thread(target=self._warm, name="generec-warm", daemon=True).start()
        while not self._server.started:
            if not self._threads[0].is_alive():
                raise ConfigError("the server did not start; its log says why")
            time.sleep(0.01)

    def _serve(self, bound: socket.socket) -> None:
        try:
            self._server.run([bound])
        finally:
            self._ended.set()

    def wait(self) -> None:
        """Until the server ends."""
        # Not `Thread.join`: interrupted by Ctrl-C, it takes a thread that runs for ended (bpo-45274).
        while not self._ended.wait(0.5):
            pass

    def stop(self) -> bool:
        """End the server, its streams and its worker; False when a job still runs (it is taken up later)."""
        self._stop.set()
        self._server.should_exit = True
        for thread in self._threads:
            thread.join(END_S + 0.5)
        return not any(thread.is_alive() for thread in self._threads)


class _Server(uvicorn.Server):
    """Closes the streams first, so that nothing is waited for."""

    def __init__(self, config: uvicorn.Config, watch: Watch) -> None:
        super().__init__(config)
        self.watch = watch

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.watch.closing.set()
        await super().shutdown(sockets)


def start(
    system: GeneRec,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    next_free: bool = False,
    config: ServingConfig | None = None,
    page: Callable[[], Mapping[str, Any]] = dict,
) -> Running:
    """Serve an open system from threads. Port 0 takes a free one; with `next_free` a busy one gives way.

    Raises `ConfigError` for a port that cannot be had, and for a host that others can reach while
    there is no server key.
    """
    keys = Keys(system.home.path / "keys")
    loopback = is_loopback(host)
    if not loopback and not keys.names():
        raise ConfigError(
            f"others can reach {host}, and there is no server key: make one with 'generec keys new'",
            field="host",
        )
    bound = _bind(host, port, tries=NEXT if next_free and port else 1)
    app = create_app(system, loopback=loopback, keys=keys, config=config, page=page)
    settings = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=int(END_S),
    )
    running = Running(system, _Server(settings, app.state.service.watch), bound, _url(host, bound))
    running.begin()
    return running


def serve(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    announce: Callable[[str], None],
    config: ServingConfig | None = None,
) -> None:
    """Serve a home until Ctrl-C. `announce` is called with the address once it answers."""
    system = GeneRec.open(home)
    running = start(system, host=host, port=port, config=config)
    with suppress(KeyboardInterrupt), _ended_by(signal.SIGTERM):
        announce(running.url)
        running.wait()
    if running.stop():
        system.close()


@contextmanager
def _ended_by(number: int) -> Iterator[None]:
    """Let a signal end the program as Ctrl-C does (only the main thread can say so)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def _bind(host: str, port: int, *, tries: int) -> socket.socket:
    for number in range(port, min(port + tries, 65_536)):
        try:
            return _bound(host, number)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise ConfigError(
                    f"cannot listen on {host}:{number}: {error.strerror}", field="port"
                ) from error
    raise ConfigError(
        f"port {port} on {host} is taken: choose another with --port, or 0 for a free one", field="port"
    )


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError:
        bound.close()
        raise
    return bound


def _url(host: str, bound: socket.socket) -> str:
    name = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    return f"http://{f'[{name}]' if ':' in name else name}:{bound.getsockname()[1]}"
