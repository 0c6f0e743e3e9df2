"""Writes a proposal as a mapping with comments: what is sure, why, and what has to be filled in."""

from __future__ import annotations

import json

from svcmine.sources.devices import grammars
from svcmine.sources.fields import FIELDS
from svcmine.sources.proposing.columns import Guess
from svcmine.sources.proposing.proposal import LIKELY, Proposal
from svcmine.vocabulary import ATTRIBUTES, PROCESSES

_SURE = 0.9
_MOST_WORDS, _MOST_VALUES = 200, 20


def as_toml(proposal: Proposal) -> str:
    """The text of the mapping; every question stands in it as a line that begins with `# ASK`."""
    lines = [
        f"# Proposed for {proposal.path.name} from {'all' if proposal.whole else 'the first'} {proposal.rows:,} "
        "records.",
        "# Look at every line marked ASK; the rest says how sure it is. Then: svcmine load --kind "
        f"{proposal.kind} --mapping THIS_FILE {proposal.path.name}",
        *(f"# ASK {question}" for question in proposal.questions),
        *(f"# Note: {note}." for note in proposal.notes),
        "",
        f'kind = "{proposal.kind}"',
        f"source = {_text(proposal.path.name.split('.')[0])}",
        f'format = "{proposal.format}"',
        *_file(proposal),
        *_times(proposal),
        *_cases(proposal),
        "",
        "[columns]",
        *(_column(guess) for guess in _in_order(proposal) if guess.attribute != "process"),
        *_unused(proposal),
        *_values(proposal),
        *_words(proposal),
        *_unfolded(proposal),
    ]
    return "\n".join(lines) + "\n"


def _file(proposal: Proposal) -> list[str]:
    lines = []
    if proposal.encoding and proposal.format not in ("xlsx", "parquet", "xes"):
        lines.append(f'encoding = "{proposal.encoding}"    # found out by reading the whole file')
    if proposal.delimiter:
        lines.append(f"delimiter = {_text(proposal.delimiter)}")
    if proposal.missing:
        lines.append(f"missing = {_list(proposal.missing)}    # signs that stand for nothing")
    return lines


def _times(proposal: Proposal) -> list[str]:
    told = [guess.column.times for guess in proposal.times if guess.column.times is not None]
    told += [column.times for column in proposal.columns if column.times is not None and column.times not in told]
    formats = list(dict.fromkeys(form for times in told for form in times.formats))
    lines = []
    if formats:
        reasons = "; ".join(dict.fromkeys(times.why for times in told if times.why))
        lines.append(f"timestamp_format = {_list(formats)}" + (f"    # {reasons}" if reasons else ""))
        turned = [form for times in told for form in times.other]
        if turned:
            lines.append(f"# timestamp_format = {_list(list(dict.fromkeys(turned)))}    # ASK day or month first")
    if any(times.zoned < 1 for times in told):
        chinese = any(not column.name.isascii() for column in proposal.columns)
        example = "Asia/Shanghai" if chinese else "Europe/Amsterdam"
        lines.append(f'# timezone = "{example}"    # ASK: an example')
    return lines


def _cases(proposal: Proposal) -> list[str]:
    if proposal.kind != "tickets":
        if not proposal.two_clocks:
            return []
        return [
            'clock = "collector"    # the stamp in time; without this line, for device_time, each device has its own'
        ]
    process = proposal.guess("process")
    lines = [
        f"process = {{ column = {_text(process.column.name)} }}"
        if process
        else f'# process = "{PROCESSES[0]}"    # ASK: one of {", ".join(PROCESSES)}'
    ]
    if proposal.guess("closed_at") is None:
        closing = [word.candidates[0] for word in proposal.words if word.candidates[:1] == ("close_ticket",)]
        example = '{ activities = ["close_ticket"] }' if closing else '"all"'
        lines.append(f'# closed = {example}    # ASK: or {{ idle = "30 days" }}')
    return lines


