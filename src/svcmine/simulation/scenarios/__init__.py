"""What goes wrong, or nearly wrong: planted scenarios, each with all its consequences."""

from svcmine.simulation.scenarios import (
    access,
    aftercare,
    approval,
    data_safety,
    emergency,
    enterprise_slips,
    evidence,
    faults,
    gaps,
    granted,
    incidents,
    inspection_slips,
    matching,
    outside,
    planning,
    project_end,
    project_prepare,
    project_site,
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
    project_prepare,
    project_site,
    project_end,
    enterprise_slips,
)

__all__ = ["FAMILIES", "INCIDENTS", "SCENARIOS", "Incident", "Scenario"]
