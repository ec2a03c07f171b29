"""Addresses of the room."""

from django.urls import path

from trellis.assessment.views.round import round_page
from trellis.assessment.views.rounds import rounds
from trellis.assessment.views.upload import upload
from trellis.assessment.views.uploaded import uploaded
from trellis.assessment.views.workbook import workbook

app_name = "assessment"

urlpatterns = [
    path("", rounds, name="rounds"),
    path("<slug:slug>/", round_page, name="round"),
    path("<slug:slug>/upload/", upload, name="upload"),
    path("<slug:slug>/uploads/<int:number>/", uploaded, name="uploaded"),
    path("<slug:slug>/workbooks/<str:code>/", workbook, name="workbook"),
]
