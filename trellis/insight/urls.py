"""Addresses of the room."""

from django.urls import path

from trellis.insight.views.calibration import calibration, calibration_file, calibration_why
from trellis.insight.views.downloads import questions_csv, report, returns_csv
from trellis.insight.views.returns import returns
from trellis.insight.views.theme import position, theme

app_name = "insight"

urlpatterns = [
    path("rounds/<slug:slug>/returns/", returns, name="returns"),
    path("rounds/<slug:slug>/returns.csv", returns_csv, name="returns_csv"),
    path("rounds/<slug:slug>/questions.csv", questions_csv, name="questions_csv"),
    path("rounds/<slug:slug>/report.<str:ending>", report, name="report"),
    path("rounds/<slug:slug>/calibration/", calibration, name="calibration"),
    path("rounds/<slug:slug>/calibration.csv", calibration_file, name="calibration_csv"),
    path("rounds/<slug:slug>/calibration/<slug:kind>/<str:key>/<slug:shift>/", calibration_why, name="calibration_why"),
    path("rounds/<slug:slug>/returns/<slug:theme_id>/", theme, name="theme"),
    path("rounds/<slug:slug>/returns/<slug:theme_id>/<slug:at>/", position, name="position"),
    path("rounds/<slug:slug>/returns/<slug:theme_id>/<slug:at>/<int:number>/", position, name="position"),
]
