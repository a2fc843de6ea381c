"""The five kinds of question, a file each: what an author returns, what a student sees, marking, proof."""
