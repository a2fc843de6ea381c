from chainrule.campus.questions import Criterion, OpenQuestion, short_answer


@short_answer(
    class_=7,
    outcome="Understand image representations",
    minutes=4,
    idea="bytes",
    section="pixels",
    level="diagnose",
)
def bytes_that_wrap(draw):
    """Arithmetic on uint8 wraps around; floats do not."""
    plus, before, after = draw.choice([(60, 230, 34), (80, 200, 24), (100, 180, 24)])
    return OpenQuestion(
        f"""
        To make photographs brighter, Aysel adds {plus} to the tensor of bytes that she read from the file
        (`uint8`). Dark
        parts become brighter, but the sky, which was the brightest part, is now almost black: a pixel of {before}
        became
        {after}.

        Explain where the {after} comes from, and say in which order she should do things so that bright parts stay
        bright.
        """,
        model=f"""
        A byte holds 0 to 255 and wraps around: {before} + {plus} = {before + plus}, and {before + plus} - 256 =
        {after}.
        There is no error. She should first make floats of the bytes (and divide by 255), then add, then cut what
        is above
        the largest value (clamp to 255, or 1), and only then go back to bytes if a file needs them.
        """,
        rubric=[
            Criterion(
                "wraps",
                1,
                counts=f"uint8 goes to 255 and begins again at 0: {before + plus} - 256 = {after}.",
                does_not="That the number is cut off at 255, or that the file is damaged.",
            ),
            Criterion(
                "order",
                1,
                counts="Convert to float before the arithmetic (and clamp before going back). Half for converting "
                "without "
                "saying when, or for only clamping.",
                does_not="Clamping the uint8 after the addition.",
            ),
        ],
        examples=f"""
        1, 1: uint8 overflows at 256: {before}+{plus}={before + plus}, minus 256 is {after}. convert to float
        first, then
        add and clamp
        1, 1: It is modulo 256. First .float() (and /255), then add, then limit to the max value.
        1, 1: {before + plus} doesn't fit in 8 bits so it wraps to {after}. She should convert to float before adding.
        1, 0.5: it wraps around after 255. use floats.
        1, 0: {before + plus} - 256 = {after}. After adding she should clamp the result to 255.
        0.5, 1: Overflow of the type. First convert to float32, then add, then clamp.
        0, 1: Convert to float, add, clamp to 1 and convert back.
        0, 0.5: she must use floats for images
        0, 0: The values are cut at 255 so the sky is saturated.
        0, 0: She has to normalize with mean and std before, so that the mean is zero.
        0, 0: The camera file was damaged when reading, she should reload it.
        """,
    )
