"""设置, 体检 and 诊断包 of this machine."""
