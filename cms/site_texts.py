"""First words of the standing pages, from the programme's own description. Editors change them in the editor."""

LEAD = (
    "Pelatihan pencocokan kerja bagi petugas antar kerja di Pusat Pasar Kerja dan Kios SIAPkerja. "
    "Kerja sama Kementerian Ketenagakerjaan dan ILO-Jakarta."
)
AUDIENCE = (
    "<p>Program ini untuk petugas dan pengelola layanan ketenagakerjaan publik: staf Pusat Pasar Kerja serta petugas Kios "
    "SIAPkerja di BBPVP dan BPVP. Satu angkatan terdiri atas 30 orang yang diusulkan oleh unit kerjanya.</p>"
)
PHASES = [
    {
        "title": "Kurikulum dan jadwal",
        "text": "Tujuh unit kerja membahas kerangka dan jadwal, lalu menandatanganinya.",
        "note": "Kegiatan 4",
    },
    {
        "title": "Materi dan lembar tugas",
        "text": "Materi pelajaran dan lembar tugas lapangan disusun dan ditinjau; narasumber dan fasilitator ditunjuk.",
        "note": "Kegiatan 5",
    },
    {
        "title": "Pelatihan daring",
        "text": "Dasar layanan ketenagakerjaan publik, dibaca di ponsel di sela pekerjaan.",
        "note": "Kegiatan 6",
    },
    {
        "title": "Pelatihan tatap muka",
        "text": "Materi tematik: konseling, penggunaan SIAPkerja, praktik pencocokan kerja.",
        "note": "Kegiatan 7",
    },
    {
        "title": "Praktik lapangan",
        "text": "Tiga bulan di unit masing-masing, dipantau lewat Zoom. Kendala yang ditemui memperkuat materi.",
        "note": "Kegiatan 8",
    },
    {
        "title": "Bimbingan teknis",
        "text": "Tatap muka kedua; agendanya berasal dari apa yang ditunjukkan lapangan.",
        "note": "Kegiatan 9",
    },
    {
        "title": "Evaluasi program",
        "text": "Laporan disahkan delapan unit kerja dan berakhir dengan usulan tentang perluasan program.",
        "note": "Kegiatan 10",
    },
]
SOP_INTRO = (
    "Delapan layanan Kios SIAPkerja dengan format PermenPAN-RB 35/2012. "
    "Daftar layanannya berasal dari program; langkah-langkahnya masih perlu dikonfirmasi Kementerian."
)
PROCESSES_INTRO = (
    "Sebelas proses bisnis dari pendaftaran akun sampai pelacakan alumni: di mana tiap proses berjalan, siapa yang "
    "mendampingi, dan di mana survei diisi."
)
ABOUT = (
    "<p>Padan adalah tempat belajar, praktik, dan evaluasi bagi program pelatihan pencocokan kerja yang dijalankan "
    "Kementerian Ketenagakerjaan bersama ILO-Jakarta.</p>"
    "<p>Isi yang belum disahkan Kementerian ditandai “perlu dikonfirmasi”. Tanda itu hilang setelah Kementerian "
    "mengesahkan atau menggantinya.</p>"
)
