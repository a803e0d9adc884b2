"""The product's addresses and those of the references."""

from django.urls import path

from benchmarks import references
from forum_site.urls import urlpatterns as product

urlpatterns = [
    path("acuan/tetap/", references.constant),
    path("acuan/jinja/<int:consultation_id>/<int:many>/", references.drawn, {"using": "reference_jinja"}),
    path("acuan/django/<int:consultation_id>/<int:many>/", references.drawn, {"using": "reference_django"}),
    *product,
]
