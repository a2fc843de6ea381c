"""Layers in PyTorch, each written out (lectures 5-23)."""
