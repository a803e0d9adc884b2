"""The address that links and QR codes on receipts carry: /receipt/#CODE."""

from django.urls import path

from consultations.views import receipts

urlpatterns = [path("", receipts.look_up, name="receipt")]
