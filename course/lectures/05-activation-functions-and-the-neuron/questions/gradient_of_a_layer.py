from chainrule.campus.questions import Fragment, complete_code, right, wrong


@complete_code(
    class_=5,
    outcome="Backpropagate over an **N-dimensional neuron**.",
    minutes=3,
    idea="weights of a layer",
    section="in-tensors",
    level="apply",
)
def gradient_of_a_layer(draw):
    """The gradient of a layer's weights for a batch."""
    batch, inputs, neurons = draw.choice([(5, 3, 4), (6, 2, 3), (7, 4, 2)])
    activation, slope = draw.choice([("np.tanh(Z)", "(1 - A**2)"), ("np.maximum(Z, 0)", "(Z > 0)")])
    return Fragment(
        f"""
        A layer of {neurons} neurons works on a batch of {batch} examples with {inputs} numbers each: `X` is
        ({batch}, {inputs}), `W` is ({neurons}, {inputs}), `b` is ({neurons},). `dA` is the gradient of the loss with
        respect to the output `A`. The function returns the gradients of `W` and `b`.
        """,
        f"""
        def layer_backward(X, W, b, dA):
            Z = X @ W.T + b
            A = {activation}
            dZ = dA * {slope}
            dW = ____
            db = dZ.sum(axis=0)
            return dW, db
        """,
        f"""
        rng = np.random.default_rng(0)
        X, W = rng.normal(size=({batch}, {inputs})), rng.normal(size=({neurons}, {inputs}))
        b, dA = rng.normal(size={neurons}), rng.normal(size=({batch}, {neurons}))
        dW, db = layer_backward(X, W, b, dA)
        print(np.asarray(dW).shape, np.round(dW, 8).tolist())
        """,
        right("dZ.T @ X", because="Shapes: (M, B) times (B, N) is (M, N), that of W, and the sum runs over the batch."),
        wrong("X.T @ dZ", because="This is (N, M): the transpose of the gradient."),
        wrong("dZ @ W", because="This is the gradient of X: it has a row for each example."),
        wrong("dA.T @ X", because="The slope of the activation is missing: dZ has it, dA has not."),
        wrong("dZ.T @ X / len(X)", because="A mean belongs to the loss, and is in dA already where there is one."),
        rights=[
            "(X.T @ dZ).T",
            'np.einsum("bm,bn->mn", dZ, X)',
            "np.dot(dZ.T, X)",
            "sum(np.outer(dz, x) for dz, x in zip(dZ, X))",
        ],
    )
