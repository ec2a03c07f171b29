"""Addresses of the room."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "register"


def soon(request: HttpRequest) -> HttpResponse:
    """Stands until the room has its first page."""
    return HttpResponse("soon")


urlpatterns = [path("", soon, name="england")]
