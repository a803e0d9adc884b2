"""Themes, answers, commitments and the published report on one-stop services."""

from demo.content.shapes import Answer, Promise, Report, Theme

THEMES = (
    Theme(
        "loket",
        "Berkas yang berjalan, bukan orangnya",
        "Files should walk, not people",
        "Berpindah loket, paraf antarbagian, satu penerima sampai selesai, dan jam buka loket.",
    ),
    Theme(
        "gedung",
        "Gedung yang dapat dipakai semua orang",
        "A building for everyone",
        "Tinggi loket, kursi roda, ruang menyusui, dan jalan dari halte.",
    ),
    Theme(
        "syarat",
        "Satu daftar syarat yang sama di mana-mana",
        "One list of requirements",
        "Syarat yang berbeda antara situs, brosur, dan loket, serta contoh isian.",
    ),
    Theme(
        "daring",
        "Berkas daring yang benar-benar dipakai",
        "Online files that are really used",
        "Unggahan yang diminta lagi, status berkas, tanda tangan elektronik, dan bantuan mengisi.",
    ),
    Theme(
        "biaya",
        "Biaya dan waktu yang tertulis",
        "Fees and times in writing",
        "Pungutan tidak resmi, perantara, serta biaya dan tanggal selesai pada tanda terima.",
    ),
)

ANSWERS = (
    Answer(
        "loket",
        "dpmptsp",
        "accepted",
        "Kami setuju. Paraf antarbagian dipindahkan ke belakang loket, dan setiap pemohon mendapat satu "
        "penerima beserta penggantinya yang namanya tertulis di tanda terima. Uji pada tiga jenis izin "
        "menurunkan waktu rata-rata dari enam menjadi empat hari. Jam malam kami coba sekali sebulan "
        "lebih dulu, lalu kami putuskan menurut jumlah yang datang.",
    ),
    Answer(
        "gedung",
        "dpmptsp",
        "partly",
        "Dua meja rendah sudah dipasang dan ruang menyusui akan kami kosongkan. Menurunkan semua loket "
        "memerlukan perbaikan gedung yang belum mendapat biaya tahun ini, jadi belum dapat kami janjikan.",
    ),
    Answer(
        "gedung",
        "pupr",
        "noted",
        "Jalan teduh dari halte Trans Musi kami masukkan ke rancangan trotoar. Pohon ditanam lebih dulu "
        "karena murah, kanopi menunggu hasil konsultasi trotoar.",
    ),
    Answer(
        "syarat",
        "dpmptsp",
        "accepted",
        "Daftar di situs menjadi satu-satunya yang berlaku. Loket mencetaknya dari situs dan tidak boleh "
        "meminta lebih. Setiap formulir diberi contoh yang terisi, dengan huruf besar. Versi bahasa "
        "Inggris disiapkan untuk izin yang paling sering ditanyakan.",
    ),
    Answer(
        "daring",
        "kominfo",
        "partly",
        "Akses loket ke unggahan dan tampilan meja tempat berkas berada kami kerjakan. Soal bank yang "
        "meminta stempel basah berada di luar wewenang kota; kami menyediakan halaman pemeriksaan "
        "keaslian yang dapat ditunjukkan kepada bank.",
    ),
    Answer(
        "daring",
        "dpmptsp",
        "accepted",
        "Meja bantuan mengisi tetap ada untuk yang tidak memakai internet, dan tidak akan digantikan "
        "oleh layanan daring.",
    ),
    Answer(
        "biaya",
        "dpmptsp",
        "accepted",
        "Biaya, lama, dan hari selesai ditulis pada tanda terima. Papan tarif dipindah ke pagar, "
        "menghadap jalan dan parkiran. Permintaan uang oleh siapa pun dapat dilaporkan tanpa nama "
        "terlihat oleh bagian yang dilaporkan.",
    ),
)

COUNTER_LOG = 'minggu,izin selesai,rata-rata perpindahan per izin\nsebelum,118,"3,4"\nsesudah,126,"1,2"\n'

