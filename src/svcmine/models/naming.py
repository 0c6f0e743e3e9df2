"""Finds the activity that a task of a model stands for."""

from __future__ import annotations

from svcmine.models.documents import one_line
from svcmine.vocabulary import ACTIVITIES


def _labels() -> dict[str, str]:
    known: dict[str, str] = {}
    for activity in ACTIVITIES.values():
        for label in (activity.label.zh, activity.label.en, activity.name):
            known[label.casefold()] = activity.name
    return known


_LABELS = _labels()


def activity_of(declared: str | None, element_id: str, name: str, documentation: str) -> str | None:
    """The activity of a task, None if nothing names one.

    In this order: what the file declares (`svcmine:activity`); an id, a name or a documentation that is an activity
    or its label in either language, alone or as "English / 中文"; else the task's name itself, so that a model of any
    log can be used with that log's own activities.
    """
    if declared:
        return one_line(declared)
    if element_id in ACTIVITIES:
        return element_id
    for text in (name, *name.split("/"), documentation, *documentation.split("/")):
        found = _LABELS.get(one_line(text).casefold())
        if found:
            return found
    return one_line(name) or None
