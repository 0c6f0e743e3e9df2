"""A cursor that walks through a case's time and lays steps down as it goes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from svcmine.simulation.commands import looking
from svcmine.simulation.organisation import Device
from svcmine.simulation.plan import MAJOR, CasePlan, Command, Step, minutes, seconds

# Values of a step or its attributes, kept to be used again.
Values = dict[str, Any]
LOG = frozenset({"log"})
BOTH = frozenset({"ticket", "log"})


class Cursor:
    """Adds steps to a plan, each some minutes after the one before.

    Steps lie at least three minutes apart, so that clocks a minute off cannot change their order.
    """

    def __init__(self, plan: CasePlan, at: datetime) -> None:
        self.plan = plan
        self.at = at

    def jump(self, at: datetime) -> None:
        """Go on at another time, which must not be earlier."""
        if at < self.at:
            raise ValueError(f"{self.plan.case_id}: {at} is before {self.at}")
        self.at = at

    def pass_time(self, low: float, high: float) -> datetime:
        """Let between `low` and `high` minutes go by."""
        self.at += seconds(round(self.plan.rng.uniform(low, high) * 60))
        return self.at

    def step(self, activity: str, low: float = 3, high: float = 9, **values: Any) -> Step:
        """A ticket step between `low` and `high` minutes later; `key` names it, else its activity does.

        What is done again is named with a number: `explain_risk`, `explain_risk_2`.
        """
        values.setdefault("person", self.plan.engineer.name)
        key = str(values.pop("key", None) or self.plan.next_key(activity))
        return self.plan.add(key, activity, self.pass_time(low, high), **values)

    def walk(self, activities: str, low: float = 3, high: float = 9, **values: Any) -> None:
        """Several ticket steps one after the other, alike but for the activity."""
        for activity in activities.split():
            self.step(activity, low, high, **values)

    def agree(self, activity: str, subject: str, low: float = 3, high: float = 9, **values: Any) -> Step:
        """A consent: somebody of the customer's, else his manager, says yes to a subject."""
        values.setdefault("person", self.plan.staff.customer_manager)
        return self.step(activity, low, high, role="customer", consent_subject=subject, consent_given=True, **values)

    def operate(
        self,
        activity: str,
        device: Device,
        commands: list[str],
        low: float = 4,
        high: float = 9,
        **values: Any,
    ) -> Step:
        """A step that the operation log shows: a run of commands some seconds apart, one block."""
        person = self.plan.engineer
        values.setdefault("person", person.name)
        values.setdefault("account", person.account)
        told = activity in MAJOR and self.plan.rng.random() < 0.25
        values.setdefault("channels", BOTH if told else LOG)
        key = str(values.pop("key", activity))
        start = self.pass_time(low, high)
        step = self.plan.add(key, activity, start, device=device, **values)
        step.commands = self._commands(start, commands)
        if self.plan.rng.random() < 0.5:
            step.looks = [Command(start - seconds(self.plan.rng.randint(15, 50)), looking(device, self.plan.rng))]
        self.at = step.commands[-1].at
        # A block ends with its last command; one command alone has no end of its own.
        step.ended_at = self.at
        return step

    def _commands(self, start: datetime, texts: list[str]) -> list[Command]:
        at = start
        commands = []
        for text in texts:
            commands.append(Command(at, text))
            at += seconds(self.plan.rng.randint(8, 45))
        return commands

    def hardware(self, activity: str, device: Device, low: float = 5, high: float = 12, **values: Any) -> Step:
        """A step on a device that only the ticket shows, with start and end."""
        lasts = self.plan.rng.randint(8, 20)
        step = self.step(activity, low, high, device=device, account=self.plan.engineer.account, **values)
        step.ended_at = step.at + minutes(lasts)
        self.at = step.ended_at
        return step