PROMISES = (
    Promise(
        "loket",
        "dpmptsp",
        "Memindahkan semua paraf antarbagian ke belakang loket",
        -30,
        "kept",
        evidence="Alur baru berlaku di semua loket. Perpindahan pemohon per izin turun dari rata-rata "
        "3,4 menjadi 1,2 menurut catatan loket dua minggu.",
        kept_days=-33,
        shows=(
            ("file", "Catatan loket dua minggu, sebelum dan sesudah", COUNTER_LOG),
            ("picture", "Meja paraf yang sekarang berdiri di belakang loket", ""),
        ),
    ),
    Promise(
        "loket",
        "dpmptsp",
        "Satu penerima dan satu pengganti untuk setiap pemohon izin usaha mikro",
        45,
        "in_progress",
        evidence="Berjalan untuk 9 dari 22 jenis izin.",
    ),
    Promise(
        "loket",
        "dpmptsp",
        "Uji coba jam malam sekali sebulan selama empat bulan, lalu mengumumkan jumlah yang datang",
        90,
        "planned",
    ),
    Promise(
        "gedung",
        "dpmptsp",
        "Menandai dua loket rendah untuk pemohon berkursi roda dan menjaganya bebas dari barang",
        -41,
        "kept",
        evidence="Tanda terpasang di loket 1 dan 3. Sudah dicoba bersama dua pemohon berkursi roda.",
        kept_days=-44,
        shows=(
            ("picture", "Loket 3 dengan tanda kursi roda dan ruang putar yang kosong", ""),
            ("link", "Ukuran ruang putar yang dipakai", "https://contoh.invalid/ruang-putar"),
        ),
    ),
    Promise(
        "gedung",
        "dpmptsp",
        "Mengosongkan ruang menyusui dan menaruh kuncinya di meja informasi",
        -8,
        "in_progress",
        evidence="Galon sudah dipindah. Wastafel belum mengalir.",
        slips=(
            (-30, -8, "Gudang pengganti baru selesai dikosongkan, dan pipa wastafel bocor saat diperiksa."),
        ),
    ),
    Promise(
        "gedung",
        "pupr",
        "Menanam pohon peneduh di sisi jalan dari halte sampai pintu gedung",
        120,
        "planned",
    ),
    Promise(
        "syarat",
        "dpmptsp",
        "Menyamakan daftar syarat 40 jenis izin antara situs, brosur, dan loket",
        20,
        "in_progress",
        evidence="31 dari 40 jenis izin sudah sama.",
        slips=((-5, 20, "Sembilan izin menunggu persetujuan tertulis dari perangkat daerah teknis."),),
    ),
    Promise(
        "daring",
        "kominfo",
        "Membuka akses loket ke berkas yang diunggah, supaya fotokopi tidak diminta lagi",
        -12,
        "in_progress",
        evidence="Akses terbuka di 6 dari 14 loket.",
        slips=(
            (-40, -25, "Hak akses harus dicatat per petugas, dan pencatatannya belum ada."),
            (-25, -12, "Dua server dipindahkan, pekerjaan berhenti selama sembilan hari."),
        ),
    ),
    Promise(
        "daring",
        "kominfo",
        "Menampilkan meja tempat berkas berada dan tanggal sampainya pada halaman status",
        60,
        "planned",
    ),
    Promise(
        "biaya",
        "dpmptsp",
        "Mencetak biaya, lama, dan hari selesai pada setiap tanda terima",
        -15,
        "kept",
        evidence="Berlaku untuk semua izin sejak format tanda terima baru dipakai.",
        kept_days=-9,
    ),
)

REPORT = Report(
    "Laporan Tindak Lanjut: pelayanan satu atap",
    (
        "Selama 35 hari warga menceritakan pengalamannya mengurus izin di gedung pelayanan satu atap. "
        "Yang paling sering muncul bukan sikap petugas, melainkan alurnya: orang berpindah-pindah untuk "
        "paraf yang dapat diurus di belakang loket.",
        "Kami menerima tiga dari lima tema sepenuhnya dan dua sebagian. Yang belum dapat kami janjikan "
        "adalah menurunkan semua loket, karena memerlukan perbaikan gedung, dan mengubah kebiasaan bank, "
        "karena bukan wewenang kota.",
        "Dari laporan ini lahir sepuluh komitmen. Masing-masing punya penanggung jawab dan tanggal. Bila "
        "tanggalnya bergeser, tanggal lama dan alasannya tetap tampil.",
    ),
    (
        (
            "loket",
            "Warga keluar masuk sampai enam pintu untuk satu izin, padahal berkas mereka sudah lengkap. "
            "Usul yang paling banyak didukung adalah satu penerima yang mengurus sampai selesai, dengan "
            "nama yang tertulis di tanda terima. Seorang warga khawatir berkas ikut cuti bila "
            "penerimanya cuti, dan usul nama pengganti menjawabnya. Pedagang meminta jam malam karena "
            "tidak dapat menutup lapak pada siang hari.",
        ),
        (
            "gedung",
            "Loket dibuat setinggi dada orang berdiri, sehingga pemohon berkursi roda berbicara dengan "
            "papan. Ruang menyusui terpakai sebagai gudang. Dari halte Trans Musi orang berjalan 400 "
            "meter tanpa teduh.",
        ),
        (
            "syarat",
            "Situs menyebut tujuh syarat, brosur sembilan, loket sebelas. Warga tidak tahu mana yang "
            "berlaku dan datang berulang kali. Mereka meminta satu daftar, contoh yang terisi, huruf "
            "yang besar, dan versi bahasa Inggris.",
        ),
        (
            "daring",
            "Berkas yang sudah diunggah tetap diminta fotokopinya di loket. Halaman status menulis "
            "sedang diproses dari hari pertama sampai hari terakhir. Ada yang ditolak bank karena tanda "
            "tangannya elektronik, dan ada yang tidak punya internet dan meminta bantuan di tempat tetap "
            "ada.",
        ),
        (
            "biaya",
            "Papan tarif menulis tidak dipungut biaya, tetapi di parkiran ada yang menawarkan jasa 150 "
            "sampai 200 ribu rupiah. Warga meminta biaya dan hari selesai ditulis pada tanda terima "
            "supaya dapat ditagih, dan meminta bukti bahwa identitas pelapor dijaga.",
        ),
    ),
    (
        (
            "Saya tidak hanya mengusulkan satu penerima. Saya juga minta nama penggantinya ditulis, supaya berkas tidak "
            "ikut cuti.",
            "changed",
            "Anda benar, usul nama pengganti hilang dari rangkuman. Kami menambahkannya pada bagian ini.",
        ),
        (
            "Ruang menyusui bukan hanya dipakai sebagai gudang, kuncinya juga sering tidak ada.",
            "kept",
            "Terima kasih. Soal kunci sudah masuk ke dalam komitmen di bawah bagian ini, jadi rangkumannya kami "
            "biarkan.",
        ),
    ),
)
