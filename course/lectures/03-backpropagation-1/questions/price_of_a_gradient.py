from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(
    class_=3, outcome="Compute gradients efficiently using the chain rule", minutes=1.5, idea="cost of reverse mode"
)
def price_of_a_gradient(draw):
    """Why training is affordable: one backward pass serves all parameters."""
    millions, layers, ms = draw.choice([(1, 20, 20), (5, 30, 40), (25, 50, 60)])
    hours = millions * ms / 3.6
    return Choices(
        f"""
        A network of {layers} layers has {millions} million parameters and one loss. One forward pass takes {ms} ms.
        About how long does it take to get the derivative of the loss with respect to **every** parameter by
        backpropagation?
        """,
        right(
            f"{3 * ms} ms",
            because="One forward and one backward pass, however many parameters there are. Backward costs about "
            "twice as much as forward: each product hands back two gradients.",
        ),
        wrong(
            f"{ms} ms",
            because="The forward pass gives the values alone. The gradients need a pass of their own, back over "
            "every arrow.",
        ),
        wrong(
            f"{layers * ms / 1000:g} s",
            because="This would be a pass a layer. One pass serves all: each layer hands the next its upstream "
            "gradient.",
        ),
        wrong(
            f"{hours:.1f} hours",
            because="This is what nudging would take: one more forward pass for each parameter.",
        ),
        key=f"""
        products = 0

        def product(left, right):
            global products
            products += left.size * right.shape[1]
            return left @ right

        weights = [np.eye(32) for _ in range({layers})]
        activations = [np.ones((8, 32))]
        for weight in weights:
            activations.append(product(activations[-1], weight))
        forward = products
        upstream = np.ones((8, 32))
        for weight, x in zip(weights[::-1], activations[-2::-1]):
            of_the_weight, upstream = product(x.T, upstream), product(upstream, weight.T)
        print(f"{{products / forward * {ms}:g}} ms")
        """,
    )
