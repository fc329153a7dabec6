"""SYNTHETIC rows, invented for tests: no tender, firm or person of them exists.

Their fields are those of the procurement service bus (ISB of LKPP); what identifies persons is
planted wherever such files have it, and where they should not.
"""

from typing import Any

NIK = "3204112505870003"
NIK_OF_OWNER = "3204114101900002"
NIP = "198705252010011003"
ACCOUNT = "0123456789012"
PHONE = "081234567890"
MAIL = "budi.penguji@gmail.com"
NPWP_OF_PERSON = "04.123.456.7-901.000"
OFFICIAL = "Budi Penguji Santosa"
# Whatever form they take, none of these may be seen again.
PLANTED = (
    NIK, NIK_OF_OWNER, NIP, ACCOUNT, PHONE, MAIL, NPWP_OF_PERSON, "041234567901000", OFFICIAL,
)  # fmt: skip
NPWP_OF_COMPANY = "01.234.567.8-901.000"
COMPANY, FIRM_OF_A_PERSON, BIDDER = "PT Maju Contoh", "UD Sari Contoh", "CV Kalah Contoh"

_OFFICE = {
    "tahun_anggaran": 2025,
    "kd_klpd": "D107",
    "nama_klpd": "Kab. Contoh",
    "jenis_klpd": "KABUPATEN",
    "kd_satker": "63401",
    "kd_satker_str": "1.03.0.00.0.00.01.0000",
    "nama_satker": "DINAS PEKERJAAN UMUM CONTOH",
    "kd_lpse": 93,
    "nip_ppk": NIP,
    "nama_ppk": OFFICIAL,
    "_event_date": "2025-07-03 00:00:00",
}
_SUPPLIER = {
    "nama_penyedia": COMPANY,
    "npwp_penyedia": NPWP_OF_COMPANY,
    "npwp_16_penyedia": "0012345678901000",
    "kd_penyedia": 55001,
    "alamat_penyedia": "Jl. Rumah Pribadi 1",
    "wakil_sah_penyedia": OFFICIAL,
}


def announced(**changes: Any) -> dict[str, Any]:
    """A row of SPSE-TenderPengumuman."""
    return {
        **_OFFICE,
        "kd_tender": 7001093,
        "kd_rup": "501;502",
        "nama_paket": "Peningkatan <b>Jalan</b> Contoh",
        "pagu": 1250000000,
        "hps": 1200500000.75,
        "sumber_dana": "APBD",
        "jenis_pengadaan": "Pekerjaan Konstruksi",
        "mtd_pemilihan": "Tender",
        "mtd_kualifikasi": "Pascakualifikasi Satu File",
        "mtd_evaluasi": "Harga Terendah Sistem Gugur",
        "kontrak_pembayaran": "Harga Satuan",
        "status_tender": "Selesai",
        "tgl_buat_paket": "2025-01-20",
        "tgl_pengumuman_tender": "2025-02-11 10:00:00",
        "ket_diulang": None,
        "ket_ditutup": None,
        "nip_pokja": f"{NIP};{NIP}",
        "nama_pokja": OFFICIAL,
        "kualifikasi_paket": None,
    } | changes


def participants() -> list[dict[str, Any]]:
    """Rows of SPSE-PesertaTender: three offered, two only registered."""
    rows = [
        (COMPANY, NPWP_OF_COMPANY, "0012345678901000", 1150000000.0, 1, None),
        (FIRM_OF_A_PERSON, NPWP_OF_PERSON, NIK_OF_OWNER, 1100000000, 0, f"Tidak lulus, NIK {NIK}"),
        (BIDDER, "02.345.678.9-012.000", None, 1190000000, 0, None),
        ("PT Hanya Daftar", "01.999.999.9-901.000", None, None, 0, None),
        ("PT Nol Rupiah", "01.888.888.8-901.000", None, 0, 0, None),
    ]
    return [
        {
            "kd_tender": 7001093,
            "kd_peserta": 90 + place,
            "kd_penyedia": 55001 + place,
            "nama_penyedia": name,
            "npwp_penyedia": npwp,
            "npwp_penyedia_16": npwp_16,
            "nilai_penawaran": offer,
            "nilai_terkoreksi": offer,
            "pemenang": won,
            "pemenang_terverifikasi": won,
            "alasan": reason,
            "kd_pkt_dce": 1,
        }
        for place, (name, npwp, npwp_16, offer, won, reason) in enumerate(rows)
    ]


