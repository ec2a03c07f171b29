"""What the letter says to a network whose board uploaded a workbook for it. Nothing of the workbook is in it."""

from trellis.assessment.letters import Words, paragraphs


def waits(network: str, round_title: str, link: str) -> Words:
    """To a network's leaders: a workbook waits for them to look at."""
    return Words(
        f"{network}: a workbook waits for you to look at, {round_title}",
        paragraphs(
            f"Your board has received a workbook of {network} for {round_title}. You have answers of your own on your "
            "page, so nothing was overwritten.",
            "You see answer by answer what would change, and take all of it, some of it, or nothing.",
            f"Look at it here: {link}",
        ),
    )
