"""Commands of `people`: `chainrule manage NAME`, one file each."""
