"""The report of a sensitivity analysis: sections and figures of its own in the frame of every report."""
