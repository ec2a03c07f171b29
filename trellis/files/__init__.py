"""Spreadsheets, CSV, Word and PDF, in and out as plain values. Knows nothing of networks."""