def _in_order(proposal: Proposal) -> list[Guess]:
    place = {id(column): n for n, column in enumerate(proposal.columns)}
    return sorted(proposal.guesses, key=lambda guess: place[id(guess.column)])


def _values(proposal: Proposal) -> list[str]:
    """The words of columns that know a fixed set of values, for a person to translate."""
    lines = []
    for guess in _in_order(proposal):
        known = ATTRIBUTES[guess.attribute].values if guess.attribute in ATTRIBUTES else ()
        other = [value for value, _ in guess.column.counts.most_common(_MOST_VALUES) if value not in known]
        if known and other:
            lines += ["", f"# [values.{guess.attribute}]    # ASK: what stands for {', '.join(known)}"]
            lines += [f'# {_text(value)} = "{known[0]}"' for value in other]
    return lines


def _column(guess: Guess) -> str:
    level = "sure" if guess.sure > _SURE else "likely" if guess.sure > LIKELY else "a guess"
    filled = f"{guess.column.filled / max(guess.column.rows, 1):.0%} filled, {guess.column.distinct:,} values"
    times = guess.column.times
    read = f", {times.fits:.1%} are times" if times is not None and times.fits < 1 else ""
    rivals = f"; ASK: or {', '.join(guess.rivals)}" if guess.rivals else ""
    target = f'"{guess.attribute}"'
    if _is_list(guess.attribute):
        target = f'{{ to = "{guess.attribute}", separator = {_text(_separator(guess))} }}'
    line = f"{_text(guess.column.name)} = {target}    # {level}: {guess.why}; {filled}{read}{rivals}"
    return line if guess.sure > LIKELY else f"# {line}"


def _is_list(attribute: str) -> bool:
    return any(fields.get(attribute) == "list" for fields in FIELDS.values())


def _separator(guess: Guess) -> str:
    counted = {sign: sum(sign in value for value in guess.column.values) for sign in ("、", ";", "；", ",", "，", "|")}
    best = max(counted, key=lambda sign: counted[sign])
    return best if counted[best] else ";"


def _unused(proposal: Proposal) -> list[str]:
    used = {id(guess.column) for guess in proposal.guesses}
    left = [column.name for column in proposal.columns if id(column) not in used]
    if not left:
        return []
    shown = ", ".join(_text(name) for name in left[:60])
    return [f"# Not mapped, and kept as they are beside each record: {shown}"]


def _words(proposal: Proposal) -> list[str]:
    if not proposal.words or proposal.format in grammars():
        return []
    lines = ["", "[activities]"]
    for word in proposal.words[:_MOST_WORDS]:
        times = f"{word.count:,} times"
        if word.sure:
            lines.append(f'{_text(word.word)} = "{word.candidates[0]}"    # sure: a label of the vocabulary; {times}')
        elif word.candidates:
            more = f", or {', '.join(word.candidates[1:])}" if word.candidates[1:] else ""
            lines.append(f'# {_text(word.word)} = "{word.candidates[0]}"    # ASK: near{more}; {times}')
        else:
            lines.append(f"# {_text(word.word)} keeps its own name; {times}")
    if len(proposal.words) > _MOST_WORDS:
        lines.append(f"# and {len(proposal.words) - _MOST_WORDS:,} more, each less often")
    return lines


def _unfolded(proposal: Proposal) -> list[str]:
    """Where a record is a whole case: its times as events, for a person to choose from."""
    if proposal.kind != "tickets" or proposal.guess("activity") is not None:
        return []
    lines = ["", "# Each record has several times. Those that something really happened at can be events:"]
    for column in proposal.columns:
        if column.times is not None:
            lines += ["# [[events]]", '# activity = "ASK"', f"# time = {_text(column.name)}", '# once_per = "case"']
    return lines


def _text(value: str) -> str:
    """A TOML string; JSON escapes alike."""
    return json.dumps(value, ensure_ascii=False)


def _list(values: list[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"