def won(**changes: Any) -> dict[str, Any]:
    """A row of SPSE-TenderSelesaiNilai."""
    return {
        **_OFFICE,
        **_SUPPLIER,
        "kd_tender": 7001093,
        "kd_rup_paket": "501;502",
        "hps": 1200500000.75,
        "pagu": 1250000000,
        "nilai_penawaran": 1150000000.0,
        "nilai_terkoreksi": 1150000000.0,
        "nilai_negosiasi": 1145000000.0,
        "nilai_kontrak": 1145000000.0,
        "tgl_penetapan_pemenang": "2025-03-10T02:00:00.000Z",
        "tgl_pengumuman_tender": "2025-02-11 10:00:00",
    } | changes


def contract(**changes: Any) -> dict[str, Any]:
    """A row of SPSE-TenderEkontrak-Kontrak."""
    return {
        **_OFFICE,
        **_SUPPLIER,
        "kd_tender": 7001093,
        "nama_paket": "Peningkatan Jalan Contoh",
        "no_kontrak": "027/12/SP/PU/2025",
        "tgl_kontrak": "Mar 20, 2025, 12:00:00AM",
        "tgl_kontrak_awal": "2025-03-20 00:00:00Z",
        "tgl_kontrak_akhir": "2025-09-15",
        "nilai_kontrak": 1145000000.0,
        "status_kontrak": "Kontrak Sedang Berjalan",
        "lingkup_pekerjaan": f"Dibayar ke {ACCOUNT}, hubungi {PHONE} atau {MAIL}; PPK {OFFICIAL}",
        "apakah_addendum": "Ya",
        "versi_addendum": 1,
        "alasan_addendum": "Perubahan volume",
        "no_rek_bank": ACCOUNT,
        "nama_rek_bank": "BRI",
        "nama_pemilik_rek_bank": OFFICIAL,
        "informasi_lainnya": f"NIK {NIK}",
    } | changes


def handed_over(**changes: Any) -> dict[str, Any]:
    """A row of SPSE-TenderEkontrak-BAPBAST."""
    return {
        **_OFFICE,
        **_SUPPLIER,
        "kd_tender": 7001093,
        "no_kontrak": "027/12/SP/PU/2025",
        "tgl_kontrak": "20-03-2025 00:00",
        "no_bap": "BAP/7/2025",
        "tgl_bap": "2025-09-16 09:00:00",
        "no_bast": "BAST/7/2025",
        "tgl_bast": "2025-09-15 09:00:00",
        "besar_pembayaran": 1145000000,
        "nilai_kontrak": 1145000000.0,
    } | changes


def planned(**changes: Any) -> dict[str, Any]:
    """A row of RUP-PaketPenyedia-Terumumkan."""
    return {
        **_OFFICE,
        "kd_rup": 501,
        "nama_paket": "Peningkatan Jalan Contoh",
        "pagu": 1250000000,
        "metode_pengadaan": "Tender",
        "jenis_pengadaan": "Pekerjaan Konstruksi",
        "urarian_pekerjaan": "Jalan desa",
        "tgl_buat_paket": "2025-01-02 08:00:00",
        "tgl_pengumuman_paket": "2025-01-05 08:00:00",
        "tgl_awal_pemilihan": "2025-02-01",
        "tgl_akhir_pemilihan": "2025-03-31",
        "tgl_awal_kontrak": "2025-04-01",
        "tgl_akhir_kontrak": "2025-09-30",
        "status_delete_rup": False,
        "status_aktif_rup": True,
        "username_ppk": "budi.ppk",
    } | changes


def served() -> list[dict[str, Any]]:
    """One answer with a nested list, as a gateway before the bus gives it."""
    nested = [
        {"kd_peserta": row["kd_peserta"], "nik_direktur": NIK, **row} for row in participants()
    ]
    return [announced(peserta=nested)]
