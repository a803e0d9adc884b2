"""The demonstration content as plain data; `manage.py load_demo` puts it into the database."""

from demo.content import angkutan_sungai, layanan_dukcapil, pelayanan_satu_atap, sampah_pasar, trotoar
from demo.content.agencies import AGENCIES
from demo.content.events import EVENTS, TOPICS
from demo.content.pages import PAGES
from demo.content.people import PEOPLE

CONSULTATIONS = (
    trotoar.CONSULTATION,
    layanan_dukcapil.CONSULTATION,
    angkutan_sungai.CONSULTATION,
    sampah_pasar.CONSULTATION,
    pelayanan_satu_atap.CONSULTATION,
)

__all__ = ["AGENCIES", "CONSULTATIONS", "EVENTS", "PAGES", "PEOPLE", "TOPICS"]
