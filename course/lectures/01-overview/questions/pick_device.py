from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(class_=1, outcome="Fulfill technological requirements.", minutes=3, idea="device")
def pick_device(draw):
    """One notebook for a laptop and for Colab: use the GPU where there is one."""
    function = draw.choice(["pick_device", "best_device", "device_name"])
    return Fragment(
        """
        The same notebook is to run on a laptop without a GPU and in Colab with one. The function returns `"cuda"`
        where PyTorch has a GPU to use, and `"cpu"` elsewhere.
        """,
        f"""
        def {function}():
            return ____

        device = {function}()
        x = torch.zeros(3, device=device)
        """,
        f"""
        for there in [True, False, True]:
            torch.cuda.is_available = lambda: there
            print({function}())
        """,
        right(
            '"cuda" if torch.cuda.is_available() else "cpu"',
            because="The question is put to PyTorch on the machine where the code runs, each time that it runs.",
        ),
        wrong('"cuda"', because="On a laptop without a GPU the next line fails."),
        wrong('"cpu"', because="This works everywhere and never uses the GPU."),
        wrong("torch.cuda.is_available()", because="This is True or False, not the name of a device."),
        wrong('"cuda" or "cpu"', because='A text that is not empty counts as true, so `or` gives "cuda" everywhere.'),
    )
