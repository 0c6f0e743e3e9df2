"""The charts of the reports: each file has data(), draw() and reading(), the sentence that says what to see."""

from importlib import import_module
from types import ModuleType

NAMES = (
    "monthly_trend",
    "norms_ranking",
    "hours_heatmap",
    "regions",
    "verdicts_by_norm",
    "unticketed_operations",
    "deviations_by_phase",
    "fitness_distribution",
    "case_timeline",
    "steady",
    "steady_regions",
    "steady_unticketed",
    "funnel_regions",
    "funnel_teams",
)


def chart(name: str) -> ModuleType:
    """The module of a chart by its name; KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(f"there is no chart '{name}'; charts are {', '.join(NAMES)}")
    return import_module(f"svcmine.charts.{name}")
