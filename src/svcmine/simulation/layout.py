"""The columns of the simulated exports, in the words of the systems they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from svcmine.vocabulary import ACTIVITIES

OFFICE = ZoneInfo("Asia/Shanghai")

# Attribute → header. The ticket system writes them in this order.
CASE_HEADERS: Mapping[str, str] = {
    "case_id": "工单号",
    "process": "流程",
    "opened_at": "建单时间",
    "region": "区域",
    "site": "站点",
    "customer": "客户",
    "product": "产品",
    "team": "班组",
    "priority": "优先级",
    "ticket_kind": "工单类别",
    "ticket_owner": "责任人",
    "customer_contact": "客户联系人",
    "plan_id": "方案编号",
    "plan_type": "方案类型",
    "plan_version": "方案版本",
    "plan_steps": "方案步骤",
    "plan_complete": "方案完整",
    "plan_devices": "方案设备",
    "plan_persons": "方案人员",
    "planned_start": "计划开始",
    "planned_end": "计划结束",
    "agreed_start": "约定开始",
    "agreed_end": "约定结束",
    "rollback_plan_present": "有倒回方案",
    "planned_rollback_minutes": "倒回时长(分)",
    "service_impact": "业务影响",
    "data_risk": "数据风险",
    "emergency_restoration": "紧急恢复",
    "plan_amendment_approved": "方案变更已批准",
    "severity_level": "严重级别",
    "urgency": "紧急程度",
    "ticket_description_complete": "描述完整",
    "business_importance": "业务重要性",
    "root_cause": "根本原因",
    "root_cause_at": "定位时间",
    "fault_symptom": "故障现象",
    "device_running_normally": "设备运行正常",
    "root_cause_party": "责任方",
    "lead_handler": "牵头处理人",
    "fault_time": "故障时间",
    "fault_place": "故障地点",
    "fault_frequency": "故障频次",
    "sla_minutes": "约定处理时长",
}

STEP_HEADERS: Mapping[str, str] = {
    "case_id": "工单号",
    "activity": "环节",
    "happened_at": "时间",
    "ended_at": "结束时间",
    "person": "处理人",
    "role": "角色",
    "account": "账号",
    "device_id": "设备",
    "visit_id": "上门编号",
    "review_result": "审核结果",
    "reviewer_role": "审核人角色",
    "approver_role": "审批人角色",
    "approval_channel": "审批方式",
    "consent_subject": "同意事项",
    "consent_given": "是否同意",
    "memo_type": "备忘录类型",
    "memo_signed": "备忘录已签",
    "notify_channel": "通知方式",
    "notify_recipients": "通知对象",
    "guide_understood": "指导书已理解",
    "apply_channel": "申请方式",
    "escort_role": "随工角色",
    "backup_result": "备份结果",
    "backup_owner": "备份方",
    "backup_location": "备份位置",
    "test_result": "测试结果",
    "test_scope": "测试范围",
    "routes_checked": "已查路由占比",
    "alarm_count": "告警数",
    "kpi_deviation": "指标偏差",
    "watch_hours": "值守时长",
    "observe_minutes": "观察时长",
    "survey_item": "调查项",
    "score": "评分",
    "problem_id": "问题单号",
    "problem_class": "问题类别",
    "support_channel": "支持渠道",
    "support_result": "支持结果",
    "report_cause": "报告原因",
    "report_version": "报告版本",
    "evidence_ref": "证据",
    "evidence_at": "新证据时间",
    "interruption_approved": "中断已批准",
    "part_id": "备件",
    "request_fields": "请求信息项",
    "ring_seconds": "振铃秒数",
    "question_id": "疑问编号",
    "performer_org": "人员所属单位",
    "op_type": "操作类型",
    "diagnosis_layer": "诊断层次",
    "diagnosis_items": "诊断项目",
    "previous_report_cause": "上版报告原因",
    "report_demanded": "客户要求报告",
    "part_origin": "备件来源",
    "part_match": "备件匹配",
    "packaging_ok": "包装合格",
    "antistatic_bag": "防静电袋",
    "checklist_item": "检查项",
    "item_result": "检查结果",
    "inspection_trigger": "巡检起因",
    "visit_reason": "走访原因",
    "doc_type": "文档类型",
    "doc_items": "移交文档",
    "note": "备注",
}

OPERATION_HEADERS: Mapping[str, str] = {
    "happened_at": "time",
    "device_id": "device",
    "account": "account",
    "session_id": "session",
    "command": "command",
    "result": "result",
    "source_ip": "client",
    "ticket_id": "ticket",
}

# What the ticket system shows instead of the vocabulary's word.
WORDS: Mapping[str, str] = {
    "change": "变更",
    "fault": "故障",
    "cutover": "割接",
    "service": "服务",
    "emergency": "应急",
    "none": "无",
    "possible": "可能",
    "interruption": "中断",
    "degradation": "劣化",
    "billing": "计费",
    "critical": "严重",
    "major": "重大",
    "minor": "一般",
    "normal": "普通",
    "urgent": "紧急",
    "low": "低",
    "high": "高",
    "pass": "通过",
    "fail": "不通过",
    "reject": "驳回",
    "ok": "成功",
    "failed": "失败",
    "work": "作业",
    "written": "书面",
    "email": "邮件",
    "phone": "电话",
    "oral": "口头",
    "sms": "短信",
    "office_deputy_manager": "办事处副主任",
    "country_deputy": "国家代表助理",
    "project_manager": "项目经理",
    "section_chief": "科长",
    "chief_engineer": "总工",
    "customer_escort": "客户随工",
    "customer_management": "客户管理层",
    "customer_supervisor": "客户主管",
    "regional_expert": "区域专家",
    "hq_expert": "总部专家",
    "authority_department": "授权部门",
    "daytime_operation": "白天操作",
    "special_requirement": "特殊要求",
    "engineering_memo": "工程备忘录",
}
# Columns whose values the ticket system translates; the others are written as they are.
TRANSLATED = frozenset(
    (
        "process plan_type service_impact severity_level urgency business_importance ticket_kind review_result "
        "reviewer_role approver_role approval_channel memo_type test_result backup_result"
    ).split()
)


def cell(attribute: str, value: object) -> str:
    """A value as the ticket system writes it: office time, 是/否, lists with a full-width separator."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.astimezone(OFFICE).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    text = str(value)
    if attribute == "activity":
        return ACTIVITIES[text].label.zh if text in ACTIVITIES else text
    return WORDS[text] if attribute in TRANSLATED else text
