"""The Perangkat Daerah that ask, answer and promise in the demonstration."""

from demo.content.shapes import Agency

AGENCIES = (
    Agency(
        "disdukcapil",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Disdukcapil",
        "Population and Civil Registry Office",
        "Mengurus KTP-el, kartu keluarga, akta kelahiran dan kematian, kartu identitas anak, serta surat "
        "pindah.",
    ),
    Agency(
        "dishub",
        "Dinas Perhubungan",
        "Dishub",
        "Transport Office",
        "Mengatur angkutan jalan dan sungai, dermaga, parkir, rambu, marka, dan lampu lalu lintas.",
    ),
    Agency(
        "dlh",
        "Dinas Lingkungan Hidup",
        "DLH",
        "Environment Office",
        "Mengelola pengangkutan sampah, tempat penampungan sementara, dan taman kota.",
    ),
    Agency(
        "dpmptsp",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "DPMPTSP",
        "Investment and One-Stop Service Office",
        "Menerima dan menerbitkan perizinan, serta mengelola gedung pelayanan satu atap.",
    ),
    Agency(
        "pupr",
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        "PUPR",
        "Public Works and Spatial Planning Office",
        "Membangun dan memelihara jalan, trotoar, saluran air, dan jembatan milik kota.",
    ),
    Agency(
        "disdag",
        "Dinas Perdagangan",
        "Disdag",
        "Trade Office",
        "Membina pedagang dan mengelola pasar rakyat bersama pengelola pasar.",
    ),
    Agency(
        "kominfo",
        "Dinas Komunikasi dan Informatika",
        "Kominfo",
        "Communications and Information Technology Office",
        "Menjalankan situs dan aplikasi pemerintah kota, jaringan, dan layanan informasi publik.",
    ),
    Agency(
        "bkpsdm",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "BKPSDM",
        "Civil Service and Human Resources Agency",
        "Mengurus penerimaan, penempatan, pelatihan, dan penilaian pegawai pemerintah kota.",
    ),
)
