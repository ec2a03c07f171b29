"""Who put their name to a return."""

from django.conf import settings
from django.db import models

from trellis.assessment.models.returns import Assessment


class SignOff(models.Model):
    """The clinical director, or the deputy they named, signed this frozen return. ``signed_as`` is the role then."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="sign_off")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(max_length=60)
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.assessment}, signed"
