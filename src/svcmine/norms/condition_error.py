"""What is wrong with a condition: every piece at fault, and what is allowed."""

from __future__ import annotations

ALLOWED = (
    "Allowed: columns of the vocabulary, 'text' and numbers, true and false, = <> < <= > >=, and, or, not, in (...), "
    "between, is null, like, + - * /, and in_window('name'), in_freeze(), in_peak(), covers(list, 'a', column), "
    "step_goes_back(), hours_between(a, b), minutes_between(a, b), working_days_since(a)"
)


class ConditionError(ValueError):
    """A condition with all that is wrong with it; its text holds every problem."""

    def __init__(self, problems: list[str]) -> None:
        said = False
        kept: list[str] = []
        for problem in dict.fromkeys(problems):
            # What is allowed is long, and said once.
            kept.append(problem.removesuffix(ALLOWED).rstrip() if said else problem)
            said = said or problem.endswith(ALLOWED)
        self.problems = tuple(kept)
        super().__init__("; ".join(self.problems))


def name_of_type(kind: str) -> str:
    """A column's type in words."""
    return {
        "bool": "true or false",
        "enum": "text",
        "instant": "a point in time",
        "integer": "a whole number",
    }.get(kind, f"a {kind}")
