"""What people do: one plain function per deed, one transaction per deed."""
