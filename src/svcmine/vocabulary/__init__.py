"""The words that logs are mapped to and norms are written in: activities, activity classes, attributes."""

from svcmine.vocabulary.words import (
    ACTIVITIES,
    ATTRIBUTES,
    CLASSES,
    PHASES,
    PROCESSES,
    Activity,
    ActivityClass,
    Attribute,
    Label,
    activities_of,
    label_of,
)

__all__ = [
    "ACTIVITIES",
    "ATTRIBUTES",
    "CLASSES",
    "PHASES",
    "PROCESSES",
    "Activity",
    "ActivityClass",
    "Attribute",
    "Label",
    "activities_of",
    "label_of",
]
