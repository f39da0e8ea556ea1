"""The words of the papers, one file for each group of kinds; ``wording`` puts them together."""
