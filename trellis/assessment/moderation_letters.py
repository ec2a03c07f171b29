"""What the letters of moderation say. Questions and positions are not in them: those are read on the page."""

from trellis.assessment.letters import Words, paragraphs
from trellis.assessment.standing import Conclusion


def asks(network: str, round_title: str, link: str) -> Words:
    """To a network's leaders: the area team has asked something, or spoken again."""
    return Words(
        f"{network}: the area team asks about your assessment, {round_title}",
        paragraphs(
            f"The area team has looked at the assessment of {network} in {round_title} and has a question about it.",
            "Nothing has been changed in what you signed. You can answer beside each question.",
            f"Read and answer here: {link}",
        ),
    )


def answered(network: str, round_title: str, link: str) -> Words:
    """To whoever asked: the network has answered."""
    return Words(
        f"{network} has answered, {round_title}",
        paragraphs(
            f"{network} has answered a question that you asked about its assessment in {round_title}.",
            f"Read it here: {link}",
        ),
    )


def concluded(network: str, round_title: str, outcome: Conclusion, link: str) -> Words:
    """To a network's leaders, where the round lets them see it."""
    how = {
        Conclusion.AGREED: "The positions are agreed.",
        Conclusion.DIFFER: "You and the area team agreed to differ; both sides are kept.",
    }[outcome]
    return Words(
        f"{network}: the moderation is concluded, {round_title}",
        paragraphs(
            f"The area team has concluded the moderation of the assessment of {network} in {round_title}. {how}",
            "What you stated is kept beside the moderated positions.",
            f"See them here: {link}",
        ),
    )
