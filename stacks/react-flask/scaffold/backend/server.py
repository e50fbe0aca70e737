"""Starts the app. What it does is in backend/app; what the browser gets is built into frontend/dist."""

import os
from pathlib import Path

from waitress.server import create_server

from app import create_app

root = Path(__file__).resolve().parent.parent
data_dir = Path(os.environ.get("DATA_DIR") or root / "data").resolve()
data_dir.mkdir(parents=True, exist_ok=True)
app = create_app(data_dir=data_dir, front_end_dir=root / "frontend" / "dist")


def serve(environ, start_response):
    """Answers /health itself: the app has no say in whether it is up."""
    if environ["PATH_INFO"] == "/health" and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        start_response("200 OK", [("Content-Type", "application/json")])
        return [b'{"status":"ok"}']
    return app(environ, start_response)


if __name__ == "__main__":
    host = os.environ.get("HOST", "127.0.0.1")
    server = create_server(serve, host=host, port=int(os.environ.get("PORT", "3000")), ident=None)
    print(f"listening on {host}:{server.effective_port}", flush=True)
    server.run()
