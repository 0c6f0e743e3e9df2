"""A visit at the customer's request, done as the norms want it: a fault, somebody's software, or work left open."""

from __future__ import annotations

from datetime import date, timedelta

from svcmine.simulation import commands, visit
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan, minutes
from svcmine.simulation.ticket import usual

FIELDS = ["customer", "device_model", "symptom", "urgency"]
_QUICK = (3, 4)


def build(plan: CasePlan, day: date) -> None:
    """Fill a plan with the steps of a visit on `day`, which the customer asked for two days before."""
    open_end = plan.template == "unfinished"
    plan.attributes |= usual(plan) | {
        "plan_type": "service",
        "plan_steps": ["1", "2"],
        "ticket_kind": "work" if plan.template == "software" else "fault",
        "software_licence": "legal",
        "reason_not_finished": "备件未到" if open_end else None,
    }
    cursor = Cursor(plan, plan.opened_at)
    _request(cursor)
    visit.prepare(cursor)
    visit.apply(cursor, important=plan.template == "software")
    cursor.jump(local(plan.site, day, 13, plan.rng.randint(0, 30)))
    visit.arrive(cursor)
    _work(cursor)
    cursor.step("test_service", device=plan.devices[0], test_result="pass", test_scope=["call", "billing"])
    cursor.step("notify_progress", visit=visit.visit_of(plan))
    if open_end:
        _get_help(cursor)
    visit.leave(cursor, unfinished=open_end)
    visit.stamp(plan)
    cursor.jump(max(cursor.at, local(plan.site, day + timedelta(days=1), 9, plan.rng.randint(0, 40))))
    visit.report(cursor)
    if plan.template == "software":
        _make_amends(cursor)
    cursor.step("close_ticket", 20, 90, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)


def _request(cursor: Cursor) -> None:
    """A call that is picked up, breaks off and is taken up again; and what the customer wants to know besides."""
    plan, duty = cursor.plan, cursor.plan.staff.duty_officer
    by: Values = {"person": duty}
    cursor.step("receive_request", **by)
    cursor.step("answer_call", 0.1, 0.2, ring_seconds=plan.rng.randint(3, 14), **by)
    if plan.rng.random() < 0.3:
        cursor.step("call_dropped", *_QUICK, **by)
        cursor.step("call_back", 0.5, 2, **by)
    cursor.walk("confirm_request contact_customer", *_QUICK, **by)
    cursor.step("record_request", *_QUICK, request_fields=list(FIELDS), **by)
    cursor.step("assess_request", *_QUICK, **by)
    cursor.step("collect_user_info", *_QUICK, key="collect_request", **by)
    cursor.step("register_ticket", *_QUICK, device=plan.devices[0], **by)
    cursor.step("dispatch_ticket", *_QUICK, **by)
    cursor.step("accept_ticket", *_QUICK)
    if plan.template == "unfinished":
        question: Values = {"question_id": f"YW{plan.case_id[2:]}", "problem_class": "function"}
        cursor.step("record_question", **question)
        cursor.step("transfer_question", **question)
        cursor.step("consult_interface", support_channel="vendor_interface", **question)
        cursor.step("receive_complaint", problem_class="performance", **by)
        cursor.step("provide_solution", problem_class="performance")
        cursor.step("reply_customer", **question)


def _work(cursor: Cursor) -> None:
    plan, device, here = cursor.plan, cursor.plan.devices[0], visit.visit_of(cursor.plan)
    cursor.step("confirm_symptom", visit=here, person=plan.engineer.name)
    cursor.step("notify_progress", key="progress_on_site", visit=here)
    cursor.step("explain_risk", visit=here)
    cursor.agree(
        "customer_approve_operation",
        "operation",
        visit=here,
        approver_role="customer_management",
        approval_channel="written",
    )
    plan.attributes["agreed_start"] = cursor.at + minutes(1)
    cursor.step("login_device", key="login_1", device=device, account=plan.engineer.account, visit=here)
    cursor.step("request_customer_backup", visit=here)
    cursor.operate("backup_config", device, commands.of("backup_config", device), key="backup_config_1")
    if plan.template == "software":
        _install(cursor)
    else:
        for number in (1, 2):
            cursor.step("execute_step", key=f"execute_{number}", device=device, visit=here, step_no=number)
            cursor.step("confirm_step_result", key=f"confirm_{number}", visit=here, step_no=number, step_result="ok")
    cursor.step("logout_device", key="logout_1", device=device, account=plan.engineer.account)
    plan.attributes["agreed_end"] = cursor.at + minutes(30)
    cursor.step("archive_oplog", device=device)


def _install(cursor: Cursor) -> None:
    """The customer's own software, at his risk; what of his is used is asked for and given back."""
    plan, device, here = cursor.plan, cursor.plan.devices[0], visit.visit_of(cursor.plan)
    cursor.agree("customer_consent", "software", key="consent_software", visit=here)
    cursor.step(
        "sign_memo",
        visit=here,
        person=plan.staff.customer_manager,
        memo_type="liability_waiver",
        memo_signed=True,
        signer_role="customer",
    )
    cursor.agree("customer_consent", "power", key="consent_power", visit=here)
    cursor.step("operate_power_cable", device=device, visit=here)
    cursor.agree("customer_consent", "resource_use", key="consent_resource", visit=here)
    cursor.walk("use_customer_resource borrow_tool", visit=here)
    cursor.step("install_software", device=device, visit=here)
    cursor.step("return_tool", visit=here)


def _get_help(cursor: Cursor) -> None:
    """What cannot be solved on site is registered, and help is asked for at once."""
    plan, here = cursor.plan, visit.visit_of(cursor.plan)
    cursor.step("mark_unresolved", visit=here, op_type="service")
    cursor.step("seek_partner_support", *_QUICK, support_channel="partner_technician", support_result="unsolved")
    problem: Values = {"problem_id": f"WT{plan.case_id[2:]}", "problem_class": "function"}
    cursor.step("register_problem", *_QUICK, **problem)
    cursor.step("call_hotline", *_QUICK, support_channel="hotline_400")
    cursor.step("report_to_superior", *_QUICK)
    cursor.step("request_remote_support", *_QUICK, support_channel="response_center")
    expert = plan.staff.expert
    cursor.step("provide_remote_support", 20, 60, person=expert, role="remote_expert", support_result="solved")
    cursor.step("notify_progress", key="progress_help", visit=here)


def _make_amends(cursor: Cursor) -> None:
    """A subcontractor's man who misbehaved is sent away, his firm is told, and the customer hears a word of regret."""
    manager = cursor.plan.staff.project_manager
    cursor.step("remove_offender", person=manager, performer_org="subcontractor")
    cursor.step("issue_corrective_action", 10, 30, person=manager)
    cursor.step("visit_apologize", 30, 90, person=manager, role="leader", visit_reason="crisis")
    cursor.step("train_staff", 30, 90, training_record=f"PX{cursor.plan.case_id[2:]}")
