"""What somebody finds in their letters."""

import re

from trellis.post.models import Letter


def link_for(email: str) -> str:
    """The path of the link in the newest letter to an address."""
    text = Letter.objects.filter(to=email).order_by("-pk").values_list("text", flat=True)[0]
    found = re.search(r"^https?://[^/]+(/\S+)$", text, re.M)
    assert found is not None, text
    return found.group(1)
