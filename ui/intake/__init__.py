"""收件 (F2): a citizen's case from the first key to the paper; the main job's screen."""
