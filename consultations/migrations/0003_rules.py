"""The rules that a new site starts with, in Indonesian and English; editors write later versions."""

from django.db import migrations

# number, slug, for the system only, title, explanation, examples — each text in Indonesian and English
RULES = [
    (
        1,
        "hormat",
        False,
        ("Bicara tentang masalahnya, bukan orangnya", "Speak about the matter, not the person"),
        (
            "Kritik yang tajam terhadap layanan dan kebijakan selalu boleh. Hinaan, ejekan, dan kata-kata kasar "
            "terhadap seseorang atau suatu kelompok tidak.",
            "Sharp criticism of services and policies is always allowed. Insults, mockery and abuse of a person "
            "or a group are not.",
        ),
        (
            "Boleh: “Loket ini lambat dan petugasnya tidak menjelaskan apa-apa.” Tidak boleh: menyebut petugas bodoh.",
            "Allowed: “This counter is slow and nobody explains anything.” Not allowed: calling an officer stupid.",
        ),
    ),
    (
        2,
        "data-pribadi",
        False,
        ("Jangan buka data pribadi orang", "Do not disclose people's personal data"),
        (
            "Nomor telepon, NIK, alamat rumah, dan data kesehatan siapa pun, termasuk milik Anda sendiri, tidak "
            "ditampilkan di ruang terbuka.",
            "Phone numbers, identity numbers, home addresses and health data of anyone, yourself included, are not "
            "shown in an open space.",
        ),
        ("“Hubungi Pak X di 08…”", "“Call Mr X at 08…”"),
    ),
    (
        3,
        "kebencian",
        False,
        ("Tidak ada kebencian dan ancaman", "No hatred and no threats"),
        (
            "Ajakan kekerasan, ancaman, dan kebencian karena suku, agama, ras, jenis kelamin, atau disabilitas "
            "tidak ditampilkan.",
            "Calls to violence, threats and hatred on grounds of ethnicity, religion, race, gender or disability are "
            "not shown.",
        ),
        ("", ""),
    ),
    (
        4,
        "iklan",
        False,
        ("Bukan tempat iklan dan kampanye", "No place for advertising and campaigning"),
        (
            "Promosi barang, jasa, atau calon dalam pemilihan tidak ditampilkan.",
            "Promotion of goods, services or candidates in an election is not shown.",
        ),
        ("", ""),
    ),
    (
        5,
        "tuduhan",
        False,
        ("Tuduhan pidana lewat pengaduan", "Accusations of crimes go to the complaint channel"),
        (
            "Tuduhan kejahatan terhadap orang yang dapat dikenali tidak dapat diperiksa di sini. Sampaikan lewat "
            "saluran pengaduan, supaya Anda dan yang dituduh terlindungi.",
            "Accusations of crimes against a recognisable person cannot be examined here. Use the complaint channel, "
            "so that both you and the accused are protected.",
        ),
        ("", ""),
    ),
    (
        6,
        "berulang",
        False,
        ("Jangan mengirim hal yang sama berulang kali", "Do not post the same thing again and again"),
        (
            "Satu tanggapan sudah dihitung. Mengulanginya tidak menambah bobot dan menutupi suara orang lain.",
            "One comment counts. Repeating it adds no weight and drowns other voices.",
        ),
        ("", ""),
    ),
    (
        99,
        "imported",
        True,
        ("Keputusan yang ikut dipindahkan", "Decision taken over by import"),
        (
            "Tanggapan ini sudah ditolak di tempat asalnya, sebelum dipindahkan ke sini.",
            "This comment had been rejected where it came from, before it was imported.",
        ),
        ("", ""),
    ),
]


def write_rules(apps, schema_editor):
    Rule = apps.get_model("consultations", "Rule")
    RuleVersion = apps.get_model("consultations", "RuleVersion")
    system = apps.get_model("accounts", "User").objects.get(email="system@rembuk.invalid")
    for number, slug, for_system, title, explanation, examples in RULES:
        rule = Rule.objects.create(number=number, slug=slug, for_system=for_system)
        RuleVersion.objects.create(
            rule=rule,
            version=1,
            title=title[0],
            title_en=title[1],
            explanation=explanation[0],
            explanation_en=explanation[1],
            examples=examples[0],
            examples_en=examples[1],
            written_by=system,
        )


def remove_rules(apps, schema_editor):
    # The trigger guards what has been cited; a site that takes this migration back has cited nothing, or fails here.
    schema_editor.execute("ALTER TABLE consultations_ruleversion DISABLE TRIGGER ruleversion_append_only")
    apps.get_model("consultations", "RuleVersion").objects.all().delete()
    schema_editor.execute("ALTER TABLE consultations_ruleversion ENABLE TRIGGER ruleversion_append_only")
    apps.get_model("consultations", "Rule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_truths"), ("accounts", "0002_system_actor")]

    operations = [migrations.RunPython(write_rules, remove_rules)]
