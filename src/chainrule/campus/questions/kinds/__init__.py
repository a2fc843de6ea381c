"""The five kinds of question, a file each: what an author returns, what a student sees, marking, proof.

What a student sees is `for_student()`, JSON with these keys and no others: kind, minutes, points, stem (Markdown), and

| kind | more keys |
|---|---|
| multiple_choice | options (Markdown) |
| short_answer | longest_answer |
| find_error | given, code, lines, options (code) |
| predict_output | given, code, longest_answer |
| complete_code | given, code, blank, longest_answer |

After release `feedback(answer, runs)` adds answered, state, note, key, because, and the options with their reasons.
`for_marker()` is for people who mark short answers: rubric, model answer, examples with their points.
"""
