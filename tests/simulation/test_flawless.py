"""A case in which everybody does as the norms want breaks none of them."""

from __future__ import annotations

import pytest

from svcmine.simulation.templates import TEMPLATES
from tests.simulation.flawless import examine

pytestmark = pytest.mark.slow

# What happens only where something went wrong, or is forbidden: no flawless case can exercise these.
ONLY_IN_TROUBLE: frozenset[str] = frozenset(
    (
        "CHG-ROLLBACK-ON-FAIL CHG-ROLLBACK-TIMEOUT CHG-WINDOW-WAIVER PRB-NO-DELETE OPS-NO-HEAVY-QUERY "
        "SCP-CUSTOMER-DOES-DOCKING"
    ).split()
)


@pytest.mark.parametrize("seed", [1, 2])
def test_flawless_cases_break_nothing(seed: int) -> None:
    _, found, idle = examine(TEMPLATES, 6 * len(TEMPLATES), seed)
    assert found == []
    assert set(idle) - ONLY_IN_TROUBLE == set(), "norms that no flawless case exercises"
