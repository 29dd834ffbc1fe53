"""Mean score per office, month and element in hand-written SQL, exactly: integer sums, rounded half away from zero.

Usage: survey_duckdb.py FILE OUT
"""

from __future__ import annotations

import sys

import duckdb

duckdb.connect().execute(f"""
    SET preserve_insertion_order = false;
    COPY (
        SELECT 'survei.rata_rata' AS id, satker, bulan || ',' || unsur AS key,
            (((200 * total + n) // (2 * n))::DECIMAL(18,0) * 0.01::DECIMAL(3,2))::VARCHAR AS value
        FROM (
            SELECT satker, bulan, unsur, sum(skor)::BIGINT AS total, count(*) AS n
            FROM read_parquet('{sys.argv[1]}') GROUP BY ALL
        )
    ) TO '{sys.argv[2]}' (FORMAT parquet)
""")
