"""Mistakes that students of lab 6 make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("a column for each neuron", caught_by="layer_shapes", says="a row for each neuron")
def weights_on_their_side(source):
    return source.replace(".reshape(outputs, inputs)", ".reshape(inputs, outputs)")


@mutant("biases need no gradient", caught_by="layer_shapes", says="asks for a gradient")
def bias_without_gradient(source):
    return source.replace("Tensor(np.zeros(outputs), requires_grad=True)", "Tensor(np.zeros(outputs))")


@mutant("any first weights will do", caught_by="layer_start", says="copies of each other")
def equal_weights(source):
    return source.replace("generator.uniform(-scale, scale)", "scale / 2")


@mutant("the scale is always 1", caught_by="layer_start", says="not always 1")
def scale_ignored(source):
    return source.replace("generator.uniform(-scale, scale)", "generator.uniform(-1.0, 1.0)")


@mutant("random numbers come from anywhere", caught_by="layer_start", says="from nothing else")
def other_generator(source):
    return source.replace("generator.uniform(-scale, scale)", "random.uniform(-scale, scale)")


@mutant("a layer is a product", caught_by="layer_forward", says="bias is left out")
def layer_without_bias(source):
    return source.replace("x @ self.weights.T + self.bias", "x @ self.weights.T")


@mutant("a layer gives its sums", caught_by="layer_forward", says="activation is left out")
def layer_without_activation(source):
    return source.replace("return self.activation(total) if self.activation else total", "return total")


@mutant("every layer has the activation", caught_by="layers_in_a_row", says="may be negative")
def activation_at_the_end(source):
    return source.replace("activation if number < len(sizes) else None", "activation")


@mutant("every layer looks at as many inputs as the first", caught_by="layers_in_a_row", says="as the layer before")
def layers_that_do_not_fit(source):
    return source.replace("            inputs = outputs\n", "            pass\n")


@mutant("every layer looks at the inputs", caught_by="network_forward", says="what the layer before it put out")
def layers_side_by_side(source):
    return source.replace("outputs = layer(outputs)", "outputs = layer(as_tensor(inputs))")


@mutant("only weights are trained", caught_by="all_parameters", says="biases are missing")
def parameters_without_biases(source):
    return source.replace(
        "for layer in self.layers for parameter in layer.parameters()]",
        "for layer in self.layers for parameter in layer.parameters()[:1]]",
    )


@mutant("only the last layer is trained", caught_by="all_parameters", says="every layer")
def parameters_of_the_last(source):
    return source.replace("for layer in self.layers for parameter", "for layer in self.layers[-1:] for parameter")


@mutant("losses are added up", caught_by="loss_value", says="here it is the sum")
def loss_summed(source):
    return source.replace("softplus(-signs * f).mean()", "softplus(-signs * f).sum()")


@mutant("what is right costs much", caught_by="loss_value", says="sign is turned")
def loss_turned(source):
    return source.replace("softplus(-signs * f)", "softplus(signs * f)")


@mutant("labels are signs", caught_by="loss_value", says="not 0")
def labels_as_signs(source):
    return source.replace("as_tensor(2.0 * picked - 1.0)", "as_tensor(1.0 * picked)")


@mutant("the formula of the loss, as it stands", caught_by="loss_far_out", says="too large for a float")
def loss_overflows(source):
    return source.replace("softplus(-signs * f).mean()", "(1.0 + (-signs * f).exp()).log().mean()")


@mutant("a tiny number keeps the logarithm from zero", caught_by="loss_far_out", says="cut off")
def probability_cut_off(source):
    return source.replace("softplus(-signs * f).mean()", "-((signs * f).sigmoid() + 1e-12).log().mean()")


@mutant("a maximum and a size may stand in for the softplus", caught_by="loss_far_out", says="with a kink")
def loss_with_a_kink(source):
    kinked = "(f.relu() - as_tensor(1.0 * picked) * f + ((-f.abs()).exp() + 1.0).log()).mean()"
    return source.replace("softplus(-signs * f).mean()", kinked)


@mutant("the gradient is that of the other class", caught_by="loss_gradient", says="wrong side")
def loss_gradient_turned(source):
    return source.replace(
        "softplus(-signs * f).mean()", "(2.0 * softplus(-signs * f).detach() - softplus(-signs * f)).mean()"
    )


@mutant("shapes that NumPy accepts fit", caught_by="loss_misfits", says="broadcast without a word")
def loss_accepts_anything(source):
    return source.replace("if f.ndim != 1 or f.shape != picked.shape:", "if False:")


@mutant("gradients need not be forgotten", caught_by="training", says="add up")
def gradients_kept(source):
    return source.replace("        zero_grad(model.parameters())\n", "")


@mutant("a step follows the gradient", caught_by="training", says="go up")
def steps_up(source):
    return source.replace("parameter.data - rate * parameter.grad", "parameter.data + rate * parameter.grad")


@mutant("a layer may change its input before it computes", caught_by="whole_network", says="layer")
def gradient_cut_off(source):
    return source.replace("outputs = layer(outputs)", "outputs = layer(outputs.detach())")


@mutant("one neuron tells everything apart", caught_by="tells_them_apart", says="95% are asked for")
def separated_by_a_line(source):
    return source.replace("MLP(2, [16, 16, 1]", "MLP(2, [1]")


@mutant("a few steps are enough", caught_by="tells_them_apart", says="95% are asked for")
def separated_in_haste(source):
    return source.replace("steps=400", "steps=5")
