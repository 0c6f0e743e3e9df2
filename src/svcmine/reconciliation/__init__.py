"""Operations meet tickets: cases and events are worked out from what the sources said."""

from svcmine.reconciliation.refresh import refresh
from svcmine.reconciliation.result import Reconciliation

__all__ = ["Reconciliation", "refresh"]
