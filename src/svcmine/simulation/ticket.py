"""What the ticket of every flawless case says, whatever the kind of work."""

from __future__ import annotations

from svcmine.simulation.plan import CasePlan


def usual(plan: CasePlan) -> dict[str, object]:
    """The attributes that all kinds of work share; each adds its own and says what is otherwise with it."""
    return {
        "plan_id": f"FA{plan.case_id[2:]}",
        "plan_devices": [device.device_id for device in plan.devices],
        "plan_persons": [person.name for person in plan.engineers],
        "service_impact": "none",
        "expected_impact": "业务无影响",
        "emergency_restoration": False,
        "severity_level": "minor",
        "urgency": "normal",
        "ticket_description_complete": True,
        "business_importance": "normal",
        "circuit_grade": "AA",
        "within_circuit_grade": True,
        "ticket_kind": "work",
        "ticket_owner": plan.engineer.name,
        "customer_contact": plan.staff.customer_manager,
    }
