"""Data changed without a backup, an unchecked change table, tables transferred without a recheck."""

from __future__ import annotations

from collections.abc import Iterator

from svcmine.simulation.plan import BACKED, DATA_CHANGE, CasePlan, Truth, minutes, seconds
from svcmine.simulation.scenarios.registry import scenario
from svcmine.simulation.world import World

BACKUP, TABLE, RECHECK = "CHG-BACKUP-BEFORE-MODIFY", "CHG-CHANGE-TABLE-CHECK", "CHG-RECHECK-BEFORE-TRANSFER"


@scenario("config", products=("NE", "SW"), weight=4)
def no_backup(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The configuration was changed without any backup."""
    plan.remove_if(lambda step: step.activity == "backup_config")
    yield from plan.each(plan.members(BACKED), BACKUP, 1)


@scenario("config", products=("NE", "SW"), weight=2)
def backup_afterwards(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The backup was made when the change was done: it saved the changed data."""
    last = plan.step("test_service").at
    for number, step in enumerate(plan.having("backup_config")):
        step.move(last + minutes(1 + number * 0.5))
    yield from plan.each(plan.members(BACKED), BACKUP, 1)


@scenario("data", products=("SX", "HL"), weight=2)
def data_not_backed_up(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Only the configuration was backed up; it does not cover the data."""
    plan.remove_if(lambda step: step.activity == "backup_data")
    yield from plan.each(plan.members(DATA_CHANGE), BACKUP, 2)


@scenario("data", products=("SX", "HL"))
def backup_failed(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The backup command failed, and nobody repeated it."""
    for step in plan.having("backup_data"):
        step.commands[-1].result = "failed"
    yield from plan.each(plan.members(DATA_CHANGE), BACKUP, 2)


@scenario("data", products=("SX", "HL"))
def backup_failed_then_repeated(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The backup command failed and was repeated with success before the change."""
    for number, step in enumerate(plan.having("backup_data")):
        plan.copy_step(step.key, f"backup_again_{number}", step.at + seconds(100)).looks.clear()
        step.commands[-1].result = "failed"
    yield from ()


@scenario("data", products=("SX", "HL"), weight=2)
def change_table_not_checked(plan: CasePlan, world: World) -> Iterator[Truth]:
    """Data was modified without looking for a change table."""
    plan.remove_if(lambda step: step.activity == "check_change_table")
    yield from plan.each(plan.having("modify_data"), TABLE, 1)


@scenario("data", products=("SX", "HL"), weight=2)
def no_recheck(plan: CasePlan, world: World) -> Iterator[Truth]:
    """The tables were transferred without a recheck."""
    plan.remove_if(lambda step: step.activity == "recheck_data")
    yield from plan.each(plan.having("transfer_table"), RECHECK, 1)


@scenario("data", products=("SX", "HL"))
def modified_after_recheck(plan: CasePlan, world: World) -> Iterator[Truth]:
    """After the recheck a further change was made and transferred with the rest."""
    for number, step in enumerate(plan.having("recheck_data")):
        again = plan.copy_step(f"modify_data_{number + 1}", f"modify_late_{number}", step.at + seconds(130))
        again.commands, again.looks = again.commands[:1], []
        again.ended_at = again.at
    yield from plan.each(plan.having("transfer_table"), RECHECK, 1)


@scenario("board", weight=2)
def board_replaced_without_data_backup(plan: CasePlan, world: World) -> Iterator[Truth]:
    """A board that holds data was replaced; only the configuration had been backed up."""
    plan.remove_if(lambda step: step.activity == "backup_data")
    yield from plan.each(plan.having("replace_board"), BACKUP, 3)
