"""The front door."""

from django.urls import path

from trellis.web.views.about import about
from trellis.web.views.home import home

app_name = "web"

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
]
