"""Commands of `core`: `chainrule manage NAME`, one file each."""
