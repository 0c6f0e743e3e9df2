"""A project from the first meeting to the final acceptance, done as the norms want it; a relocation has the hard parts.

Equipment is built where nothing runs yet, so that its steps are told by the ticket alone.
"""

from __future__ import annotations

from datetime import date, timedelta

from svcmine.simulation import visit
from svcmine.simulation.cursor import Cursor, Values
from svcmine.simulation.organisation import local
from svcmine.simulation.plan import CasePlan
from svcmine.simulation.project_work import BACKUP, BUILDING, at_hour, construct, issue, own, sign
from svcmine.simulation.ticket import usual

_DOCUMENTS = ("project_documents", "product_manual", "maintenance_manual", "implementation_plan", "ip_address_plan")


def build(plan: CasePlan, day: date) -> None:
    """Fill a plan with the steps of a project whose equipment is powered on on `day`."""
    hard = plan.template == "relocation"
    plan.attributes |= _case_attributes(plan, hard, day)
    cursor = Cursor(plan, plan.opened_at)
    _start(cursor)
    cursor.jump(at_hour(plan, day, -18, 9))
    _agree(cursor, hard)
    cursor.jump(at_hour(plan, day, -15, 9))
    visit.prepare(cursor)
    cursor.jump(at_hour(plan, day, -12, 9))
    visit.apply(cursor, "fax")
    cursor.jump(at_hour(plan, day, -10, 8))
    visit.arrive(cursor)
    _unpack(cursor, hard)
    cursor.jump(at_hour(plan, day, -BUILDING, 9))
    construct(cursor, day, hard)
    cursor.jump(at_hour(plan, day, 0, 9))
    _power_on(cursor)
    cursor.jump(at_hour(plan, day, 1, 9))
    _complete(cursor, hard)
    cursor.jump(at_hour(plan, day, 2, 9))
    visit.report(cursor)
    cursor.jump(at_hour(plan, day, 3, 9))
    _accept(cursor, day, hard)
    cursor.step("close_ticket", 20, 90, person=plan.staff.duty_officer)
    cursor.step("return_visit", 60, 600, person=plan.staff.duty_officer)


def _case_attributes(plan: CasePlan, hard: bool, day: date) -> dict[str, object]:
    return usual(plan) | {
        "plan_type": "training",
        "plan_version": 1,
        "plan_steps": ["1", "2", "3"],
        "plan_complete": True,
        "plan_spec_ok": True,
        "ticket_owner": plan.staff.project_manager,
        "project_kind": "relocation" if hard else "new",
        "construction_phase": "工程一期",
        "special_requirement": hard,
        "customer_familiar": not hard,
        "schedule_reasonable": not hard,
        "acceptance_time": local(plan.site, day + timedelta(days=34), 9),
        "acceptance_content": "功能、性能、文档",
    }


def _start(cursor: Cursor) -> None:
    plan, manager = cursor.plan, cursor.plan.staff.project_manager
    cursor.step("register_ticket", person=plan.staff.duty_officer, device=plan.devices[0])
    cursor.step("assess_request", person=plan.staff.duty_officer)
    cursor.step("dispatch_ticket", person=plan.staff.duty_officer)
    cursor.step("accept_ticket")
    cursor.walk("collect_project_info identify_customer_contacts", 10, 40, person=manager)
    cursor.step("hold_kickoff", 30, 90, person=manager, meeting_kind="kickoff")
    cursor.step("issue_schedule", 10, 40, person=manager)
    issue(cursor, "kickoff_minutes")
    cursor.step("train_staff", training_record=f"PX{plan.case_id[2:]}")


def _agree(cursor: Cursor, hard: bool) -> None:
    plan, customer = cursor.plan, cursor.plan.staff.customer_manager
    cursor.step("confirm_special_requirements", 10, 40, person=customer)
    if hard:
        cursor.step(
            "sign_memo",
            key="memo_special",
            person=customer,
            memo_type="special_requirement",
            memo_signed=True,
            signer_role="customer",
        )
        cursor.step("record_schedule_objection", person=plan.staff.project_manager)
    cursor.step("submit_data_plan", 10, 40)
    cursor.step("confirm_data_plan", 30, 90, person=customer, role="customer", consent_given=True)
    cursor.step("nominate_escort", person=customer, escort_id=plan.staff.customer_escort, escort_count=1)
    cursor.walk("request_customer_tools draft_training_plan", 10, 40)
    cursor.agree("customer_approve_plan", "plan", 20, 60, approver_role="customer_management")
    if hard:
        topics = ["product", "operation"]
        cursor.step("pretrain_customer", 60, 120, training_topics=topics, training_audience=["maintenance_owner"])


