"""A round, or one network in it, held against others till the transaction ends."""

from trellis.assessment.models import Round, RoundNetwork


def locked_round(round_: Round) -> Round:
    """The round as it stands now, held against everybody who changes it or anything in it."""
    return Round.objects.select_for_update(of=("self",)).select_related("board", "edition").get(pk=round_.pk)


def locked_network(asked: RoundNetwork) -> RoundNetwork:
    """The network in its round as both stand now: the network is held, and the round may not move on meanwhile."""
    # The round first, as whoever closes, publishes or records does: at two ends, each would wait for the other.
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=asked.round_id)
    return (
        RoundNetwork.objects.select_for_update(of=("self",))
        .select_related("network", "round__board", "round__edition__parent")
        .get(pk=asked.pk)
    )
