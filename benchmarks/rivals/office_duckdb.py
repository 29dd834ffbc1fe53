"""The main figures of 2023 in hand-written SQL, exactly: hundredths in integers, rounded half away from zero.

Usage: office_duckdb.py FOLDER OUT [SATKER]   (SATKER names the office where the tables have no such column)
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import law

FOLDER, OUT, SATKER = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None
TABLES = {
    "skm_responden": "bulan INTEGER, responden BIGINT",
    "skm_nilai": "bulan INTEGER, unsur VARCHAR, nilai DECIMAL(18,2)",
    "ipk_responden": "pihak VARCHAR, responden BIGINT",
    "ipk_internal": "unsur_internal VARCHAR, nilai DECIMAL(18,2)",
    "ipk_eksternal": "unsur_eksternal VARCHAR, nilai DECIMAL(18,2)",
    "iio_responden": "bulan INTEGER, responden BIGINT",
    "iio_nilai": "bulan INTEGER, variabel VARCHAR, nilai DECIMAL(18,2)",
    "iio_indeks_dilaporkan": "bulan INTEGER, nilai DECIMAL(18,2)",
    "anggaran_jenis": "jenis VARCHAR, pagu BIGINT, realisasi BIGINT",
    "anggaran_program": "program VARCHAR, pagu BIGINT, realisasi BIGINT",
    "anggaran_sumber_dana": "sumber_dana VARCHAR, pagu BIGINT",
    "pnbp": "akun VARCHAR, kode_akun VARCHAR, realisasi BIGINT",
    "pnbp_target": "target BIGINT",
}

SCRIPT = """
CREATE MACRO half(num, den) AS
    CASE WHEN den = 0 THEN NULL ELSE sign(num) * ((2 * abs(num) + den) // (2 * den)) END;
CREATE MACRO weighted(value, weight) AS half(sum(value * weight), sum(CASE WHEN value IS NOT NULL THEN weight END));
CREATE MACRO hundredths(value) AS CAST(value * 100 AS BIGINT);

CREATE TABLE skm AS SELECT satker, bulan, unsur, hundredths(nilai) n, responden w
    FROM skm_nilai JOIN skm_responden USING (satker, bulan);
CREATE TABLE ikm_month AS SELECT satker, bulan, half(sum(n), count(n)) v, any_value(w) w FROM skm GROUP BY ALL;
CREATE TABLE ikm AS SELECT satker, weighted(v, w) v FROM ikm_month GROUP BY ALL;

CREATE TABLE ipk_side AS
    SELECT 'internal' pihak, satker, half(sum(hundredths(nilai) * weight), sum(weight)) v
        FROM ipk_internal JOIN internal ON unsur_internal = code GROUP BY ALL
    UNION ALL SELECT 'eksternal' pihak, satker, half(sum(hundredths(nilai) * weight), sum(weight)) v
        FROM ipk_eksternal JOIN eksternal ON unsur_eksternal = code GROUP BY ALL;
CREATE TABLE ipk AS
    SELECT satker, weighted(v, responden) v FROM ipk_side JOIN ipk_responden USING (satker, pihak) GROUP BY ALL;

CREATE TABLE iio AS SELECT satker, bulan, variabel, kelompok, share, hundredths(nilai) n, responden w
    FROM iio_nilai JOIN iio_responden USING (satker, bulan) JOIN variabel ON variabel = code;
CREATE TABLE iki_month AS
    SELECT satker, bulan, half(sum(n * share), {whole}) v, any_value(w) w FROM iio GROUP BY ALL;
CREATE TABLE iki_year AS SELECT satker, weighted(hundredths(nilai), responden) v
    FROM iio_indeks_dilaporkan JOIN iio_responden USING (satker, bulan) GROUP BY ALL;
CREATE TABLE iki AS SELECT satker, half(v, 25) v FROM iki_year;
CREATE TABLE capaian AS
    SELECT 'ikm' i, satker, half(v * 10000, {ikm}) v FROM ikm
    UNION ALL SELECT 'ipk' i, satker, half(v * 10000, {ipk}) v FROM ipk
    UNION ALL SELECT 'iki' i, satker, half(v * 10000, {iki}) v FROM iki;

CREATE TABLE year AS SELECT satker, sum(pagu) pagu, sum(realisasi) realisasi FROM anggaran_jenis GROUP BY ALL;
CREATE TABLE revenue AS SELECT satker, sum(realisasi) realisasi FROM pnbp GROUP BY ALL;

CREATE TABLE figures AS
    SELECT 'ikm.nilai_bulanan' id, satker, bulan::VARCHAR AS key, v FROM ikm_month
    UNION ALL SELECT 'ikm.nilai_unsur', satker, unsur, weighted(n, w) FROM skm GROUP BY ALL
    UNION ALL SELECT 'ikm.realisasi', satker, '', v FROM ikm
    UNION ALL SELECT 'ipk.nilai_' || pihak, satker, '', v FROM ipk_side
    UNION ALL SELECT 'ipk.realisasi', satker, '', v FROM ipk
    UNION ALL SELECT 'iki.nilai_bulanan', satker, bulan::VARCHAR, v FROM iki_month
    UNION ALL SELECT 'iki.nilai_variabel', satker, variabel, weighted(n, w) FROM iio GROUP BY ALL
    UNION ALL SELECT 'iki.nilai_kelompok', satker, kelompok, weighted(n, w) FROM iio GROUP BY ALL
    UNION ALL SELECT 'iki.nilai_skala_100', satker, '', v FROM iki_year
    UNION ALL SELECT 'iki.nilai_skala_100_dihitung', satker, '', weighted(v, w) FROM iki_month GROUP BY ALL
    UNION ALL SELECT 'iki.realisasi', satker, '', v FROM iki
    UNION ALL SELECT i || '.capaian', satker, '', v FROM capaian
    UNION ALL SELECT 'kinerja.rata_rata_capaian', satker, '', half(sum(v), 3) FROM capaian GROUP BY ALL
    UNION ALL SELECT 'anggaran.persentase', satker, '', half(realisasi * 10000, pagu) FROM year
    UNION ALL SELECT 'anggaran.persentase_jenis', satker, jenis, half(realisasi * 10000, pagu) FROM anggaran_jenis
    UNION ALL SELECT 'anggaran.persentase_program', satker, program, half(realisasi * 10000, pagu) FROM anggaran_program
    UNION ALL SELECT 'anggaran.persentase_sumber_dana', satker, sumber_dana,
        half(pagu * 10000, sum(pagu) OVER (PARTITION BY satker)) FROM anggaran_sumber_dana
    UNION ALL SELECT 'pnbp.persentase', satker, '', half(realisasi * 10000, target)
        FROM revenue JOIN pnbp_target USING (satker)
    UNION ALL SELECT 'pnbp.persentase_akun', satker, akun,
        half(realisasi * 10000, sum(realisasi) OVER (PARTITION BY satker)) FROM pnbp;

COPY (
    SELECT id, satker, key, (v::DECIMAL(18,0) * 0.01::DECIMAL(3,2))::VARCHAR AS value FROM figures
    UNION ALL SELECT 'pnbp.total', satker, '', realisasi::VARCHAR FROM revenue
) TO '{out}' ({format});
"""


def main() -> None:
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    for name, columns in TABLES.items():
        kinds = dict(column.strip().split(" ", 1) for column in columns.replace("(18,2)", "(18;2)").split(","))
        kinds = {column: kind.replace(";", ",") for column, kind in kinds.items()}
        kinds = kinds if SATKER else {"satker": "VARCHAR", **kinds}
        source = f"read_csv('{FOLDER / name}.csv', header = true, columns = {kinds})"
        office = f"'{SATKER}' AS satker, " if SATKER else ""
        connection.execute(f"CREATE TABLE {name} AS SELECT {office}* FROM {source}")
    for name, weights in (("internal", law.INTERNAL), ("eksternal", law.EXTERNAL)):
        rows = ", ".join(f"('{code}', {weight})" for code, weight in weights.items())
        connection.execute(f"CREATE TABLE {name} AS FROM (VALUES {rows}) AS t(code, weight)")
    rows = ", ".join(f"('{code}', '{group}', {law.SHARE[code]})" for code, group in law.GROUP.items())
    connection.execute(f"CREATE TABLE variabel AS FROM (VALUES {rows}) AS t(code, kelompok, share)")
    output = "FORMAT json, ARRAY true" if OUT.suffix == ".json" else "FORMAT parquet"
    whole = law.WHOLE * len(law.MEMBERS)
    text = SCRIPT.format(whole=whole, out=OUT, format=output, **law.TARGET)
    connection.execute(text)


main()