def _unpack(cursor: Cursor, hard: bool) -> None:
    here = visit.visit_of(cursor.plan)
    cursor.step("unpack_inspect", visit=here)
    cursor.step("count_goods", 10, 40, visit=here, goods_count_ok=True)
    cursor.step("check_appearance", 10, 40, visit=here, goods_condition="damaged" if hard else "ok")
    if hard:
        cursor.step("report_goods_damage", visit=here, goods_condition="damaged")
        cursor.step("report_storage_refusal", visit=here)
        cursor.step("report_to_superior", 3, 6, key="superior_storage", visit=here)
    sign(cursor, "unpacking_acceptance_report", visit=here)
    for signer in ("engineer", "project_manager"):
        key = f"sign_unpacking_{signer}"
        sign(cursor, "unpacking_acceptance_report", key=key, visit=here, person=own(cursor, signer), signer_role=signer)
    cursor.step("submit_document", 20, 60, doc_type="unpacking_acceptance_report")
    cursor.step(
        "survey_environment",
        20,
        60,
        visit=here,
        role="site_supervisor",
        environment_ok=not hard,
        survey_record="温湿度、接地、供电、承重",
    )
    if hard:
        cursor.step("request_customer_preparation", visit=here, role="site_supervisor", preparation_done=True)
        issue(cursor, "site_contact_sheet")
        issue(cursor, "environment_memo")
        sign(cursor, "site_contact_sheet", visit=here)
    cursor.step("explain_risk", key="explain_environment", visit=here)
    if hard:
        cursor.step("notify_customer_manager", notify_channel="phone", preparation_done=True)
        manager = cursor.plan.staff.project_manager
        cursor.step("permit_start", person=manager, role="project_manager", consent_given=True)


def _power_on(cursor: Cursor) -> None:
    device, here = cursor.plan.devices[0], visit.visit_of(cursor.plan)
    cursor.step("explain_risk", key="explain_power", visit=here)
    cursor.agree(
        "customer_approve_operation",
        "operation",
        visit=here,
        approver_role="customer_management",
        approval_channel="written",
    )
    cursor.step("request_customer_backup", visit=here)
    cursor.step("backup_config", device=device, visit=here, **BACKUP)
    cursor.agree("customer_consent", "power", key="consent_power_on", visit=here)
    vendor: Values = {"interface_party": "vendor", "performer_org": "own"}
    cursor.step("power_on_equipment", visit=here, device=device, **vendor)
    cursor.step("commission_equipment", 60, 120, visit=here, device=device)
    cursor.step("self_check", 30, 60, visit=here, device=device, test_result="pass")
    scope = ["call", "interworking", "billing", "switch_over"]
    cursor.step("test_service", 30, 60, visit=here, device=device, test_result="pass", test_scope=scope)
    issue(cursor, "run_test_report")
    sign(cursor, "run_test_report", visit=here)
    issue(cursor, "stage_summary_report", "_commissioning")


def _complete(cursor: Cursor, hard: bool) -> None:
    cursor.step("construction_completed", visit=visit.visit_of(cursor.plan))
    for doc_type in ("customer_device_archive", "equipment_installation_report", "hardware_completion_report"):
        sign(cursor, doc_type)
    topics, audience = list(visit.TOPICS), ["maintenance_owner", "room_duty_engineer"]
    cursor.step("train_customer", 60, 90, training_topics=topics, training_audience=audience, training_result="pass")
    cursor.walk("demo_remote_maintenance provide_service_contact", 10, 30)
    if hard:
        issue(cursor, "project_handover_report")
        issue(cursor, "process_document_handover")
    visit.leave(cursor, "completion_certificate", ("product_manual", "device_archive"))
    visit.stamp(cursor.plan)


def _accept(cursor: Cursor, day: date, hard: bool) -> None:
    plan, customer = cursor.plan, cursor.plan.staff.customer_manager
    if hard:
        cursor.step("agree_acceptance", key="agree_initial", person=customer)
        cursor.step("initial_acceptance", 60, 120, person=customer, plan_coauthors=["customer", "engineer"])
        sign(cursor, "initial_acceptance_report")
    cursor.step("start_trial_run", 20, 60)
    cursor.step("handover_documents", 20, 60, key="handover_trial", doc_items=list(_DOCUMENTS))
    cursor.jump(at_hour(plan, day, 33, 9))
    cursor.step("end_trial_run")
    cursor.step("handover_credentials", account_handed_over=True)
    cursor.step("handover_documents", key="handover_final", doc_items=["project_documents"])
    if hard:
        legacy: Values = {"legacy_from_previous_phase": True, "problem_class": "legacy"}
        cursor.step("record_legacy_issue", **legacy)
        cursor.step("sign_memo", key="memo_legacy", person=customer, memo_type="engineering_memo", memo_signed=True)
        cursor.walk("consult_product_manager handle_legacy_issue", 10, 40, **legacy)
    cursor.step("agree_acceptance", key="agree_final", person=customer)
    cursor.jump(at_hour(plan, day, 34, 9))
    cursor.step("final_acceptance", person=customer, plan_coauthors=["customer", "engineer"])
    sign(cursor, "final_acceptance_report")
    issue(cursor, "stage_summary_report", "_acceptance")
