"""体检: whether this machine is fit for work, said check by check, and the bundle that support is sent."""
