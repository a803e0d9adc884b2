"""The districts (*kecamatan*) of Palembang in which people may say that they live: counted, never shown by a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class District(models.TextChoices):
    """Eighteen districts and the world around them; the names are proper names in every language."""

    ALANG_ALANG_LEBAR = "alang-alang-lebar", "Alang-Alang Lebar"
    BUKIT_KECIL = "bukit-kecil", "Bukit Kecil"
    GANDUS = "gandus", "Gandus"
    ILIR_BARAT_I = "ilir-barat-i", "Ilir Barat I"
    ILIR_BARAT_II = "ilir-barat-ii", "Ilir Barat II"
    ILIR_TIMUR_I = "ilir-timur-i", "Ilir Timur I"
    ILIR_TIMUR_II = "ilir-timur-ii", "Ilir Timur II"
    ILIR_TIMUR_III = "ilir-timur-iii", "Ilir Timur III"
    JAKABARING = "jakabaring", "Jakabaring"
    KALIDONI = "kalidoni", "Kalidoni"
    KEMUNING = "kemuning", "Kemuning"
    KERTAPATI = "kertapati", "Kertapati"
    PLAJU = "plaju", "Plaju"
    SAKO = "sako", "Sako"
    SEBERANG_ULU_I = "seberang-ulu-i", "Seberang Ulu I"
    SEBERANG_ULU_II = "seberang-ulu-ii", "Seberang Ulu II"
    SEMATANG_BORANG = "sematang-borang", "Sematang Borang"
    SUKARAMI = "sukarami", "Sukarami"
    OUTSIDE = "luar", _("Outside Palembang")


LABEL = _("District where you live")
HELP = _("Not shown to anyone: reports only say how many comments came from each district.")
# Choices of a form; whoever does not say it lives nowhere in particular.
CHOICES = [("", _("I would rather not say")), *District.choices]
LONGEST = 20  # characters of a district in the database
