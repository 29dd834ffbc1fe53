"""What the hand-written scripts would keep as constants: targets, weights and the groups of survey variables of 2023."""

from __future__ import annotations

TARGET = {"ikm": 325, "ipk": 313, "iki": 313}  # hundredths
INTERNAL = {"intelijen": 20, "penyidikan": 10, "tak": 10, "pengawasan": 20, "pengaduan": 20, "pencegahan": 20}
EXTERNAL = {"intelijen": 20, "penyidikan_tak": 20, "pengawasan": 20, "pengaduan": 20, "pencegahan": 20}
MEMBERS = {
    "budaya_anti_korupsi": (
        "transparansi",
        "menerima_imbalan",
        "perlakuan_yang_sama",
        "prosedur",
        "privasi_pelapor",
        "proses_pelanggaran",
        "pencegahan_korupsi",
    ),
    "pengelolaan_sdm": (
        "penerimaan_pegawai",
        "penempatan",
        "promosi_jabatan",
        "pengembangan_kompetensi",
        "kenaikan_pangkat",
        "gaji",
        "presensi_pegawai",
    ),
    "pelaksanaan_anggaran": ("perjalanan_dinas", "pbj", "honorarium", "bukti_transaksi"),
    "perintah_atasan": (
        "tanggung_jawab",
        "pekerjaan_tidak_sesuai_aturan",
        "hukuman_pekerjaan_tidak_sesuai_aturan",
        "kode_etik",
    ),
}
GROUP = {variable: group for group, variables in MEMBERS.items() for variable in variables}
WHOLE = 28  # divisible by every group's size, so that a variable's share of its group's mean is a whole number
SHARE = {variable: WHOLE // len(MEMBERS[group]) for variable, group in GROUP.items()}
