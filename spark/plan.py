"""Reads `plan.json`, which lambdas/features/plan-job.ts writes next to the job's input."""

from __future__ import annotations

import json
from dataclasses import dataclass

from spark.errors import InvalidPlan

FORMAT = 1


@dataclass(frozen=True)
class Input:
    """An exported table: the name of its view, and its columns (name, PostgreSQL type) in the order of the lines."""

    view: str
    columns: list[tuple[str, str]]


@dataclass(frozen=True)
class Target:
    """A feature table: common tables in order (name, query), and its columns (name, expression) over `source`."""

    name: str
    common: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    source: str

    @property
    def query(self) -> str:
        """The statement over the common tables, in the SQL of PostgreSQL."""
        columns = ", ".join(f"{expression} as {name}" for name, expression in self.columns)
        return f"select {columns} from {self.source}"


@dataclass(frozen=True)
class Plan:
    """`partitions` is the number of partitions of the customers, which are folders of the input and of the output."""

    partitions: int
    parameters: dict[str, str]
    inputs: list[Input]
    targets: list[Target]


def parse_plan(text: str) -> Plan:
    """Parses plan.json. Raises InvalidPlan when it does not have this format."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise InvalidPlan(f"plan.json is of format {document['format']}, this job understands {FORMAT}")
        return Plan(
            partitions=int(document["partitions"]),
            parameters=document["parameters"],
            inputs=[Input(item["view"], [tuple(column) for column in item["columns"]]) for item in document["inputs"]],
            targets=[
                Target(
                    item["name"],
                    [tuple(table) for table in item["common"]],
                    [tuple(column) for column in item["columns"]],
                    item["source"],
                )
                for item in document["targets"]
            ],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidPlan(f"plan.json is not a plan: {error!r}") from error
