"""A fault case in which everything is done as the norms want it: cured remotely, on site, or a major incident."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from svcmine.simulation import commands, visit
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.plan import CasePlan, minutes
from svcmine.simulation.ticket import usual

_SYMPTOMS = ("部分用户呼叫失败", "链路误码", "单板告警", "计费话单延迟", "网管脱管")
_FIELDS = ("customer", "device_model", "symptom", "urgency")
_CHECKS = ("indicator", "device_log", "port_test", "performance")
_QUICK = (3, 4.5)
_PARTIES = {"传输链路中断": "carrier", "电源异常": "customer"}
_CAUSES = ("单板硬件故障", "数据配置错误", "传输链路中断", "软件缺陷", "电源异常")


def build(plan: CasePlan, day: date) -> None:
    """Fill a plan with the steps of a fault that begins at the plan's opening."""
    plan.attributes |= told(plan)
    plan.attributes["root_cause_party"] = _PARTIES.get(str(plan.attributes["root_cause"]), "vendor")
    cursor = Cursor(plan, plan.opened_at)
    _take_up(cursor)
    cause_found(cursor)
    if plan.template == "unresolved":
        _escalate(cursor)
    handle(cursor)
    _report(cursor)


def told(plan: CasePlan) -> dict[str, object]:
    """What a fault's ticket says."""
    return usual(plan) | {
        "plan_type": "service",
        "plan_steps": ["1", "2", "3"],
        "rollback_plan_present": True,
        "planned_rollback_minutes": 60,
        "data_risk": False,
        "plan_amendment_approved": False,
        "urgency": "urgent" if plan.template == "unresolved" else "normal",
        "ticket_kind": "fault",
        "root_cause": plan.rng.choice(_CAUSES),
        "root_cause_party": "vendor",
        "lead_handler": plan.engineer.name,
        "fault_symptom": plan.rng.choice(_SYMPTOMS),
        "fault_time": plan.opened_at,
        "fault_place": plan.site.site,
        "fault_frequency": "持续",
        # What could not be solved at once had no time agreed.
        "sla_minutes": None if plan.template == "unresolved" else 480,
    }


def _take_up(cursor: Cursor) -> None:
    duty = cursor.plan.staff.duty_officer
    cursor.step("receive_request", person=duty)
    cursor.step("answer_call", 0.1, 0.2, person=duty, ring_seconds=cursor.plan.rng.randint(3, 14))
    # Quickly, so that the customer is called and the departments are asked within half an hour.
    cursor.step("confirm_request", *_QUICK, person=duty)
    cursor.step("record_request", *_QUICK, person=duty, request_fields=list(_FIELDS))
    cursor.step("assess_request", *_QUICK, person=duty)
    if cursor.plan.attributes["urgency"] == "urgent":
        cursor.step("start_emergency_process", *_QUICK, person=duty)
    cursor.step("collect_user_info", *_QUICK, person=duty)
    cursor.step("register_ticket", *_QUICK, person=duty, device=cursor.plan.devices[0])
    cursor.step("contact_customer", *_QUICK, person=duty)
    cursor.step("dispatch_ticket", *_QUICK, person=duty)
    cursor.step("accept_ticket", *_QUICK)
    cursor.step("check_circuit_resources", *_QUICK)


def cause_found(cursor: Cursor) -> None:
    """From the first look to the cause; the customer hears of each step."""
    cursor.step("coordinate_departments", *_QUICK, key="coordinate_diagnosis")
    for number in range(1, cursor.plan.rng.randint(1, 3) + 1):
        layer = "hardware" if number == 1 else "software"
        cursor.step(
            "diagnose_fault", 8, 25, key=f"diagnose_{number}", diagnosis_layer=layer, diagnosis_items=list(_CHECKS)
        )
        cursor.step("notify_progress", key=f"progress_{number}")
    cursor.step("review_past_cases")
    step = cursor.step("identify_cause", 5, 25)
    cursor.plan.attributes["root_cause_at"] = step.at


