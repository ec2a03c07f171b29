"""Trellis: the development cycle of England's Primary Care Networks, from self-assessment to proof."""
