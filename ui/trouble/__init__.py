"""What a clerk reads when his desk does not open, and the way back that IT has."""
