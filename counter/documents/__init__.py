"""What is printed: one layout for each kind of paper. The only room that uses reportlab."""
