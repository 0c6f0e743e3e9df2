"""The board's views: each file has render(reader, choice, words), which gives the view as escaped HTML."""

from collections.abc import Callable

from markupsafe import Markup

from svcmine.dashboard.choice import Choice
from svcmine.dashboard.reader import Reader
from svcmine.dashboard.views import case, findings, model, operations, overview, readiness, waivers
from svcmine.dashboard.words import Words

View = Callable[[Reader, Choice, Words], Markup]

VIEW_OF: dict[str, View] = {
    "overview": overview.render,
    "operations": operations.render,
    "model": model.render,
    "waivers": waivers.render,
    "readiness": readiness.render,
    "findings": findings.render,
    "case": case.render,
}
