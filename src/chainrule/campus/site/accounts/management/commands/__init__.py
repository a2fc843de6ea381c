"""Commands of `accounts`: `chainrule manage NAME`, one file each."""
