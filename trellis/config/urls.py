"""Every address of the site, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("trellis.web.urls")),
    path("account/", include("trellis.accounts.urls")),
    path("", include("trellis.access.urls")),
    path("register/", include("trellis.register.urls")),
    path("matrix/", include("trellis.matrix.urls")),
    path("rounds/", include("trellis.assessment.urls")),
    path("insight/", include("trellis.insight.urls")),
]

handler400 = "trellis.web.views.errors.bad_request"
handler403 = "trellis.web.views.errors.forbidden"
handler404 = "trellis.web.views.errors.not_found"
handler500 = "trellis.web.views.errors.server_error"
handler429 = "trellis.web.views.errors.too_many"  # allauth looks here
