"""What a check found: a scorecard by norm, the findings as rows, and the very SQL that judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from svcmine.errors import UsageError
from svcmine.norms.norm import VERDICTS
from svcmine.store import Store

_COUNTS = ", ".join(f"coalesce(sum({name}), 0)::bigint as {name}" for name in ("activations", *VERDICTS))
_MOST_ROWS = 200


@dataclass(frozen=True)
class Findings:
    """The result of one check, kept in the store under `run_id`.

    `frame`: one row for each verdict that is not fulfilled. `norm_ids`: the norms checked, in catalog order.
    """

    store: Store
    run_id: str
    norm_ids: tuple[str, ...]
    statements: Mapping[tuple[str, int], str] = field(repr=False)

    @property
    def frame(self) -> pd.DataFrame:
        """All findings, ordered by norm, requirement, case and time."""
        return self.store.frame(
            "select * from findings where run_id = ? order by norm_id, requirement, case_id, happened_at, finding_id",
            [self.run_id],
        )

    def tallies(self) -> pd.DataFrame:
        """Activations and verdicts by norm: one row for each norm, also for those that nothing activated."""
        counted = self.store.frame(
            f"select norm_id, {_COUNTS} from tallies where run_id = ? group by norm_id", [self.run_id]
        ).set_index("norm_id")
        return counted.reindex(list(self.norm_ids), fill_value=0).rename_axis("norm_id").reset_index()

    def violated(self, norm_id: str | None = None) -> pd.DataFrame:
        """The findings that accuse: of one norm, or of all."""
        frame = self.frame
        chosen = frame[frame["verdict"] == "violated"]
        if norm_id is not None:
            self._known(norm_id)
            chosen = chosen[chosen["norm_id"] == norm_id]
        return chosen.reset_index(drop=True)

    def sql(self, norm_id: str, requirement: int = 1) -> str:
        """The statement that judged a requirement, on the working table of its run."""
        self._known(norm_id)
        if (norm_id, requirement) not in self.statements:
            count = sum(name == norm_id for name, _ in self.statements)
            raise UsageError(f"norm {norm_id} has no requirement {requirement}; it has {count}, counted from 1")
        return self.statements[norm_id, requirement]

    def _known(self, norm_id: str) -> None:
        if norm_id not in self.norm_ids:
            raise UsageError(f"norm '{norm_id}' was not checked. Checked were: {', '.join(self.norm_ids)}")

    def warnings(self, lang: str = "en") -> list[str]:
        """What to keep in mind of the run, such as working days that are not published yet."""
        kept = self.store.one("select warnings from runs where run_id = ?", [self.run_id])
        return [warning[lang] for warning in json.loads(kept or "[]")]

    def __len__(self) -> int:
        return int(self.store.one("select count(*) from findings where run_id = ?", [self.run_id]))

    def __repr__(self) -> str:
        table = self.tallies()
        header = ["norm", *table.columns[1:]]
        rows = [[str(value) for value in row] for row in table.itertuples(index=False)]
        total = table.iloc[:, 1:].sum()
        rows.append(["all", *(str(value) for value in total)])
        widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
        return "\n".join(
            "  ".join(cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i]) for i, cell in enumerate(line))
            for line in [header, *rows]
        ) + "".join(f"\nWarning: {text}" for text in self.warnings())

    def _repr_html_(self) -> str:
        table = self.tallies()
        head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
            for row in table.head(_MOST_ROWS).itertuples(index=False)
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
