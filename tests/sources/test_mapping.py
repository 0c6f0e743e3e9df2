"""Mappings say all their mistakes at once, with the file, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from svcmine.errors import MappingError
from svcmine.sources import mapping as module
from svcmine.sources import presets, read_mapping
from svcmine.vocabulary import ACTIVITIES


def put(folder: Path, text: str) -> Path:
    path = folder / "desk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str, kind: str = "tickets") -> list[str]:
    path = put(folder, text)
    with pytest.raises(MappingError) as error:
        read_mapping(path, kind)
    lines = str(error.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_the_example_of_the_module_is_a_mapping(tmp_path: Path) -> None:
    example = (module.__doc__ or "").split("\n\n", 1)[1]
    mapping = read_mapping(put(tmp_path, example), "tickets")
    assert (mapping.name, mapping.source, mapping.origin) == ("desk", "desk", "ticket")
    assert mapping.column_of("case_id") == "工单号"
    assert mapping.coverage is not None


def test_all_presets_are_read_and_speak_the_vocabulary() -> None:
    known = {
        "bpic2014-change", "bpic2014-incident", "bpic2014-incident-activity", "servicenow-audit", "volvo-vinst", "xes",
    }  # fmt: skip
    assert known <= set(presets())
    for name in presets():
        mapping = read_mapping(name)
        assert mapping.name == name
        told = {*mapping.activities.values(), *(unfolded.activity for unfolded in mapping.events)}
        assert told <= set(ACTIVITIES), name


def test_source_defaults_to_the_name(tmp_path: Path) -> None:
    assert read_mapping(put(tmp_path, 'kind = "sites"\n[columns]\na = "site"\n')).source == "desk"


def test_unknown_keys_and_values_come_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        'kind = "ticket"\ncolour = "red"\ntimezone = "Mars/Olympus"\ntimestamp_format = "%Q"\nprecision = "week"\n'
        '[[events]]\nactivity = "x"\ntime = "y"\nonce_per = "day"\n',
    )
    assert len(found) == 6
    assert found[0].startswith("kind: Input should be 'tickets', 'operations'")
    assert "timezone: 'Mars/Olympus' is no time zone; a zone is written like Asia/Shanghai" in found
    assert "timestamp_format: '%Q' is no time format; one is written like %Y-%m-%d %H:%M:%S" in found
    assert any(line.startswith("unknown key 'colour'. Keys are: activities, clock, closed,") for line in found)
    assert any(line.startswith("events.0.once_per: Input should be 'case'") for line in found)


def test_unknown_attributes_come_with_the_nearest(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        'kind = "tickets"\nprocess = "chnage"\n[columns]\n"单号" = "case_no"\n"人" = "persn"\n'
        "[constants]\nemergency_restoraton = false\n[values.prioritty]\na = 1\n",
    )
    assert found == [
        "[columns] '单号': there is no attribute 'case_no' for tickets. Did you mean step_no or case_id?",
        "[columns] '人': there is no attribute 'persn' for tickets. Did you mean person?",
        "[constants]: there is no attribute 'emergency_restoraton' for tickets. Did you mean emergency_restoration?",
        "[values]: there is no attribute 'prioritty' for tickets. Did you mean priority?",
        "process: there is no process 'chnage'. Processes are: "
        "change, fault, major_incident, visit, inspection, project",
        "[columns] maps no column to case_id: no event could be given to a case.",
    ]


def test_two_columns_for_one_attribute(tmp_path: Path) -> None:
    found = problems(tmp_path, 'kind = "sites"\n[columns]\na = "site"\nb = "site"\n', "sites")
    assert found == ["[columns] maps two columns to site."]


def test_a_mapping_is_of_one_kind(tmp_path: Path) -> None:
    found = problems(tmp_path, 'kind = "sites"\n[columns]\na = "site"\n', "tickets")
    assert found == ["a mapping for sites, not for tickets. Load with --kind sites."]


def test_no_such_mapping_and_no_toml(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"bpic2014-chang: no file and no preset .* Did you mean bpic2014-change"):
        read_mapping("bpic2014-chang")
    assert problems(tmp_path, "kind = tickets\n")[0].startswith("not a TOML file: Invalid value (at line 1")
    path = tmp_path / "gbk.toml"
    path.write_bytes('kind = "工单"'.encode("gbk"))
    with pytest.raises(MappingError, match="not a text file in UTF-8"):
        read_mapping(path)
