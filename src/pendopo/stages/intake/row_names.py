"""Rows that name columns: words by which a header is known, and a second header among words.

Where a table has figures, a second one below it shows by words among them. Where all cells are
words, only the words themselves tell: ``nama, alamat`` names columns, ``Budi, Jalan Mawar`` does
not. A table of such words (a dictionary of columns) has many rows of them, a second header is one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pendopo.stages.intake.encoding import Tell
from pendopo.stages.intake.looks import Look, look
from pendopo.stages.intake.some_rows import SomeRows
from pendopo.terms.finding import Finding, Weight
from pendopo.terms.wording import say

_ROWS_MOST: Final = 2  # more of them are a table of names
_ROWS_LEAST: Final = 4
_WORDS_MOST: Final = 5
_LETTERS_MOST: Final = 40
_WORDS_SHOWN: Final = 120
_COLUMNS_LEAST: Final = 2
_LOOKED_AT_MOST: Final = 10_000
_WORD: Final = re.compile(r"[^\W\d_]+")
# What begins the name of a column, and hardly ever a cell.
_BEGINS: Final = frozenset(
    _WORD.findall("""
    nama name no nomor nomer num number id kode code uraian keterangan ket catatan note notes remark
    remarks deskripsi description judul title alamat address tanggal tgl date tahun year bulan month
    satuan jenis tipe type jabatan position pekerjaan occupation pendidikan telepon telp phone hp
    email website url nik npwp nip lokasi location
    """)
)
# What names a column too, and begins cells as well: Jalan Mawar, Desa Ngasem, Sumber Rejo.
_NAMES: Final = _BEGINS | frozenset(
    _WORD.findall("""
    jumlah jml amount nilai value harga price biaya cost pagu realisasi volume vol unit qty quantity
    banyaknya luas panjang lebar tinggi ukuran berat weight size persen persentase kategori category
    kelompok golongan status agama umur usia age kegiatan activity sumber source tujuan indikator
    indicator total anggaran budget saldo balance desa village kelurahan kecamatan district
    subdistrict kabupaten regency provinsi propinsi province region wilayah area daerah tempat
    place dusun rt rw kota city town county state country negara municipality jalan street waktu
    time periode period
    hari day jam hour semester kuartal quarter triwulan count height length width percent percentage
    rate kind group class kelas level tingkat kondisi condition bidang sektor sector bagian seksi
    section dinas instansi agency organisasi organization organisation lembaga institution
    perusahaan company penyedia supplier vendor pembeli buyer penerima recipient pemilik owner job
    education religion gender sex jk kelamin lahir birth telephone fax mail link nisn program
    programme proyek project sub paket package dana fund funding objective purpose target hasil
    result output outcome pemerintah government kementerian ministry department departemen kantor
    office sekolah school rumah latitude longitude lat lon lng lintang bujur koordinat
    coordinates first last full given family surname user username color colour brand model product
    produk item barang merk merek start end begin mulai selesai awal akhir from to dari sampai
    language bahasa version versi file berkas dokumen document kontrak contract tender key label
    text teks comment komentar field kolom column desc komoditas komoditi rincian opd skpd dapil
    kebangsaan etnis ethnicity variabel variable parameter metric measure series commodity
    constituency borough barrio barrios categoría concepto municipio provincia país penyakit
    disease partai party suku tanaman crop species ternak industry nation kampung distrik
    """)
)
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Most first cells of a row are no name, and are passed over by a look at how they begin.
_MAY_NAME: Final = rf"^\s*(?i:{'|'.join(sorted(_NAMES))})(?:\P{{Ll}}|$)"


@lru_cache(maxsize=1 << 14)
def may_name(name: str) -> bool:
    """Tell whether a name begins or ends with words that columns are named by."""
    words = _words(name)
    return bool(words) and (words[0] in _BEGINS or words[-1] in _NAMES)


def names_a_column(cell: str) -> bool:
    """Tell whether a cell among others is the name of a column by all of its words."""
    words = _words(cell)
    short = 0 < len(words) <= _WORDS_MOST and len(cell) <= _LETTERS_MOST
    if not short or any(map(str.isdigit, cell)):
        return False
    return words[0] in _BEGINS or _NAMES.issuperset(words)


def _words(cell: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(_HUMP.sub(" ", cell))]


def told_of_names(
    batches: Iterator[pa.RecordBatch], names: Sequence[str], tell: Tell
) -> Iterator[pa.RecordBatch]:
    """Hand batches on, and tell of a row among words that names their columns anew."""
    watch = _Watch(names)
    for batch in batches:
        watch.look_at(batch)
        yield batch
    if 0 < watch.found.count <= _ROWS_MOST and watch.rows >= _ROWS_LEAST:
        tell(_names_columns(watch.found, watch.words))


class _Watch:
    """Rows that name columns, as they pass."""

    def __init__(self, names: Sequence[str]) -> None:
        self.found = SomeRows()
        self.words = ""
        self.rows = 0
        self._names = [name.strip() for name in names]
        self._above: list[str] = []
        self._looked_at = 0

    def look_at(self, batch: pa.RecordBatch) -> None:
        """Note the rows of a batch that name columns and stand beside rows of words."""
        for at in self._that_may(batch):
            cells = _cells(batch, at)
            if self._is_header(cells) and self._is_among_words(batch, at):
                self.found.add(batch.column(0)[at].as_py())
                self.words = self.words or " | ".join(cells)[:_WORDS_SHOWN]
        self.rows += batch.num_rows
        self._above = _cells(batch, batch.num_rows - 1) if batch.num_rows else self._above

    def _that_may(self, batch: pa.RecordBatch) -> list[int]:
        """Give the places of the rows of which each cell begins as a name may."""
        room = _LOOKED_AT_MOST - self._looked_at
        if len(self._names) < _COLUMNS_LEAST or self.found.count > _ROWS_MOST or room <= 0:
            return []
        may = pc.match_substring_regex(batch.column(1), _MAY_NAME)
        for column in batch.columns[2:]:
            if not pc.any(may).as_py():
                return []
            may = pc.and_(may, pc.match_substring_regex(column, _MAY_NAME))
        places: list[int] = pc.indices_nonzero(pc.fill_null(may, False)).slice(0, room).to_pylist()  # noqa: FBT003
        self._looked_at += len(places)
        return places

    def _is_header(self, cells: list[str]) -> bool:
        distinct = len({cell.casefold() for cell in cells}) == len(cells)
        return distinct and cells != self._names and all(map(names_a_column, cells))

    def _is_among_words(self, batch: pa.RecordBatch, at: int) -> bool:
        """Tell whether no figure stands in the rows above and below; of figures others tell."""
        above = _cells(batch, at - 1) if at else self._above
        below = _cells(batch, at + 1) if at + 1 < batch.num_rows else []
        return all(look(cell) is not Look.FIGURE for cell in (*above, *below))


def _cells(batch: pa.RecordBatch, at: int) -> list[str]:
    return [(column[at].as_py() or "").strip() for column in batch.columns[1:]]


def _names_columns(rows: SomeRows, words: str) -> Finding:
    return Finding(
        "rows_below_header_are_data",
        Weight.WARN,
        say("Words that name columns stand in a row among the others; it was kept: {words}."),
        {"words": words},
        say("If a second table begins there, hand it in as a file of its own."),
        lines=tuple(rows.lines),
        count=rows.count,
    )
