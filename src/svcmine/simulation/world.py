"""Everything a simulation made before it is written to files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from svcmine.simulation.organisation import Organisation
from svcmine.simulation.plan import Alarm, CasePlan, Command, Step, Truth


@dataclass(frozen=True)
class Waiver:
    """An exception that somebody granted in writing; `scope` is column → value."""

    norm_id: str
    scope: dict[str, str]
    valid_from: datetime
    valid_to: datetime | None
    reason: str


@dataclass
class World:
    """The organisation, its cases, what happened outside any case, and the truth about it all."""

    organisation: Organisation
    cases: list[CasePlan] = field(default_factory=list)
    loose: list[Step] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    # Scenario and case: who was befallen by what.
    planted: list[tuple[str, str]] = field(default_factory=list)
    # What happened outside any case, by name.
    incidents: list[str] = field(default_factory=list)

    def all_alarms(self) -> list[Alarm]:
        """The alarms of all cases and those that nobody ticketed, in time order."""
        of_cases = [alarm for plan in self.cases for alarm in plan.alarms]
        return sorted(of_cases + self.alarms, key=lambda alarm: (alarm.at, alarm.device.device_id, alarm.kind))

    def operations(self) -> Iterator[tuple[Step, Command, CasePlan | None]]:
        """Every command record with the step it belongs to and the case of that step, if any."""
        for plan in self.cases:
            for step in plan.steps:
                if "log" in step.channels:
                    for command in step.commands + step.looks:
                        yield step, command, plan
        for step in self.loose:
            for command in step.commands + step.looks:
                yield step, command, None
