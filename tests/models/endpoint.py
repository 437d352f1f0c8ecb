"""An endpoint of the chat protocol over real sockets that answers what a test scripts."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[[BaseHTTPRequestHandler], None]


def reply(status: int, body: Any = b"", **headers: str) -> Script:
    """A response: bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return send


def says(content: Any, *, finish: str = "stop", refusal: str | None = None) -> Script:
    """What a model says: text as it is, anything else as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": refusal}
    return reply(200, {"choices": [{"index": 0, "message": message, "finish_reason": finish}]})


class Endpoint:
    """Serves the script, one entry a request; the last is repeated. `bodies` holds what was asked."""

    def __init__(self) -> None:
        self.script: list[Script] = []
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.closing = threading.Event()

    reply = staticmethod(reply)
    says = staticmethod(says)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def answers(self, *script: Script) -> None:
        self.script = list(script)

    def hangs(self, handler: BaseHTTPRequestHandler) -> None:
        """A script that never answers."""
        self.closing.wait(30)
        handler.close_connection = True

    def drips(self, handler: BaseHTTPRequestHandler) -> None:
        """A script that sends a byte now and then, for ever."""
        handler.send_response(200)
        handler.end_headers()
        while not self.closing.wait(0.05):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    def breaks(self, handler: BaseHTTPRequestHandler) -> None:
        """A script that hangs up without an answer."""
        handler.close_connection = True

    def __enter__(self) -> "Endpoint":
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                served.bodies.append(json.loads(body))
                served.headers.append(dict(self.headers))
                served.paths.append(self.path)
                script = served.script.pop(0) if len(served.script) > 1 else served.script[0]
                try:
                    script(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
