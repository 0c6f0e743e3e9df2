"""Serves the board: on this machine only, unless an address is named; then with a password, saying what it exposes."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import panel as pn

from svcmine.charts.theme import chinese_font
from svcmine.dashboard.board import Board, page
from svcmine.dashboard.downloads import ExportHandler, SourceHandler
from svcmine.dashboard.reader import Reader
from svcmine.errors import MachineError, UsageError

LOOPBACK = "127.0.0.1"
LEAST_PASSWORD = 8
# Chinese from the font file of an installed package where the reader's machine has none. The page alone asks for it,
# and only if Chinese is shown.
_FONT = """
@font-face {{ font-family: "svcmine CJK"; font-display: swap;
  src: local("Noto Sans SC"), local("Noto Sans CJK SC"), local("PingFang SC"), local("Microsoft YaHei"){url};
  unicode-range: U+2E80-2FFF, U+3000-303F, U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+FF00-FFEF, U+20000-2FA1F; }}
"""


@dataclass(frozen=True)
class Place:
    """Where the board is served. `origins`: the hosts, with port, by which browsers may reach it from elsewhere."""

    address: str = LOOPBACK
    port: int = 5006
    password: str = field(default="", repr=False)
    origins: Sequence[str] = ()

    @property
    def loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return is_loopback(self.address)

    @property
    def hosts(self) -> list[str]:
        """The host:port pairs whose pages may talk to the board; any other site's page may not."""
        here = [f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"]
        if self.address in ("0.0.0.0", "::"):
            names = [socket.gethostname(), socket.getfqdn()]
            return [*here, *(f"{name.lower()}:{self.port}" for name in names), *self.origins]
        own = f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"
        return [*dict.fromkeys([*here, own, *self.origins])]


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def exposes(place: Place, store: Path) -> str:
    """What others can see and do once the board is served to a network."""
    return (
        f"Whoever reaches http://{place.address}:{place.port}/dashboard and knows the password can read every finding, "
        f"case, device command and person's name in {store.name}, export them, and write notes into it. The "
        "connection is not encrypted: on a network that you do not trust, put a proxy with TLS before it. "
        "Under the AGPL all its users may have the source code; the page offers it to them."
    )


def check(place: Place) -> None:
    """Refuse what cannot be served: a network without a password, or a port that is taken.

    Raises UsageError or MachineError.
    """
    if not place.loopback and len(place.password) < LEAST_PASSWORD:
        raise UsageError(
            f"--address {place.address}: others could reach the board, so it needs a password of at least "
            f"{LEAST_PASSWORD} characters. Put it into the environment variable SVCMINE_DASHBOARD_PASSWORD."
        )
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.address, place.port))
        except OSError as error:
            raise MachineError(
                f"{place.address}:{place.port}: the board cannot be served here ({error.strerror or error}). "
                "Name another port: --port 5007"
            ) from None


def serve(reader: Reader, place: Place, ready: Callable[[], None]) -> None:
    """Serve the board until it is interrupted; `ready` is called once it answers."""
    check(place)
    font = chinese_font()
    css = _FONT.format(url=f', url("fonts/{font.name}") format("truetype")' if font else "")
    pn.extension(raw_css=[css], notifications=False)
    Board(reader)  # What is made for the first time takes longest: let it be before the first reader comes.
    reader.readiness()
    options: dict[str, Any] = {}
    if place.password:
        options = {
            "basic_auth": place.password,
            "basic_login_template": str(files("svcmine.dashboard") / "login.html"),
            "cookie_secret": secrets.token_hex(32),
        }
    server = pn.serve(
        {"dashboard": lambda: page(reader)},
        port=place.port,
        address=place.address,
        websocket_origin=place.hosts,
        title="svcmine",
        show=False,
        start=False,
        verbose=False,
        static_dirs={"fonts": str(font.parent)} if font else {},
        extra_patterns=[
            (r"/export/findings\.(csv|xlsx)", ExportHandler, {"reader": reader}),
            (r"/source", SourceHandler),
        ],
        **options,
    )
    server.start()
    ready()
    with suppress(KeyboardInterrupt):
        server.io_loop.start()
