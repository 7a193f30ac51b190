"""Our pages as sites of the web, with the strictest policy that a page can have."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGES = Path(__file__).parent / "pages"
STRICT = "default-src 'none'; style-src 'self'; script-src 'none'; frame-src *"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = PAGES / self.path.removeprefix("/")
        body = page.read_text("utf-8").replace("PORT", str(self.server.server_address[1])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if page.suffix == ".css" else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", STRICT)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def sites() -> Iterator[int]:
    """The port at which our pages are, under every name that leads to this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