def _escalate(cursor: Cursor) -> None:
    plan = cursor.plan
    cursor.step("mark_unresolved")
    cursor.step("register_problem", 5, 20, problem_id=f"WT{plan.case_id[2:]}", problem_class="function")
    cursor.step("call_hotline", support_channel="hotline_400")
    cursor.step("report_to_superior", *_QUICK)
    cursor.step("request_remote_support", support_channel="response_center")
    cursor.step(
        "provide_remote_support", 20, 60, person=plan.staff.expert, role="remote_expert", support_result="solved"
    )


def handle(cursor: Cursor, guided: Callable[[Cursor], None] | None = None) -> None:
    """The operation that cures the fault, remotely or on site; `guided` are steps that an expert tells."""
    plan = cursor.plan
    device = plan.devices[0]
    on_site = plan.template == "onsite"
    cursor.step("draft_plan")
    if on_site:
        _travel(cursor)
        cursor.step("confirm_symptom")
        cursor.step("notify_progress", key="progress_on_site", visit=visit.visit_of(plan))
    if plan.template != "incident":
        cursor.step("explain_risk")
        cursor.step(
            "customer_approve_operation",
            person=plan.staff.customer_manager,
            role="customer",
            approver_role="customer_management",
            approval_channel="phone",
            consent_subject="operation",
            consent_given=True,
        )
    if not on_site and not guided:
        visit.accompany(cursor)
    plan.attributes["agreed_start"] = cursor.at + minutes(1)
    cursor.step("login_device", key="login_1", device=device, account=plan.engineer.account)
    cursor.step("request_customer_backup")
    cursor.operate("backup_config", device, commands.of("backup_config", device), key="backup_config_1")
    if device.product.has_change_tables:
        cursor.operate("backup_data", device, commands.of("backup_data", device), key="backup_data_1")
        cursor.step("verify_backup", device=device, backup_verified=True)
    if guided:
        guided(cursor)
    if on_site:
        part = plan.step("check_tools_spares").attributes["part_id"]
        cursor.hardware("replace_part", device, key="replace_part_1", part_id=part, part_origin="vendor_original")
        cursor.step("pack_faulty_part", packaging_ok=True, antistatic_bag=True)
    else:
        if not guided:
            cursor.step("execute_step", key="execute_1", device=device, step_no=1)
            cursor.step("confirm_step_result", key="confirm_1", device=device, step_no=1, step_result="ok")
        cursor.operate("configure_online", device, commands.of("configure_online", device), key="configure_online_1")
    scope = ["call", "interworking", "billing", "switch_over"]
    cursor.step("test_service", device=device, test_result="pass", test_scope=scope)
    if device.product.has_charging:
        cursor.step("check_billing", routes_checked=1)
    cursor.step("analyze_alarms", alarm_count=0)
    cursor.step("analyze_kpi", kpi_deviation=0.01)
    cursor.step("logout_device", key="logout_1", device=device, account=plan.engineer.account)
    plan.attributes["agreed_end"] = cursor.at + minutes(30)
    cursor.step("archive_oplog", device=device)
    if on_site:
        visit.leave(cursor)
        visit.stamp(plan)


def _travel(cursor: Cursor) -> None:
    visit.prepare(cursor)
    visit.apply(cursor, "phone")
    cursor.pass_time(30, 90)
    visit.arrive(cursor)


def _report(cursor: Cursor) -> None:
    plan = cursor.plan
    cursor.step("service_restored")
    cursor.step("notify_progress", key="progress_restored")
    cursor.step("record_checklist", key="message_unified", checklist_item="message_unified", item_result="pass")
    if plan.template == "onsite":
        visit.report(cursor)
    issue_report(cursor)
    cursor.step("close_ticket", 30, 200, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)


def issue_report(cursor: Cursor) -> None:
    """The fault report, after the customer was asked about it."""
    plan = cursor.plan
    cursor.pass_time(120, 240)
    cursor.step("consult_customer_report")
    cursor.step(
        "issue_fault_report",
        report_cause=plan.attributes["root_cause"],
        report_version=1,
        evidence_ref=f"FX{plan.case_id[2:]}",
    )
    if plan.template == "unresolved":
        cause = plan.attributes["root_cause"]
        evidence = f"FX{plan.case_id[2:]}B"
        versions: Values = {"report_cause": cause, "previous_report_cause": cause, "report_version": 2}
        cursor.step("revise_fault_report", 60, 200, evidence_ref=evidence, **versions)
