"""The app: its API and its front end."""

from pathlib import Path

from flask import Flask


def create_app(*, data_dir: Path, front_end_dir: Path) -> Flask:
    """`data_dir`: the one folder it may write to; `front_end_dir`: the built files of the front end."""
    app = Flask(__name__, static_folder=str(front_end_dir), static_url_path="")

    @app.get("/")
    def index():
        return app.send_static_file("index.html")

    return app
