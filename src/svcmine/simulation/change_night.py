"""The night of a change: backups, operations, and the tests and analyses that follow them."""

from __future__ import annotations

from svcmine.simulation import commands, visit
from svcmine.simulation.cursor import BOTH, Cursor, Values
from svcmine.simulation.organisation import Device
from svcmine.simulation.plan import WATCHED, CasePlan

ON_SITE = frozenset({"upgrade", "cutover", "expansion", "board"})
_RELEASED: Values = {"version_source": "support_website", "version_status": "released", "version_first_use": True}


def operate(cursor: Cursor) -> None:
    """The escort is there, everything is backed up, and each device is worked on."""
    plan = cursor.plan
    cursor.step("explain_risk", key="explain_risk_night")
    if plan.template not in ON_SITE:
        # The customer's escort is there by telephone.
        visit.accompany(cursor)
    elif plan.template == "upgrade" and plan.rng.random() < 0.4:
        _stuck(cursor)
    for number, device in enumerate(plan.devices, start=1):
        cursor.step("login_device", key=f"login_{number}", device=device, account=plan.engineer.account)
    cursor.step("request_customer_backup")
    for number, device in enumerate(plan.devices, start=1):
        _backup(cursor, device, number)
    for number, device in enumerate(plan.devices, start=1):
        _work(cursor, device, number)


def _stuck(cursor: Cursor) -> None:
    """What the guide leaves open is asked at once, and answered before anything is loaded."""
    expert = cursor.plan.staff.expert
    cursor.step("mark_unresolved", op_type="upgrade")
    cursor.step("request_remote_support", 3, 4, support_channel="remote_engineer")
    cursor.step("provide_remote_support", 5, 9, person=expert, role="remote_expert", support_result="solved")


def _backup(cursor: Cursor, device: Device, number: int) -> None:
    cursor.operate("backup_config", device, commands.of("backup_config", device), key=f"backup_config_{number}")
    if device.product.has_change_tables or cursor.plan.template == "board":
        if device.product.syslog:
            cursor.step(
                "backup_data",
                key=f"backup_data_{number}",
                device=device,
                backup_result="ok",
                backup_owner="engineer",
                backup_type="user_data",
                backup_location="网管服务器",
            )
        else:
            cursor.operate("backup_data", device, commands.of("backup_data", device), key=f"backup_data_{number}")
        cursor.step("verify_backup", device=device, backup_verified=True)


def _work(cursor: Cursor, device: Device, number: int) -> None:
    plan = cursor.plan
    work = {
        "data": ("check_change_table", "modify_data", "recheck_data", "transfer_table"),
        "config": ("configure_online",),
        "upgrade": ("load_software", "upgrade_software", "restart_device"),
        "cutover": ("configure_online", "cutover_service"),
        "expansion": ("expand_capacity", "configure_online"),
        "board": ("replace_board",),
    }[plan.template]
    pace = _pace(plan)
    cursor.step("execute_step", *pace, key=f"execute_{number}", device=device, step_no=number)
    for activity in work:
        told: Values = {"step_no": number}
        if activity in ("load_software", "upgrade_software"):
            told |= {"channels": BOTH, "version_id": "V5R2C10"} | _RELEASED
        if activity == "restart_device":
            _consent(cursor, device, number)
        if activity in commands.LOGGED:
            told["key"] = f"{activity}_{number}"
            cursor.operate(activity, device, commands.of(activity, device), *pace, **told)
        else:
            cursor.hardware(activity, device, *pace, key=f"{activity}_{number}", **told)
    if plan.template in ("data", "config", "board"):
        _confirmed(cursor, device, number)


def _confirmed(cursor: Cursor, device: Device, number: int) -> None:
    cursor.step("confirm_step_result", key=f"confirm_{number}", device=device, step_no=number, step_result="ok")


def _pace(plan: CasePlan) -> tuple[float, float]:
    """Minutes between steps: quick where the watch must begin within half an hour of the operation."""
    return (3.0, 3.7) if plan.template in ("upgrade", "cutover", "expansion") else (4.0, 9.0)


def _consent(cursor: Cursor, device: Device, number: int) -> None:
    cursor.step(
        "customer_consent",
        *_pace(cursor.plan),
        key=f"consent_restart_{number}",
        person=cursor.plan.staff.customer_escort,
        role="customer",
        device=device,
        consent_subject="restart",
        consent_given=True,
    )


def verify(cursor: Cursor) -> None:
    """Tests and analyses, the watch, the completion told, and the way out of the devices."""
    plan = cursor.plan
    pace = _pace(plan)
    scope = ["call", "interworking", "billing", "switch_over"]
    cursor.step("test_service", *pace, test_result="pass", test_scope=scope)
    if any(device.product.has_charging for device in plan.devices):
        cursor.step("check_billing", *pace, routes_checked=1)
    cursor.step("analyze_alarms", *pace, alarm_count=plan.rng.randint(0, 3))
    cursor.step("analyze_kpi", *pace, kpi_deviation=round(plan.rng.uniform(0, 0.02), 3))
    if any(step.activity in WATCHED for step in plan.steps):
        cursor.step("start_watch", *pace, visit=watched_from(plan))
        _confirmed(cursor, plan.devices[0], 1)
    if plan.template == "upgrade":
        visit.tick(cursor, ("upgrade_guide_followed",), watched_from(plan))
    cursor.step("report_completion", notify_channel="phone", notify_recipients=["customer", "project_manager"])
    for number, device in enumerate(plan.devices, start=1):
        cursor.step("logout_device", key=f"logout_{number}", device=device, account=plan.engineer.account)
    for device in plan.devices:
        cursor.step("archive_oplog", device=device)


def watched_from(plan: CasePlan) -> str | None:
    """The visit during which the watch is kept."""
    return visit.visit_of(plan) if plan.template in ON_SITE else None
