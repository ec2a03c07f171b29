"""Choosing the day of which a history is shown."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from trellis.common.dates import nhs_date
from trellis.register.forms import DayField


class DayForm(forms.Form):
    """A day, up to today. The field's name is that of the address: ``?day=2026-10-01``."""

    day = DayField(
        label="Day",
        help_text="For example, 1 October 2026. It is shown as it was at the end of that day.",
        error_messages={"required": "Enter a day, such as 1 October 2026."},
    )

    def clean_day(self) -> date:
        """The day; none to come."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(f"Enter a day up to today, {nhs_date(timezone.localdate())}.")
        return day

    @classmethod
    def asked(cls, given: Any) -> "DayForm":
        """The form as the address fills it in; blank where the address names no day."""
        return cls(given) if given.get("day") else cls()
