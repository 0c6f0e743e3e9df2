"""The page: filters at the side, the chosen view beside them, the address that tells both, and the form for a note."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import panel as pn
import panel_material_ui as pmui
from markupsafe import Markup

from svcmine import __version__
from svcmine.dashboard.choice import LISTS, NOTHING, SEVERITIES, VERDICTS, VIEWS, Choice, from_address
from svcmine.dashboard.marks import Marks
from svcmine.dashboard.markup import el, shown, table
from svcmine.dashboard.reader import STATUSES, Reader
from svcmine.dashboard.views import VIEW_OF
from svcmine.dashboard.words import Words
from svcmine.errors import MachineError, SvcmineError

_log = logging.getLogger(__name__)
_LONGEST_NOTE = 2_000


class Board:
    """One reader's session. `choice` is all there is to it; whatever is shown follows from it."""

    def __init__(self, reader: Reader, address: str = "", user: str = "") -> None:
        self.reader = reader
        self.choice = from_address(address)
        self.words = Words(self.choice.lang)
        self._quiet = False
        self._location: Any = None
        self.marks = Marks()
        self.marks.on_msg(lambda said: self.show(from_address(str(said))))
        self.filters = self._filters()
        self.note = _NoteForm(reader, self.words, user, self._noted)
        self.page = pmui.Page(
            title=self.words("board"),
            sidebar=list(self.filters.values()),
            main=[pn.Column(self.marks, self.note.column, sizing_mode="stretch_width")],
            theme_toggle=False,
            sidebar_width=290,
            theme_config={"typography": {"fontFamily": 'Roboto, "svcmine CJK", "Noto Sans SC", sans-serif'}},
        )
        self.show(self.choice)

    def follow(self, location: Any) -> None:
        """Keep the browser's address telling what is shown, and show what it tells, as after the back button."""
        self._location = location
        location.search = self.choice.to_address()
        location.param.watch(lambda event: self._moved(event.new), "search")

    def _moved(self, search: str) -> None:
        if from_address(search) != self.choice:
            self.show(from_address(search))

    def show(self, choice: Choice) -> None:
        """Show a choice: filters, address and view."""
        another = (choice.view, choice.finding) != (self.choice.view, self.choice.finding)
        self.choice = choice if choice.lang == self.words.lang else choice.with_(lang=self.words.lang)
        with self._silently():
            for name, widget in self.filters.items():
                value = getattr(self.choice, name)
                known = list(widget.options.values())
                if isinstance(value, tuple):
                    unknown = [v for v in value if v not in known]
                    if unknown:
                        widget.options = {**widget.options, **{shown(v): v for v in unknown}}
                    widget.value = list(value)
                else:
                    if value not in known:
                        widget.options = {**widget.options, value: value}
                    widget.value = value
        if self._location is not None and self._location.search != self.choice.to_address():
            self._location.search = self.choice.to_address()
        self.marks.html = str(self._html())
        if another:
            self.marks.turns += 1

    def _html(self) -> Markup:
        words, choice = self.words, self.choice
        try:
            self.reader.refresh()
            view = VIEW_OF[choice.view](self.reader, choice, words)
            self.note.about(choice.finding if choice.view == "case" else "")
        except SvcmineError as error:
            view = el("p", words("cannot", why=str(error)), class_="trouble")
        except Exception:
            # A page must never stay blank; what went wrong is for the one who runs it.
            _log.exception("the view %s could not be made for %s", choice.view, choice.to_address())
            view = el("p", words("went_wrong"), class_="trouble")
        return el(
            "div",
            self._navigation(),
            el("main", view, data_view=choice.view, data_address=choice.to_address()),
            self._footer(),
        )

    def _navigation(self) -> Markup:
        words, choice = self.words, self.choice
        tabs = []
        for name in VIEWS:
            if name == "case" and not choice.finding:
                continue
            here = name == choice.view
            tabs.append(
                el(
                    "a",
                    words(name),
                    href=choice.with_(view=name).to_address(),
                    class_="tab here" if here else "tab",
                    aria_current="page" if here else None,
                    data_tab=name,
                )
            )
        other = choice.with_(lang="en" if choice.lang == "zh" else "zh", page=choice.page)
        return el(
            "nav",
            tabs,
            el("span", class_="space"),
            el("a", words("reset"), href=Choice(lang=choice.lang, view=choice.view).to_address(), class_="reset")
            if choice.filtered
            else None,
            el("button", words("copy"), type="button", data_copied=words("copied")),
            el("a", words("language"), href=other.to_address(), data_load="", class_="language"),
        )

    def _footer(self) -> Markup:
        words = self.words
        told = words(
            "figures_of",
            at=f"{self.reader.checked_at:%Y-%m-%d %H:%M}",
            month=self.reader.complete,
            store=self.reader.path.name,
        )
        return el(
            "footer",
            el("p", told),
            el("p", words("source_code_told", version=__version__), " ", el("a", words("source_code"), href="source",
               download="")),
        )  # fmt: skip

    def _filters(self) -> dict[str, Any]:
        words = self.words
        months = self.reader.plain(
            "select distinct month from memory.board.tallies where month is not null order by month"
        )["month"].tolist()
        found: dict[str, Any] = {
            name: pmui.Select(label=words(name), options={words("all"): "", **{m: m for m in months}}, value="",
                              sizing_mode="stretch_width", size="small", margin=(6, 12))
            for name in ("since", "until")
        }  # fmt: skip
        for name in LISTS:
            found[name] = pmui.MultiChoice(
                label=words(name), options=self._options(name), sizing_mode="stretch_width", margin=(6, 12)
            )
        for name, widget in found.items():
            widget.param.watch(lambda event, name=name: self._filtered(name, event.new), "value")
        return found

    def _options(self, name: str) -> dict[str, str]:
        """What people read → the value, for one filter."""
        words = self.words
        if name == "severity":
            return {words.severity(value): value for value in SEVERITIES}
        if name == "verdict":
            return {words.verdict(value): value for value in VERDICTS}
        if name == "norm":
            known = self.reader.plain("select distinct norm_id from memory.board.tallies order by norm_id")["norm_id"]
            return {f"{shown(value)} {self.reader.norms.title(value, words.lang)}": value for value in known}
        values = self.reader.plain(
            f"select distinct coalesce({name}, '{NOTHING}') as value from memory.board.tallies order by value"
        )["value"].tolist()
        told = {NOTHING: words("not_recorded")}
        return {told.get(v) or (words.process(v) if name == "process" else shown(v)): v for v in values}

    def _filtered(self, name: str, value: Any) -> None:
        if not self._quiet:
            self.show(self.choice.with_(**{name: tuple(value) if isinstance(value, list) else value or ""}))

    def _noted(self) -> None:
        self.show(self.choice)

    @contextlib.contextmanager
    def _silently(self) -> Iterator[None]:
        """While widgets follow the choice, their change is no choice of its own."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False


class _NoteForm:
    """What the team makes of a finding: confirmed, contested or corrected, by whom and why."""

    def __init__(self, reader: Reader, words: Words, user: str, noted: Any) -> None:
        self.reader, self.words, self._noted = reader, words, noted
        self.finding = ""
        self.status = pmui.Select(label=words("note_status"), options={words.status(s): s for s in STATUSES}, width=240)
        self.by = pmui.TextInput(label=words("note_by"), value=user, max_length=100, width=240)
        self.text = pmui.TextAreaInput(label=words("note_text"), max_length=_LONGEST_NOTE, rows=3, width=520)
        self.button = pmui.Button(label=words("note_save"), color="primary")
        self.told = Marks()
        self.history = Marks()
        self.button.on_click(lambda _: self.save())
        self.column = pn.Column(self.history, pn.Row(self.status, self.by), self.text, self.button, self.told,
                                visible=False, sizing_mode="stretch_width", css_classes=["note-form"])  # fmt: skip

    def about(self, finding_id: str) -> None:
        """Show the form for a finding; for none, or one that is not there, hide it."""
        known = (
            bool(finding_id)
            and not self.reader.plain(
                "select 1 from memory.board.findings where finding_id = $id", {"id": finding_id}
            ).empty
        )
        if known:
            if finding_id != self.finding:
                self.told.html = self.text.value = ""
            self.history.html = str(self._history(finding_id))
        self.finding = finding_id if known else ""
        self.column.visible = known

    def _history(self, finding_id: str) -> Markup:
        words = self.words
        frame = self.reader.history(finding_id)
        rows = [(f"{r.at:%Y-%m-%d %H:%M}", words.status(r.status) if r.status in STATUSES else shown(r.status),
                 shown(r.by), shown(r.note) if isinstance(r.note, str) else "")
                for r in frame.itertuples()]  # fmt: skip
        header = [words("at"), words("state"), words("by"), words("note")]
        noted = table(header, rows, class_="data", data_table="history") if rows else el("p", words("note_none"))
        return el("section", el("h2", words("note_title")), el("h3", words("note_history")), noted,
                  el("p", words("note_kept")))  # fmt: skip

    def save(self) -> None:
        """Write the note into the store, or say why not; what was typed stays until it is saved."""
        words = self.words
        status, by, text = self.status.value, (self.by.value or "").strip(), (self.text.value or "").strip()
        problem = (
            words("note_needs_name") if not by
            else words("note_needs_reason") if status == "contested" and not text
            else words("note_too_long") if len(text) > _LONGEST_NOTE
            else ""
        )  # fmt: skip
        if not problem:
            try:
                self.reader.dispose(self.finding, status, by, text)
            except MachineError:
                problem = words("note_locked")
            except SvcmineError as error:
                problem = str(error)
        if problem:
            self.told.html = str(el("p", words("note_failed", why=problem), class_="trouble"))
            return
        self._noted()
        self.text.value = ""
        self.told.html = str(el("p", words("note_saved", status=words.status(status), by=by), class_="saved"))


def page(reader: Reader) -> Any:
    """The board for the session that asks, restored from its address."""
    location = pn.state.location
    user = pn.state.user or ""
    board = Board(reader, location.search if location else "", "" if user == "guest" else user)
    if location:
        board.follow(location)
    return board.page
