"""What was said about river transport."""

from demo.content.shapes import Say, threads

THREADS = threads(
    (
        0,
        Say(
            "opik",
            "Saya narik ketek dari tahun 2009, jalur 1 Ulu ke bawah Ampera. Dermaga papan di 1 Ulu "
            "itu miring ke kiri kalau air surut. Ibu-ibu turun pegang bahu saya, kalau dua orang "
            "sekaligus saya ikut oleng. Bukan minta dermaga megah. Minta ponton yang naik turun ikut "
            "air, tangga yang tidak licin, dan satu lampu. Itu saja penumpang saya bertambah.",
            question=0,
            after=5,
            stance="for",
            supports=14,
        ),
    ),
    (
        1,
        Say(
            "siti",
            "Pegangan bahu itu saya, Pak Opik. Anak di gendongan, belanjaan di tangan satunya.",
            after=3,
            stance="for",
            supports=6,
        ),
    ),
    (2, Say("opik", "Pelanggan setia, Bu. Ongkos tetap, olengnya gratis.", after=1, supports=4)),
    (
        1,
        Say(
            "ferdi",
            "Terima kasih, Pak. Selisih air pasang dan surut di situ berapa menurut pengamatan "
            "Bapak? Ponton yang ada di gudang kami dibuat untuk selisih dua meter.",
            after=20,
            supports=5,
        ),
    ),
    (
        2,
        Say(
            "opik",
            "Musim hujan bisa lebih, tiga jengkal di atas dua meter. Tiang pengikatnya harus tinggi, "
            "kalau pendek pontonnya lepas hanyut sampai Sungsang.",
            after=4,
            supports=6,
        ),
    ),
    (
        3,
        Say(
            "ferdi",
            "Tiga jengkal di atas dua meter, kami catat. Pekan depan petugas ukur kami datang waktu "
            "surut terendah, mudah-mudahan dapat bertemu Bapak.",
            after=16,
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "samsul",
            "Dermaga di pasar 16 Ilir penuh gerobak dan tumpukan keranjang. Penumpang turun dari "
            "ketek jalannya lewat sela keranjang ayam. Kalau mau bagus, pisahkan dulu bongkar barang "
            "dan naik turun orang.",
            question=0,
            after=26,
            stance="neutral",
            supports=3,
            channel="forum",
        ),
    ),
    (
        1,
        Say(
            "kevin",
            "Setuju, tapi beri tempat bongkar pengganti dulu. Barang toko saya sebagian memang lewat "
            "air, lebih murah daripada truk.",
            after=6,
            stance="for",
            supports=4,
        ),
    ),
    (
        2,
        Say(
            "opik",
            "Tempatnya ada, sebelah hilir, cuma papannya bolong. Diperbaiki itu saja, bongkar muat "
            "pindah sendiri tanpa disuruh.",
            after=8,
            supports=2,
        ),
    ),
    (
        0,
        Say(
            "zul",
            "Kalau boleh pilih satu: Kertapati. Anak sekolah dari seberang Ogan tiap pagi 40 orang "
            "lebih berdesakan di dermaga yang pagarnya hilang sebelah. Pagarnya hilang sejak sebelum "
            "mereka lahir.",
            question=0,
            after=50,
            stance="for",
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "melati",
            "Saya tinggal di dekat situ. Hilang sebelah itu sopan sekali, Pak. Sebelahnya lagi juga "
            "tinggal dua tiang.",
            after=2,
            supports=7,
        ),
    ),
    (
        1,
        Say(
            "ferdi",
            "Pagar sementara kami pasang minggu ini. Yang permanen menunggu hasil konsultasi.",
            after=25,
            supports=3,
        ),
    ),
    (
        0,
        Say(
            "lina",
            "Saya mau naik ketek, tapi tidak berani. Tidak pernah lihat penumpang pakai pelampung. "
            "Kalau ada pelampung kering yang tidak bau dan ada ukuran anak, saya pilih ketek "
            "daripada macet di Ampera.",
            question=1,
            after=15,
            stance="against",
            supports=4,
        ),
    ),
    (
        1,
        Say(
            "opik",
            "Pelampung ada, Bu, di bawah bangku. Jujur memang bau. Kalau dijemur di atas, penumpang "
            "lain bilang seperti jemuran.",
            after=5,
            supports=3,
        ),
    ),
    (2, Say("lina", "Jemur saja, Pak. Jemuran yang menyelamatkan.", after=1, supports=5)),
    (
        1,
        Say(
            "hendra",
            "Harus ada aturan: tidak berangkat kalau penumpang tidak pakai. Seperti helm, awalnya "
            "semua protes, sekarang biasa.",
            after=12,
            stance="neutral",
            supports=2,
        ),
    ),
    (
        2,
        Say(
            "rahmat",
            "Nyeberang lima menit pakai pelampung, keringatan. Yang penting keteknya jangan "
            "kelebihan muatan.",
            after=9,
            stance="against",
            supports=2,
        ),
    ),
    (3, Say("hendra", "Tenggelam juga cukup lima menit, Bang.", after=3, supports=3)),
    (
        0,
        Say(
            "priya",
            "The crossing is the most beautiful five minutes in Palembang and I still can't tell "
            "visitors what it costs. A painted board with fares and the last departure at each pier "
            "would do it.",
            question=1,
            after=60,
            stance="for",
            supports=5,
        ),
    ),
    (
        1,
        Say(
            "opik",
            "Ongkos tidak tetap sebab solar tidak tetap. Tapi setuju papan, asal kami pengemudi ikut "
            "menentukan angkanya, jangan tiba-tiba ditempel.",
            after=14,
            supports=4,
        ),
    ),
    (
        2,
        Say(
            "ferdi",
            "Angkanya akan dibahas bersama perkumpulan pengemudi. Kami usulkan ditinjau tiap enam bulan.",
            after=30,
            supports=2,
        ),
    ),
    (
        0,
        Say(
            "daniel",
            "Could the river boats take the same card as the LRT and Trans Musi? I change from LRT "
            "to ketek twice a week and always need coins.",
            after=100,
            stance="for",
            supports=3,
        ),
    ),
    (
        1,
        Say(
            "wahyu",
            "Pak Opik pasang QRIS di haluan, gelombang dikit langsung terbayar dua kali.",
            after=8,
            supports=4,
        ),
    ),
    (1, Say("opik", "QRIS saya punya, sinyal di tengah sungai yang tidak punya.", after=20, supports=3)),
    (
        0,
        Say(
            "joko",
            "Eceng gondok di muara Ogan tolong dibersihkan dulu. Baling-baling tersangkut, penumpang "
            "jadi juru dayung dadakan.",
            after=150,
            stance="neutral",
            supports=2,
        ),
    ),
    (
        1,
        Say(
            "ferdi",
            "Pembersihan dilakukan bersama balai sungai. Jadwal berikutnya kami minta, lalu kami "
            "sampaikan di sini.",
            after=22,
            supports=2,
        ),
    ),
)
