from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=4,
    outcome="Implement full backpropagation.",
    minutes=4,
    idea="recursion depth",
    section="recursion",
    level="recall",
)
def chain_too_long_for_calls(draw):
    """Why a recursive walk fails on a long chain, and what replaces it."""
    terms = draw.choice(["5,000", "20,000", "100,000"])
    return OpenQuestion(
        f"""
        In an engine, `topological_order` visits a node by a function that calls itself for each of the node's parents.
        It is right on small graphs. A loss is then summed up in a loop, `total = total + term`, over {terms} terms, and
        the backward pass ends in a `RecursionError`.

        Explain why this graph is too much for it, although it has few arrows per node. Then say what to write instead,
        and why it is better than raising Python's limit.
        """,
        model=f"""
        Each sum has the sum before it as a parent, so the graph is a chain {terms} steps long. The function calls
        itself once per step before any call ends, and Python allows only about a thousand calls inside one another.
        Keep the nodes that still wait in a list used as a stack, in a loop: a list may grow as long as memory lasts. A
        higher limit only moves the wall: a longer chain reaches that one, too.
        """,
        rubric=[
            Criterion(
                "why it fails",
                1,
                counts="The graph is a long chain, so the calls lie inside one another as deep as the chain is long, "
                "beyond Python's limit. Half without the chain, or without the calls inside one another.",
                does_not="That there are too many nodes, or that the loop never ends.",
            ),
            Criterion(
                "what instead, and why",
                1,
                counts="A stack of one's own (a list and a loop), which grows as long as memory lasts; a higher "
                "limit is only moved. Half without the reason.",
                does_not="A set `seen`, or splitting the loss into smaller batches.",
            ),
        ],
        examples="""
        1, 1: every + hangs on the previous one so visit goes as deep as the number of terms, python stops at 1000.
        use a list as stack and while loop; a limit would be reached again with more terms
        1, 1: The depth is the number of terms as each total is the parent of the next. Iterative with own stack, it's
        only limited by memory, setrecursionlimit fails for the next bigger one.
        1, 1: long chain -> nested calls, over the limit. Own stack in a list, has no limit and can't crash the
        interpreter
        1, 0.5: total = total + term makes a chain and the recursion goes down all of it. I'd write it with a stack.
        0.5, 1: the recursion is too deep. write it as a loop with a list as stack, this works for all lengths and a
        higher limit doesn't
        0.5, 0.5: Python has a recursion limit of 1000 calls. Use a while loop and a stack.
        0.5, 0: recursion limit is reached, so sys.setrecursionlimit(10**6)
        0, 0.5: use a stack instead of recursion
        0, 0: the graph has a cycle because total is computed from total, so the visit never ends. Use seen.
        0, 0: It visits nodes again and again, exponentially many paths. It needs a set of visited nodes.
        0, 0: There is not enough memory for so many nodes, use batches
        """,
    )
