from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=1,
    outcome="Fulfill technological requirements.",
    minutes=3,
    idea="device",
    section="notebooks",
    level="recall",
)
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
        def machine(gpus):
            # What PyTorch says on a machine with so many GPUs, whichever way it is asked.
            names = ["NVIDIA T4"] * gpus
            torch.version.cuda = "12.4"
            torch.cuda.is_available = lambda: gpus > 0
            torch.cuda.device_count = lambda: gpus
            torch.cuda.get_device_name = lambda device=0: names[device or 0]
            if hasattr(torch, "accelerator"):  # since PyTorch 2.6
                torch.accelerator.is_available = torch.cuda.is_available
                torch.accelerator.device_count = torch.cuda.device_count
                torch.accelerator.current_accelerator = lambda *a, **k: torch.device("cuda") if gpus else None

        for gpus in [1, 0, 2, 0]:
            machine(gpus)
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
        wrong(
            '"cuda" if torch.cuda.is_available else "cpu"',
            because='Without brackets nobody is asked: a function itself counts as true, so this is always "cuda".',
        ),
        rights=[
            '"cuda" if torch.cuda.device_count() > 0 else "cpu"',
            '"cuda" if torch.cuda.device_count() else "cpu"',
            '"cpu" if not torch.cuda.is_available() else "cuda"',
            '["cpu", "cuda"][torch.cuda.is_available()]',
            'torch.cuda.is_available() and "cuda" or "cpu"',
            'torch.device("cuda" if torch.cuda.is_available() else "cpu")',
        ],
    )
