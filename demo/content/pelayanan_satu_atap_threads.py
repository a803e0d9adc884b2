"""What was said about one-stop services; every comment is coded."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "erwin",
            "Namanya satu atap, tapi saya keluar masuk enam pintu. Loket 2 menyuruh ke loket 5, "
            "loket 5 menyuruh ke lantai 2, lantai 2 menyuruh kembali ke loket 2 karena stempelnya "
            "belum. Atapnya satu, kepalanya banyak. Saya mengurus izin usaha bengkel kecil di Plaju, "
            "dua hari, padahal berkas saya lengkap sejak jam pertama.",
            question=0,
            after=5,
            stance="against",
            supports=18,
            theme="loket",
        ),
    ),
    (
        1,
        Say(
            "mulyadi",
            "Sama persis. Yang berjalan seharusnya berkasnya, bukan orangnya.",
            after=2,
            supports=5,
            theme="loket",
        ),
    ),
    (
        2,
        Say(
            "arif",
            '"Berkas yang berjalan, bukan orangnya" itu harus dicetak di pintu masuk.',
            after=3,
            stance="for",
            supports=9,
            theme="loket",
        ),
    ),
    (
        1,
        Say(
            "intan",
            "Pak Erwin, terima kasih. Saya telusuri jejak berkas Bapak: empat dari enam perpindahan "
            "itu hanya untuk paraf. Paraf seperti itu mestinya dilakukan di belakang loket. Ini akan "
            "menjadi salah satu hal pertama yang kami ubah.",
            after=20,
            supports=10,
            theme="loket",
        ),
    ),
    (
        2,
        Say(
            "erwin",
            "Saya tunggu bukti, Bu. Kalau berubah saya yang pertama memuji.",
            after=2,
            supports=4,
            theme="loket",
        ),
    ),
    (3, Say("intan", "Itu janji yang adil, Pak.", after=40, supports=3, disposition="answered_in_thread")),
    (
        1,
        Say(
            "vera",
            "Ditambah lagi nomor loketnya loncat: 1, 2, 3, 7. Yang 4 sampai 6 di lantai atas tanpa petunjuk.",
            after=30,
            stance="against",
            supports=3,
            theme="loket",
        ),
    ),
    (2, Say("wawan", "Loket 4 sampai 6 khusus penyihir.", after=1, supports=6, disposition="no_substance")),
    (
        0,
        Say(
            "halimah",
            "Urus izin warung disuruh bolak-balik empat loket, lutut saya sakit. Mohon satu loket "
            "saja sampai selesai.",
            question=0,
            after=150,
            stance="against",
            supports=5,
            channel="paper",
            disposition="duplicate_of:0",
        ),
    ),
    (
        0,
        Say(
            "pratiwi",
            "Usul: satu orang penerima untuk satu pemohon, sampai selesai. Kalau perlu paraf bagian "
            "lain, dia yang cari. Namanya tertulis di tanda terima, jadi saya tahu harus bertanya "
            "kepada siapa.",
            question=0,
            after=24,
            stance="for",
            supports=8,
            theme="loket",
        ),
    ),
    (
        1,
        Say(
            "ratna",
            "Di rumah sakit namanya perawat penanggung jawab. Pasien tidak disuruh cari dokternya sendiri.",
            after=4,
            stance="for",
            supports=4,
            theme="loket",
        ),
    ),
    (
        1,
        Say(
            "bambang",
            "Kalau penerimanya cuti, berkas saya ikut cuti.",
            after=6,
            stance="against",
            supports=2,
            theme="loket",
        ),
    ),
    (
        2,
        Say("pratiwi", "Makanya ada penggantinya, namanya juga ditulis.", after=1, supports=5, theme="loket"),
    ),
    (
        3,
        Say(
            "wira",
            "Pola penerima dan pengganti sudah kami coba di tiga jenis izin. Waktu rata-rata turun "
            "dari 6 hari menjadi 4 hari. Kami condong memperluasnya.",
            after=22,
            supports=6,
            theme="loket",
        ),
    ),
    (
        4,
        Say(
            "bambang",
            "Angka begini yang meyakinkan saya. Silakan diperluas.",
            after=5,
            supports=3,
            theme="loket",
        ),
    ),
    (
        0,
        Say(
            "nanda",
            "Loket semua tinggi, setinggi dada orang berdiri. Dari kursi roda saya bicara dengan "
            "papan triplek. Petugasnya baik, berdiri dan melongok ke bawah, tapi kami berdua "
            "sama-sama tidak nyaman.",
            question=0,
            after=40,
            stance="against",
            supports=11,
            theme="gedung",
        ),
    ),
    (
        1,
        Say(
            "dewi",
            "Satu meja biasa saja sudah cukup, tidak perlu proyek.",
            after=2,
            supports=6,
            theme="gedung",
        ),
    ),
    (
        1,
        Say(
            "intan",
            "Dua loket dapat kami turunkan segera dengan meja yang ada. Sisanya menunggu perbaikan "
            "gedung tahun depan.",
            after=25,
            supports=7,
            theme="gedung",
        ),
    ),
    (
        2,
        Say(
            "nanda",
            "Saya mampir kemarin. Dua meja rendah sudah ada, satu dipakai menaruh bunga. Bunganya "
            "bagus, tapi tolong dipindah.",
            after=300,
            supports=8,
            theme="gedung",
        ),
    ),
    (
        3,
        Say(
            "intan",
            "Bunganya sudah pindah. Terima kasih sudah mampir.",
            after=20,
            supports=5,
            disposition="answered_in_thread",
        ),
    ),
    (
        0,
        Say(
            "fitri",
            "Ruang menyusui dijadikan gudang galon. Saya menyusui di mobil teman.",
            question=0,
            after=60,
            stance="neutral",
            supports=4,
            theme="gedung",
        ),
    ),
    (
        1,
        Say(
            "citra",
            "Di lantai 2 ada satu, kuncinya di satpam, satpamnya di parkiran.",
            after=3,
            supports=3,
            theme="gedung",
        ),
    ),
    (
        0,
        Say(
            "kartini",
            "Dekatkan halte Trans Musi atau beri jalan teduh dari halte. Jalan 400 meter siang hari "
            "di Palembang sama dengan sauna.",
            question=0,
            after=170,
            stance="for",
            supports=3,
            channel="forum",
            theme="gedung",
        ),
    ),
    (
        0,
        Say(
            "kevin",
            "Daftar syarat di situs 7, di brosur 9, di loket 11. Saya bawa 9, pulang. Bawa 11, "
            "ternyata yang nomor 10 tidak perlu untuk toko kain.",
            question=1,
            after=12,
            stance="against",
            supports=9,
            theme="syarat",
        ),
    ),
    (
        1,
        Say(
            "lukman",
            "Yang paling benar yang mana? Yang di kepala petugas.",
            after=2,
            supports=4,
            theme="syarat",
        ),
    ),
    (1, Say("gita", "Dan tiap kepala beda.", after=5, supports=4, theme="syarat")),
    (
        1,
        Say(
            "wira",
            "Perbedaan itu nyata, kami periksa 40 jenis izin dan 17 di antaranya tidak sama antara "
            "situs, brosur, dan loket. Brosur lama sudah ditarik. Mulai sekarang loket mencetak "
            "daftar syarat langsung dari situs.",
            after=26,
            supports=7,
            theme="syarat",
        ),
    ),
    (
        2,
        Say(
            "kevin",
            "Kalau loket minta lebih dari yang di situs, boleh saya tolak?",
            after=3,
            supports=5,
            theme="syarat",
        ),
    ),
    (
        3,
        Say(
            "wira",
            "Boleh. Tunjukkan daftarnya, dan bila tetap diminta catat nama loketnya.",
            after=20,
            supports=9,
            theme="syarat",
        ),
    ),
    (
        4,
        Say(
            "kevin",
            "Saya simpan jawaban ini di dompet.",
            after=4,
            supports=4,
            disposition="answered_in_thread",
        ),
    ),
    (
        0,
        Say(
            "lina",
            "Tolong beri contoh isian yang sudah terisi. Formulir kosong bikin takut, contoh yang "
            "terisi bikin berani.",
            question=1,
            after=30,
            stance="for",
            supports=6,
            theme="syarat",
        ),
    ),
    (
        1,
        Say(
            "umi",
            "Betul, dan hurufnya dibesarkan. Kami yang tua pakai kaca pembesar.",
            after=140,
            supports=3,
            channel="forum",
            theme="syarat",
        ),
    ),
    (
        0,
        Say(
            "fahmi",
            "Berkas diunggah, lalu di loket diminta fotokopinya. Jadi unggahannya untuk apa?",
            question=1,
            after=50,
            stance="against",
            supports=5,
            theme="daring",
        ),
    ),
    (1, Say("yuni", "Untuk melatih kesabaran.", after=1, supports=4, theme="daring")),
    (
        1,
        Say(
            "sinta",
            "Karena petugas loket belum diberi akses melihat unggahan. Hak aksesnya sedang dibuka "
            "bertahap bersama DPMPTSP.",
            after=28,
            supports=6,
            theme="daring",
        ),
    ),
    (2, Say("fahmi", "Bertahap itu sampai kapan, Bu?", after=3, supports=3, theme="daring")),
    (
        3,
        Say(
            "sinta",
            "Akhir kuartal ini untuk perizinan usaha, sesudah itu yang lain.",
            after=22,
            supports=4,
            theme="daring",
        ),
    ),
    (
        0,
        Say(
            "daniel",
            'The status page shows "in process" from the first day to the last. Showing which desk '
            "the file is on would save half of the phone calls.",
            question=1,
            after=64,
            stance="neutral",
            supports=4,
            theme="daring",
        ),
    ),
    (
        1,
        Say(
            "priya",
            "Yes. Even food delivery tells me that the driver is at the traffic light.",
            after=5,
            stance="for",
            supports=3,
            theme="daring",
        ),
    ),
    (
        2,
        Say(
            "joko",
            "The driver is always at the traffic light, Ma'am.",
            after=6,
            supports=5,
            disposition="no_substance",
        ),
    ),
    (
        1,
        Say(
            "wira",
            "Agreed. The desk and the date it arrived there will be shown. The data exist; the page "
            "does not use them yet.",
            after=34,
            supports=4,
            theme="daring",
        ),
    ),
    (
        0,
        Say(
            "okta",
            "Tanda tangan elektronik katanya sah, lalu bank minta stempel basah. Saya balik lagi "
            "minta stempel.",
            question=1,
            after=90,
            stance="against",
            supports=3,
            theme="daring",
        ),
    ),
    (
        1,
        Say(
            "hendra",
            "Banknya yang harus ditegur, bukan dinasnya.",
            after=4,
            supports=2,
            disposition="out_of_scope",
        ),
    ),
    (
        0,
        Say(
            "tini",
            "Saya tidak ada internet. Tolong tetap ada orang yang membantu mengisi di tempat.",
            question=1,
            after=160,
            stance="neutral",
            supports=3,
            channel="paper",
            theme="daring",
        ),
    ),
    (
        0,
        Say(
            "junaidi",
            'Di papan tertulis "tidak dipungut biaya". Di parkiran ada yang bilang "kalau mau cepat '
            '150 ribu". Jaraknya 20 meter dari papan.',
            question=2,
            after=18,
            stance="against",
            supports=12,
            theme="biaya",
        ),
    ),
    (1, Say("ismail", "Papannya menghadap ke dalam barangkali.", after=2, supports=5, theme="biaya")),
    (1, Say("hasan", "Saya 200. Berarti saya kemahalan.", after=6, supports=3, theme="biaya")),
    (
        1,
        Say(
            "intan",
            "Kami tidak membela itu. Dua orang yang menawarkan jasa di halaman sudah diminta pergi, "
            "tetapi Anda benar bahwa akan ada yang lain selama prosesnya lambat. Bila ada pegawai "
            "yang terlibat, laporkan, identitas Anda dijaga.",
            after=24,
            supports=8,
            theme="biaya",
        ),
    ),
    (
        2,
        Say(
            "junaidi",
            "Soal identitas dijaga itu yang paling ingin saya lihat buktinya.",
            after=4,
            supports=4,
            theme="biaya",
        ),
    ),
    (
        0,
        Say(
            "siti",
            'Tulis biaya dan lama di tanda terima, pakai angka. "Gratis, 4 hari kerja, jatuh hari '
            'Kamis." Supaya saya bisa menagih.',
            question=2,
            after=70,
            stance="for",
            supports=7,
            theme="biaya",
        ),
    ),
    (
        1,
        Say(
            "maya",
            'Jatuh hari apa, itu yang paling penting. "Empat hari kerja" orang hitungnya beda-beda.',
            after=3,
            stance="for",
            supports=4,
            theme="biaya",
        ),
    ),
    (
        0,
        Say(
            "tono",
            "Yang di loket 3 itu bodoh dan pemalas, muka dan hatinya sama jeleknya.",
            question=2,
            after=110,
            stance="against",
            disposition="no_substance",
            hidden=(
                1,
                "Tanggapan ini menghina seorang petugas. Ceritakan apa yang terjadi di loket dan kapan, "
                "maka dapat tampil.",
            ),
        ),
    ),
    (
        1,
        Say(
            "dewi",
            "Kalau layanannya buruk, jam berapa dan urusan apa, Pak? Itu lebih didengar.",
            after=1,
            supports=5,
            theme="biaya",
        ),
    ),
    (
        0,
        Say(
            "reza",
            "Saya mengurus izin reklame dan diminta uang rokok.",
            question=2,
            after=130,
            stance="neutral",
            theme="biaya",
            withdrawn=True,
        ),
    ),
    (
        1,
        Say(
            "intan",
            "Terima kasih sudah berani menulis. Kalau Anda bersedia, sampaikan tanggalnya lewat "
            "pengaduan supaya dapat diperiksa.",
            after=20,
            supports=3,
            disposition="answered_in_thread",
        ),
    ),
    (
        0,
        Say(
            "rudi",
            "Pajak kendaraan saya kok naik terus.",
            question=2,
            after=200,
            stance="against",
            disposition="out_of_scope",
        ),
    ),
    (
        1,
        Say(
            "wira",
            "Pajak kendaraan diurus provinsi, Pak Rudi, jadi tidak dapat kami jawab di sini. Samsat "
            "terdekat dapat menjelaskan rinciannya.",
            after=24,
            supports=2,
            disposition="out_of_scope",
        ),
    ),
    (0, Say("eko", "Mantap, lanjutkan.", question=2, after=240, disposition="no_substance")),
    (
        0,
        Say(
            "agus",
            "Sekali sebulan buka malam dong. Pedagang tidak bisa tutup lapak siang hari.",
            after=260,
            stance="for",
            supports=4,
            theme="loket",
        ),
    ),
    (
        1,
        Say(
            "ayu",
            "Setuju. Malam habis tutup lapak, bawa tekwan satu panci untuk petugasnya. Bukan "
            "gratifikasi, itu kasihan.",
            after=5,
            stance="for",
            supports=6,
            theme="loket",
        ),
    ),
    (
        2,
        Say(
            "wira",
            "Niatnya kami terima, tekwannya tidak boleh, Bu. Soal jam malam kami jawab di laporan.",
            after=30,
            supports=5,
            theme="loket",
        ),
    ),
    (
        0,
        Say(
            "susan",
            "Please publish the English list of requirements for small businesses owned by mixed "
            "couples. I was sent between three desks because nobody was sure.",
            after=300,
            stance="neutral",
            supports=3,
            theme="syarat",
        ),
    ),
    (
        0,
        Say(
            "rahmat",
            "Kalau mau cepat, temui saja Bu S., rumahnya Lorong Mawar nomor sekian belakang masjid, "
            "telepon 08xx-xxxx.",
            after=320,
            disposition="no_substance",
            hidden=(
                2,
                "Tanggapan ini memuat alamat dan nomor telepon orang lain. Hapus keduanya, maka sisanya "
                "dapat tampil.",
            ),
        ),
    ),
    (
        1,
        Say(
            "ismail",
            "Jangan taruh alamat orang di sini. Tapi jasa begitu memang ada, dan mahal karena "
            "syaratnya membingungkan.",
            after=3,
            supports=4,
            theme="biaya",
        ),
    ),
    (
        0,
        Say(
            "wulan",
            "Saya diminta surat keterangan yang katanya tidak berlaku lagi.",
            after=500,
            theme="syarat",
            withdrawn=True,
        ),
    ),
    (
        1,
        Say(
            "gita",
            "Saya juga pernah diminta surat itu, bulan yang sama.",
            after=8,
            supports=1,
            theme="syarat",
        ),
    ),
)
