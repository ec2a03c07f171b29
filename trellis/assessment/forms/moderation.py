"""What the area team and a network send while an assessment is moderated. The actions weigh it."""

from enum import StrEnum
from typing import Any

from django import forms

from trellis.assessment.standing import Conclusion
from trellis.matrix.rules import ID_SHAPE

SENT_BADLY = "The page sent something that cannot be read. Nothing was changed. Open the page again and try once more."


class Doing(StrEnum):
    """What the area team does, by the button that was pressed."""

    START = "start"
    JUDGE = "judge"
    LEAVE = "leave"
    ASK = "ask"
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"
    CONCLUDE = "conclude"
    TAKE_BACK = "take-back"

    @property
    def done(self) -> str:
        """What to say once it is done."""
        return {
            "start": "The moderation has started. The network cannot recall its assessment any more.",
            "judge": "Saved.",
            "leave": "The other positions were left as stated.",
            "ask": "The question was sent, and the network's leaders get a letter.",
            "reply": "Sent, and the network's leaders get a letter.",
            "close": "The question is closed.",
            "reopen": "The question is open again.",
            "conclude": "The moderation is concluded.",
            "take-back": "The conclusion is taken back, and kept below.",
        }[self.value]


class NetworkDoing(StrEnum):
    """What a network does, by the button that was pressed."""

    REPLY = "reply"
    SAY = "say"

    @property
    def done(self) -> str:
        """What to say once it is done."""
        return {"reply": "Your answer was sent.", "say": "Saved."}[self.value]


class SentForm(forms.Form):
    """The parts that one form or another of the page has. ``at`` is the anchor of a theme and audience.

    ``about`` is a component's id, empty for the whole theme; ``question`` the number of a question.
    """

    at = forms.RegexField(ID_SHAPE, required=False)
    about = forms.CharField(required=False)
    position = forms.CharField(required=False)
    words = forms.CharField(required=False)
    question = forms.IntegerField(required=False)

    def clean(self) -> dict[str, Any]:
        """One sentence for whatever no form of ours sends."""
        if self.errors:
            self.errors.clear()
            raise forms.ValidationError(SENT_BADLY)
        return self.cleaned_data


class ModeratingForm(SentForm):
    """What the area team sends."""

    do = forms.ChoiceField(choices=[(each.value, each.value) for each in Doing])
    outcome = forms.ChoiceField(required=False, choices=[("", ""), *((each.value, each.label) for each in Conclusion)])


class NetworkForm(SentForm):
    """What a network sends. ``view`` is "agree" or "differ"."""

    do = forms.ChoiceField(choices=[(each.value, each.value) for each in NetworkDoing])
    view = forms.ChoiceField(required=False, choices=[(each, each) for each in ("", "agree", "differ")])
