"""A survey's rows where they live. Only counts and sums come back, computed there, and they are whole numbers.

One description of each query, in Narwhals, serves DuckDB, Spark and, through Ibis, PostgreSQL. Keys are grouped by their
bytes, so that no collation takes two offices for one.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl

from lkjip.errors import Issue, UserError, nearest
from lkjip.inputs.addresses import Address
from lkjip.rules.model import SATKER, Table

ROWS = "@rows"
PATIENCE = 10  # seconds until a server that does not answer is given up
LONGEST = 600_000  # milliseconds of one query
MOST = 10_000_000  # rows that are fetched one by one
_EXTRA = {"duckdb": "duckdb", "postgresql": "postgres", "spark": "spark"}


class Elsewhere:
    """The rows of one table at an address: the office, keys and columns that the rules declare.

    Raises:
        UserError: the address cannot be reached or read, or the rows have not the columns and types that are declared.
    """

    def __init__(self, table: Table, address: Address, limit: Collection[str] | None) -> None:
        self.table, self.address = table, address
        with self._asking():
            rows, close = _opened(address)
            weakref.finalize(self, close)
            for name, value in address.where.items():
                rows = rows.filter(self._nw.col(name) == value)
            schema = dict(rows.collect_schema())
        self._judge(schema)
        with self._asking():
            keys = [SATKER, *table.keys]
            chosen = {name: self._nw.col(self._called(name)) for name in (*keys, *table.columns)}
            self._coded = [] if address.kind == "duckdb" else [k for k in keys if schema[self._called(k)] == self._nw.String]
            self.frame = rows.select(**chosen)
            if limit is not None:
                self.frame = self.frame.filter(self._nw.col(SATKER).is_in(list(limit)))
            if self._coded:
                self.frame = self.frame.with_columns(self._nw.col(key).cast(self._nw.Binary) for key in self._coded)

    @property
    def _nw(self) -> Any:
        import narwhals

        return narwhals

    def _called(self, name: str) -> str:
        """What a column is called there."""
        return self.address.columns.get(name, name)

    def _judge(self, schema: dict[str, Any]) -> None:
        place, issues = self.address.location, []
        for name in (SATKER, *self.table.keys, *self.table.columns):
            own = self._called(name)
            if own not in schema:
                values = {"column": own, "found": ", ".join(schema), "nearest": nearest(own, list(schema))}
                issues.append(Issue("missing_column", place, values))
            elif name in self.table.columns and not schema[own].is_integer():
                decimals = self.table.columns[name].decimals
                issues.append(Issue("many_needs_integers", place, {"column": own, "decimals": decimals}))
        if issues:
            raise UserError(issues)

    def ends(self) -> dict[str, int]:
        """How many rows there are (`@rows`), and of each column the least (`x<`), the greatest (`x>`), the empty (`x0`)."""
        nw, columns = self._nw, list(self.table.columns)
        frame = self._fetched(
            self.frame.select(
                nw.len().alias(ROWS),
                *(nw.col(name).min().alias(f"{name}<") for name in columns),
                *(nw.col(name).max().alias(f"{name}>") for name in columns),
                *(nw.col(name).null_count().alias(f"{name}0") for name in columns),
            )
        )
        return {name: int(value or 0) for name, value in frame.row(0, named=True).items()}

    def sums(self, columns: Sequence[str]) -> pl.DataFrame:
        """Per office and keys the number of rows (`@rows`) and the sum of each column, which must fit 64 bits."""
        nw = self._nw
        sums = (nw.col(name).cast(nw.Int64).sum().alias(name) for name in columns)
        found = self._fetched(self.frame.group_by(SATKER, *self.table.keys).agg(nw.len().alias(ROWS), *sums))
        return found.with_columns(pl.col(ROWS, *columns).cast(pl.Int64))

    def counted(self, columns: Sequence[str], office: str = "") -> pl.DataFrame:
        """The distinct rows of the office, keys and some columns, sorted, and how often each is there (`@rows`)."""
        keys = [SATKER, *self.table.keys, *columns]
        rows = self.frame
        if office:
            own = office.encode() if SATKER in self._coded else office
            rows = rows.filter(self._nw.col(SATKER) == own)
        found = self._fetched(rows.group_by(*keys).agg(self._nw.len().alias(ROWS)))
        return found.with_columns(pl.col(ROWS, *columns).cast(pl.Int64)).sort(keys)

    def rows(self, columns: Sequence[str], office: str = "", most: int = MOST) -> pl.DataFrame:
        """The rows one by one, sorted; at most so many and one more."""
        found = self.counted(columns, office)
        before = pl.col(ROWS).cum_sum() - pl.col(ROWS)
        left = found.filter(before <= most).with_columns(pl.min_horizontal(ROWS, pl.lit(most + 1) - before).alias(ROWS))
        names = [name for name in found.columns if name != ROWS]
        return left.select(pl.col(names).repeat_by(ROWS)).explode(names)

    def _fetched(self, query: Any) -> pl.DataFrame:
        with self._asking():
            found: pl.DataFrame = query.collect("polars").to_native()
        return found.with_columns(pl.col(key).cast(pl.String) for key in self._coded if key in found.columns)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """What libraries and servers say of a failure becomes an issue that names the address, without its secrets."""
        try:
            yield
        except ImportError as error:
            values = {"extra": _EXTRA[self.address.kind], "problem": str(error).splitlines()[0]}
            raise UserError([Issue("source_extra", self.address.location, values)]) from None
        except UserError:
            raise
        except Exception as error:
            told = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
            if self.address.password:
                told = told.replace(self.address.password, "…")
            values = {"table": self.table.name, "problem": told[:300]}
            raise UserError([Issue("source_unread", self.address.location, values)]) from None


def _opened(address: Address) -> tuple[Any, Callable[[], object]]:
    """The rows at an address, as a lazy frame of Narwhals, and what closes the connection."""
    import narwhals

    match address.kind:
        case "duckdb":
            import duckdb

            base = duckdb.connect(address.place, read_only=True)
            base.execute("set enable_progress_bar = false")  # which goes to where the figures go
            return narwhals.from_native(base.table(address.table)), base.close
        case "postgresql":
            import ibis

            *schema, table = address.table.split(".")
            database = ibis.postgres.connect(
                host=address.host,
                port=address.port,
                user=address.user or None,
                password=address.password or None,
                database=address.place,
                connect_timeout=PATIENCE,
                options=f"-c statement_timeout={LONGEST} -c default_transaction_read_only=on",
            )
            rows = database.table(table, database=schema[-1] if schema else None)
            return narwhals.from_native(rows), database.disconnect
        case _:
            from pyspark.sql import SparkSession

            session = (
                SparkSession.builder.master(address.place)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.showConsoleProgress", "false")
                .getOrCreate()
            )
            session.sparkContext.setLogLevel("ERROR")
            found = session.read.parquet(address.table) if "/" in address.table else session.table(address.table)
            return narwhals.from_native(found), lambda: None  # a session is shared, and ends with the process
