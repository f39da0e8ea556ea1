"""登录: a person begins work at this window."""
