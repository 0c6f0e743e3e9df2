"""The command line's verb for the interactive board: svcmine dashboard."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from svcmine.cli_norms import DEFAULT_STORE, StoreOption

PASSWORD = "SVCMINE_DASHBOARD_PASSWORD"


def dashboard(
    store: StoreOption = DEFAULT_STORE,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to serve on.")] = 5006,
    address: Annotated[
        str, typer.Option("--address", help="Serve to a network: an address of this machine. It needs a password.")
    ] = "127.0.0.1",
    origin: Annotated[
        list[str] | None,
        typer.Option("--origin", help="A HOST:PORT by which browsers reach it, as behind a proxy; repeatable."),
    ] = None,
) -> None:
    """Serve the quality team's interactive board on this machine, until Ctrl+C.

    With --address of a network it wants a password, from SVCMINE_DASHBOARD_PASSWORD or asked for.
    """
    # Here and not above: Panel takes seconds to load, and no other verb has a use for it.
    from svcmine.dashboard import serving  # noqa: PLC0415
    from svcmine.dashboard.reader import Reader  # noqa: PLC0415

    place = serving.Place(address, port, os.environ.get(PASSWORD, ""), tuple(origin or ()))
    if not place.loopback and not place.password and sys.stdin.isatty():
        asked = typer.prompt("A password for the board", hide_input=True, confirmation_prompt=True)
        place = serving.Place(address, port, asked, place.origins)
    serving.check(place)
    typer.echo(f"Reading {store} ...")
    reader = Reader(store)
    if not place.loopback:
        typer.echo(serving.exposes(place, store))
    told = f"The board is at http://{address}:{port}/dashboard - stop it with Ctrl+C."
    serving.serve(reader, place, lambda: typer.echo(told))
