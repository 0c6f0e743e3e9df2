"""What goes wrong, or nearly wrong: planted scenarios, each with all its consequences."""

from svcmine.simulation.scenarios import (
    access,
    aftercare,
    approval,
    data_safety,
    emergency,
    evidence,
    faults,
    gaps,
    granted,
    incidents,
    inspection_slips,
    matching,
    outside,
    planning,
    report_slips,
    rollback,
    visit_agreed,
    visit_left,
    visit_on_site,
    window,
)
from svcmine.simulation.scenarios.registry import INCIDENTS, SCENARIOS, Incident, Scenario

# Importing a family registers its scenarios.
FAMILIES = (
    window,
    planning,
    approval,
    data_safety,
    aftercare,
    rollback,
    emergency,
    access,
    faults,
    incidents,
    matching,
    evidence,
    gaps,
    granted,
    outside,
    inspection_slips,
    report_slips,
    visit_agreed,
    visit_left,
    visit_on_site,
)

__all__ = ["FAMILIES", "INCIDENTS", "SCENARIOS", "Incident", "Scenario"]
