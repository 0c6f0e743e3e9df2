"""The part of the page that shows a view: HTML from the server, whose clicked links come back as addresses."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import param
from panel.custom import JSComponent

# A link is a real one (it can be copied, or opened in a new tab); a plain click on it stays in this session.
_SCRIPT = """
export function render({ model, el }) {
  const box = document.createElement('div')
  box.className = 'board'
  box.innerHTML = model.html
  model.on('html', () => { box.innerHTML = model.html })
  model.on('turns', () => { box.scrollIntoView({ block: 'start' }) })
  box.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-copied]')
    if (button) {
      const done = () => { button.textContent = button.dataset.copied }
      const ask = () => { window.prompt('', window.location.href) }
      navigator.clipboard ? navigator.clipboard.writeText(window.location.href).then(done, ask) : ask()
      return
    }
    const link = event.target.closest('a')
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button)
    const address = link && link.getAttribute('href')
    if (address && address.startsWith('?') && plain && !link.hasAttribute('data-load')) {
      event.preventDefault()
      model.send_msg(address)
    }
  })
  return box
}
"""


class Marks(JSComponent):
    """`html`: what is shown; `turns`: counted up to scroll back to the top. `on_msg` tells the clicked address."""

    html = param.String(default="", doc="Escaped HTML.")
    turns = param.Integer(default=0, doc="Counted up when another view is shown.")

    _esm = _SCRIPT
    _stylesheets = [(files("svcmine.dashboard") / "board.css").read_text(encoding="utf-8")]  # noqa: RUF012

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
