"""What the reader takes, and how it refuses the rest: element by element, with its line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.errors import ModelError
from svcmine.models import Model, read_model
from tests.models.drawing import blocks, bpmn, write


def read(tmp_path: Path, text: str) -> Model:
    return read_model(write(tmp_path, text))


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, text)
    return str(caught.value)


LINE = ["start s", "task a A", "end e"]


def test_a_line_of_tasks(tmp_path: Path) -> None:
    model = read(tmp_path, bpmn(["start s", "task a A", "userTask b B", "end e"], ["s a", "a b", "b e"]))
    assert model.activities == ("A", "B")
    assert model.process is None
    assert model.name == "model"


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ('<bpmn:boundaryEvent id="x" name="Too late" attachedToRef="a"/>', "boundaryEvent 'Too late' (x)"),
        ('<bpmn:subProcess id="x" name="Inner"/>', "subProcess 'Inner' (x)"),
        ('<bpmn:adHocSubProcess id="x"/>', "adHocSubProcess (x)"),
        ('<bpmn:transaction id="x"/>', "transaction (x)"),
        ('<bpmn:callActivity id="x" name="Call"/>', "callActivity 'Call' (x)"),
        ('<bpmn:inclusiveGateway id="x"/>', "inclusiveGateway (x)"),
        ('<bpmn:complexGateway id="x"/>', "complexGateway (x)"),
        ('<bpmn:eventBasedGateway id="x"/>', "eventBasedGateway (x)"),
        ('<bpmn:intermediateCatchEvent id="x" name="Wait"/>', "intermediateCatchEvent 'Wait' (x)"),
        ('<bpmn:intermediateThrowEvent id="x"/>', "intermediateThrowEvent (x)"),
        (
            '<bpmn:task id="x" name="Again"><bpmn:standardLoopCharacteristics/></bpmn:task>',
            "task 'Again' (x): the marker standardLoopCharacteristics",
        ),
        (
            '<bpmn:task id="x" name="Each"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>',
            "task 'Each' (x): the marker multiInstanceLoopCharacteristics",
        ),
        ('<bpmn:task id="x" name="Undo" isForCompensation="true"/>', "task 'Undo' (x): compensation"),
        (
            '<bpmn:endEvent id="x"><bpmn:terminateEventDefinition/></bpmn:endEvent>',
            "endEvent (x): terminateEventDefinition",
        ),
        ('<bpmn:sequenceFlow id="x" sourceRef="a" targetRef="nowhere"/>', "there is no element 'nowhere'"),
    ],
)
def test_what_is_outside_is_named_with_its_line(tmp_path: Path, element: str, told: str) -> None:
    text = bpmn(LINE, ["s a", "a e"], inside=element + "\n")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if element in row)
    message = refusal(tmp_path, text)
    assert told in message
    assert f"line {line}" in message
    assert "model.bpmn" in message


def test_all_at_once(tmp_path: Path) -> None:
    inside = '<bpmn:subProcess id="x"/>\n<bpmn:inclusiveGateway id="y"/>\n'
    beside = '<bpmn:collaboration id="c"><bpmn:messageFlow id="m" sourceRef="a" targetRef="q"/></bpmn:collaboration>\n'
    message = refusal(tmp_path, bpmn(LINE, ["s a", "a e"], inside, beside))
    assert len(message.splitlines()) == 3
    assert "messageFlow (m)" in message


@pytest.mark.parametrize(
    ("nodes", "flows", "told"),
    [
        (["start s", "task a A", "task b B", "end e"], ["s a", "a b", "a e", "b e"], "task 'A' (a, line 5): has 2 out"),
        (["start s", "start t", "task a A", "end e"], ["s a", "t a", "a e"], "one start event and has 2"),
        (["task a A", "end e"], ["a e"], "one start event and has 0"),
        (["start s", "task a A"], ["s a"], "it needs an end event"),
        (["start s", "task a A", "task b B", "end e"], ["s a", "a e"], "task 'B' (b, line 6): has no incoming flow"),
        (["start s", "task a", "end e"], ["s a", "a e"], "task (a, line 5): without a name"),
        (
            ["start s", "xor x", "task a A", "end e"],
            ["s x", "x a", "a x", "x s", "x e"],
            "no incoming one, has 1 and 1",
        ),
        (["start s", "task a A", "task a B", "end e"], ["s a", "a e"], "used twice"),
    ],
)
def test_what_is_not_connected(tmp_path: Path, nodes: list[str], flows: list[str], told: str) -> None:
    assert told in refusal(tmp_path, bpmn(nodes, flows))


def test_two_processes(tmp_path: Path) -> None:
    text = bpmn(LINE, ["s a", "a e"], beside='<bpmn:process id="q"><bpmn:startEvent id="z"/></bpmn:process>\n')
    assert "2 processes with steps" in refusal(tmp_path, text)


def test_what_means_nothing_for_the_flow_is_allowed(tmp_path: Path) -> None:
    inside = (
        '<bpmn:textAnnotation id="n"><bpmn:text>Why</bpmn:text></bpmn:textAnnotation><bpmn:group id="g"/>'
        '<bpmn:association id="as" sourceRef="a" targetRef="n"/><bpmn:dataObjectReference id="d"/>'
    )
    beside = '<bpmn:collaboration id="c"><bpmn:participant id="pp" processRef="p"/></bpmn:collaboration>'
    assert read(tmp_path, bpmn(LINE, ["s a", "a e"], inside, beside)).activities == ("A",)


def test_a_task_with_two_incoming_flows_happens_once_for_each_token(tmp_path: Path) -> None:
    model = read(
        tmp_path,
        bpmn(["start s", "xor x", "task a A", "task b B", "end e"], ["s x", "x a", "a b", "x b", "b e"]),
    )
    assert [t.activity for t in model.net.transitions].count("B") == 2


@pytest.mark.parametrize(
    ("name", "activity"),
    [
        ("Check&#10;status", "Check status"),
        ("  Back up\t configuration ", "backup_config"),
        ("备份配置", "backup_config"),
        ("Back up configuration / 备份配置", "backup_config"),
        ("backup configuration", "backup_config"),
        ("BACKUP_CONFIG", "backup_config"),
        ("Something / else", "Something / else"),
    ],
)
def test_tasks_are_matched_with_activities(tmp_path: Path, name: str, activity: str) -> None:
    label = "Backup configuration"
    name = name.replace("Back up configuration", label).replace("Back up\t configuration", "Backup\t configuration")
    assert read(tmp_path, bpmn(["start s", f"task a {name}", "end e"], ["s a", "a e"])).activities == (activity,)


def test_id_documentation_and_declaration_match_too(tmp_path: Path) -> None:
    inside = (
        '<bpmn:task id="close_ticket" name="Finish"/>'
        '<bpmn:task id="b" name="Ask"><bpmn:documentation>客户批准操作</bpmn:documentation></bpmn:task>'
        '<bpmn:task id="c" name="Leave" svcmine:activity="leave_site"/>'
    )
    text = bpmn(["start s", "end e"], ["s close_ticket", "close_ticket b", "b c", "c e"], inside)
    assert read(tmp_path, text).activities == ("close_ticket", "customer_approve_operation", "leave_site")


def test_lanes_give_the_phase_of_activities_outside_the_vocabulary(tmp_path: Path) -> None:
    inside = (
        '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="Hand over / 交付"><bpmn:flowNodeRef>a</bpmn:flowNodeRef>'
        "</bpmn:lane></bpmn:laneSet>"
    )
    assert read(tmp_path, bpmn(LINE, ["s a", "a e"], inside)).phases == {"A": "hand_over"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path: Path, encoding: str) -> None:
    secret = write(tmp_path, "secret words", "secret.txt")
    text = blocks("A").replace("UTF-8", encoding)
    text = text.replace("?>", f'?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>', 1).replace('"A"', '"&x;"')
    path = tmp_path / "model.bpmn"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(ModelError, match="document type") as caught:
        read_model(path)
    assert "secret words" not in str(caught.value)


def test_other_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no such model file.*catalog: change"):
        read_model("chnage")
    with pytest.raises(ModelError, match="not well-formed"):
        read_model(write(tmp_path, "case,activity\n1,A\n"))
    with pytest.raises(ModelError, match=r"neither BPMN 2\.0 nor PNML"):
        read_model(write(tmp_path, "<html/>"))
    with pytest.raises(ModelError, match="it has no task"):
        read_model(write(tmp_path, bpmn(["start s", "end e"], ["s e"])))
    with pytest.raises(ModelError, match="no such model file"):
        read_model("http://127.0.0.1/model.bpmn")
