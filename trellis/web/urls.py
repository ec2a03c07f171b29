"""The front door."""

from django.urls import path

from trellis.web.views.about import about
from trellis.web.views.audit import audit, audit_csv
from trellis.web.views.home import home
from trellis.web.views.outbox import outbox, outbox_again

app_name = "web"

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("audit/", audit, name="audit"),
    path("audit/csv/", audit_csv, name="audit_csv"),
    path("outbox/", outbox, name="outbox"),
    path("outbox/try-again/", outbox_again, name="outbox_again"),
]
