"""Mutations that change no verdict, by file, each with the reason."""

_ONE_VALUE = "`until_at` is the activation's, and so the same in all rows of its group"
_IN_ONE_RECORD = "an interrupter has an id, so that the comparison is never null"
_NULL_IS_ZERO = "a null fails the tests that zero fails"

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
}
