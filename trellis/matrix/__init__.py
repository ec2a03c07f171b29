"""The maturity matrix as data: editions, themes, steps, audiences, components."""
