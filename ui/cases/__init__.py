"""办件: any case found by what the citizen has at hand; its state, its papers, its timeline."""
