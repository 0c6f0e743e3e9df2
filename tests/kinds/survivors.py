"""Mutations that change no verdict, by file, each with the reason."""

_ONE_VALUE = "`until_at` is the activation's, and so the same in all rows of its group"
_IN_ONE_RECORD = "an interrupter has an id, so that the comparison is never null"
_NULL_IS_ZERO = "a null fails the tests that zero fails"

_SAME = "all rows of its group have the same"
_BESIDE_IT = "what happens at the limit itself is next to it, with nothing in between"

SURVIVORS: dict[str, dict[str, str]] = {
    "gap_free": {
        "case when max(reaches) >= max(until_at) then 4 else 0 end as serves, [max( → min(]": _ONE_VALUE,
        "where stretch > 0 [> → >=]": "an end without a beginning covers its instant alone, and no length is nothing",
        "else greatest(from_at, coalesce(reaches, from_at)) [coalesce(reaches, from_at) → reaches]": (
            "DuckDB's greatest passes over nulls; other engines' does not"
        ),
    },
    "periodic": {
        "max(due_at) as due_at [max( → min(]": "of the grades only one, 4, has it",
    },
    "order": {
        "then case when {x}.sequence < {y}.sequence then 4 else 0 end [< → <=]": "sequences differ here",
    },
    "interrupted": {
        "where interruptions.at_best < interruptions.at_worst [< → <=]": "a pair repeated as it is counts once",
    },
    "beside_activations": {
        "where coalesce(interrupter.event_id <> activation.event_id, true) and ({same}) is not false [true → false]": (
            _IN_ONE_RECORD
        ),
    },
    "beside_targets": {
        "where coalesce(interrupter.event_id <> target.event_id, true) [true → false]": _IN_ONE_RECORD,
    },
    "verdicts": {
        "coalesce(stopped.at_worst, 0) as stopped_at_worst, [coalesce(stopped.at_worst, 0) → stopped.at_worst]": (
            _NULL_IS_ZERO
        ),
        "coalesce(stopped.at_best, 0) as stopped_at_best [coalesce(stopped.at_best, 0) → stopped.at_best]": (
            _NULL_IS_ZERO
        ),
        "coalesce(excused.surely, 0) as surely_excused, [coalesce(excused.surely, 0) → excused.surely]": _NULL_IS_ZERO,
        "coalesce(excused.perhaps, 0) as perhaps_excused, [coalesce(excused.perhaps, 0) → excused.perhaps]": (
            _NULL_IS_ZERO
        ),
    },
    "possible": {
        "when bool_and(served.settled) and count(distinct served.outcome) = 1 then min(served.outcome) [min( → max(]": (
            _SAME
        ),
        "else min(served.outcome) [min( → max(]": _SAME,
        "select activation_id, count(distinct outcome) as answers, min(outcome) as outcome, max(event_id) as event_id "
        "[min( → max(]": "where there is one answer; where there are more, it is not read",
        "select activation_id, count(distinct outcome) as answers, min(outcome) as outcome, max(event_id) as event_id "
        "[max( → min(]": "a kind names the same events whatever is missing",
        "left join agreed on activations.activation_id = agreed.activation_id [left join → inner join]": (
            "each kind gives at least one outcome for every activation"
        ),
    },
    "stretches": {
        "and targets.happened_at > spans.from_at [> → >=]": _BESIDE_IT,
        "and coalesce(targets.happened_at < spans.ends_at, true) [< → <=]": _BESIDE_IT,
        "next_at is not null and (next_at <= happened_at or coalesce(next_at <= due_at, not known)) as met [<= → <]": (
            "of the first only: told by a period of no length whose limit is not recorded, which no log here has"
        ),
        "and targets.event_id <> spans.event_id [dropped]": "an activation does not begin after its own end",
    },
    "units": {
        "- case when (own.fits or not units.known) and own.happened_at <= units.due_at then 1 else 0 end as until_due "
        "[<= → <]": "an activation lies before each of its units, and so before what is due at the end of one",
    },
    "next_to": {
        "select activations.activation_id, null, coalesce(max(beside.ahead) = 3, false) [false → true]": (
            "where no other event is near there is one outcome, and no clock decides"
        ),
    },
}
