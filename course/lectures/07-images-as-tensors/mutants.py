"""Mistakes that students make with pixels, batches and the loss, each with the check that must catch it."""

from chainrule.labs import mutant


@mutant("255 is the largest of 256 numbers", caught_by="bytes_to_floats", says="must become 1")
def by_256(source):
    return source.replace("return images.float() / 255", "return images.float() / 256")


@mutant("bytes are numbers like any other", caught_by="bytes_to_floats", says="make floats first")
def whole_division(source):
    return source.replace("return images.float() / 255", "return (images // 255).float()")


@mutant("the variance is the deviation", caught_by="statistics", says="its square root")
def no_root(source):
    return source.replace("variance.sqrt().float()", "variance.float()")


@mutant("axis 0 holds the channels", caught_by="statistics", says="the channels are axis 1")
def channels_first(source):
    return source.replace("images[:, c].reshape(-1)", "images[c].reshape(-1)")


@mutant("statistics of bytes", caught_by="statistics", says="from 0 to 1")
def of_bytes(source):
    return source.replace("dtype=torch.float64) / 255", "dtype=torch.float64)")


@mutant("whatever has pixels is welcome", caught_by="statistics", says="refuse everything else")
def any_pictures(source):
    return source.replace(
        "if images.dtype != torch.uint8 or images.dim() != 4 or not images.numel():", "if not images.numel():"
    ).replace("torch.bincount(images[:, c]", "torch.bincount(images[:, c].to(torch.uint8)")


@mutant("broadcasting will find the channels", caught_by="normalized", says="lined up with the width")
def mean_along_the_width(source):
    return source.replace("(mean / std)[:, None, None]", "mean / std")


@mutant("the deviation, too, finds its axis by itself", caught_by="normalized", says="lined up with the width")
def deviation_along_the_width(source):
    return source.replace("scale[:, None, None]", "scale")


@mutant("divide first, then subtract the mean", caught_by="normalized", says="Subtract first")
def mean_not_divided(source):
    return source.replace("(mean / std)[:, None, None]", "mean[:, None, None]")


@mutant("every picture is made of bytes", caught_by="normalized", says="only bytes are divided")
def floats_divided_again(source):
    return source.replace("whole = 255.0 if x.dtype == torch.uint8 else 1.0", "whole = 255.0")


@mutant("in place is faster", caught_by="normalized", says="was changed")
def in_place(source):
    return source.replace("x.float() * scale[:, None, None]", "x.float().mul_(scale[:, None, None])")


@mutant("one mean fits all channels", caught_by="normalized_or_refused", says="broadcast over all of them")
def any_means(source):
    return source.replace("if mean.shape != (x.shape[1],) or std.shape != (x.shape[1],):", "if False:")


@mutant("batches are drawn with replacement", caught_by="every_example_once", says="came twice")
def with_replacement(source):
    return source.replace(
        "torch.randperm(len(split), generator=generator) if shuffle",
        "torch.randint(len(split), (len(split),), generator=generator) if shuffle",
    )


@mutant("a slice ends one before its end", caught_by="every_example_once", says="never came")
def one_short(source):
    return source.replace("order[start : start + size]", "order[start : start + size - 1]")


@mutant("pictures and labels are shuffled, each for itself", caught_by="every_example_once", says="different orders")
def labels_apart(source):
    return source.replace(
        "batch = split.batch(index)",
        "batch = (split.batch(index)[0], split.batch(order.flip(0)[start : start + size])[1])",
    )


@mutant("the generator is PyTorch's business", caught_by="in_which_order", says="not the generator's")
def generator_ignored(source):
    return source.replace(
        "torch.randperm(len(split), generator=generator) if shuffle", "torch.randperm(len(split)) if shuffle"
    )


@mutant("shuffling never hurts", caught_by="in_which_order", says="that of the file")
def always_shuffled(source):
    return source.replace("if shuffle else torch.arange(len(split))", "if True else torch.arange(len(split))")


@mutant("a smaller batch is a batch, too", caught_by="last_batch_and_transform", says="left out")
def last_kept(source):
    return source.replace("len(split) - len(split) % size if drop_last else len(split)", "len(split)")


@mutant(
    "labels are transformed with the pictures", caught_by="last_batch_and_transform", says="labels were transformed"
)
def labels_transformed(source):
    return source.replace("(transform(batch[0]), *batch[1:])", "tuple(transform(part) for part in batch)")


@mutant("pictures are transformed one by one", caught_by="last_batch_and_transform", says="once per batch")
def one_by_one(source):
    return source.replace(
        "(transform(batch[0]), *batch[1:])",
        "(torch.cat([transform(one) for one in batch[0].split(1)]), *batch[1:])",
    )


@mutant("each process takes a piece of its own", caught_by="shared_by_processes", says="from its own rank on")
def pieces_for_processes(source):
    return source.replace(
        "order[start : start + size][rank::processes]",
        "order[start : start + size][rank * size // processes : (rank + 1) * size // processes]",
    )


@mutant("both parts are drawn, each for itself", caught_by="held_out", says="cut one permutation in two")
def two_draws(source):
    return source.replace(
        "return split.take(order[count:]), split.take(order[:count])",
        "return split.take(torch.randperm(len(split), generator=generator)[count:]), split.take(order[:count])",
    )


@mutant("the first ones are held out", caught_by="held_out", says="sorted as the file is")
def first_ones(source):
    return source.replace("split.take(order[count:])", "split.take(slice(count, None))").replace(
        "split.take(order[:count])", "split.take(slice(count))"
    )


@mutant("a mirror stands on its head", caught_by="with_mirrors", says="Up and down")
def upside_down(source):
    return source.replace("picture = picture.flip(-1)", "picture = picture.flip(-2)")


@mutant("a picture, its mirror image, the next picture", caught_by="with_mirrors", says="First come all")
def mirrors_in_turns(source):
    return source.replace("self.pairs[n % len(self.pairs)]", "self.pairs[n // 2]").replace(
        "if n >= len(self.pairs):", "if n % 2 == 1:"
    )


@mutant("the label is the number of the example", caught_by="with_mirrors", says="label of its picture")
def number_for_label(source):
    return source.replace("if self.transform else picture, label", "if self.transform else picture, label + n // 4")


@mutant("prepared first, mirrored then", caught_by="with_mirrors", says="Mirror first")
def transformed_first(source):
    end = "return self.transform(picture) if self.transform else picture, label"
    return source.replace(
        f"picture = picture.flip(-1)\n        {end}",
        f"return (self.transform(picture) if self.transform else picture).flip(-1), label\n        {end}",
    )


@mutant("behind the last comes the first", caught_by="with_mirrors", says="ends at an IndexError")
def endless(source):
    return source.replace("if not 0 <= n < len(self):", "if False:")


@mutant("classes are axis 0", caught_by="looked_up", says="Rows and columns are confused")
def rows_for_columns(source):
    return source.replace(
        "return x.gather(1, label.unsqueeze(1)).squeeze(1)",
        "axis = 0 if x.dim() == 2 else 1\n        return x.gather(axis, label.unsqueeze(axis)).squeeze(axis)",
    )


@mutant("every label of every row", caught_by="looked_up", says="gather one per row")
def all_pairs(source):
    return source.replace(
        "return x.gather(1, label.unsqueeze(1)).squeeze(1)",
        "return x[:, label] if x.dim() == 2 else x.gather(1, label.unsqueeze(1)).squeeze(1)",
    )


@mutant("a label of -1 is the last class", caught_by="looked_up", says="count from the end")
def from_the_end(source):
    return source.replace(
        "return x.gather(1, label.unsqueeze(1)).squeeze(1)",
        "places = torch.where(label < 0, label + x.shape[1], label)\n"
        "        return x.gather(1, places.unsqueeze(1)).squeeze(1)",
    )


@mutant("a loss is what the logarithm says", caught_by="value", says="sign is missing")
def no_sign(source):
    return source.replace("surprisal = -log_softmax(input, 1)", "surprisal = log_softmax(input, 1)")


@mutant("the softmax goes over the batch", caught_by="value", says="not over the batch")
def over_the_batch(source):
    return source.replace("-log_softmax(input, 1)", "-log_softmax(input, 0)")


@mutant("probabilities go in", caught_by="value", says="two softmaxes")
def two_softmaxes(source):
    return source.replace("-log_softmax(input, 1)", "-log_softmax(input.softmax(1), 1)")


@mutant("the logarithm of a softmax", caught_by="value", says="overflow")
def log_of_softmax(source):
    return source.replace("-log_softmax(input, 1)", "-input.softmax(1).log()")


@mutant("a loss is a number", caught_by="gradient", says="The way back is cut")
def cut_off(source):
    return source.replace("-log_softmax(input, 1)", "-log_softmax(input.detach(), 1)")


@mutant("the loss of a batch is the sum", caught_by="gradient", says="that of the sum")
def sum_for_mean(source):
    return source.replace("return losses.sum() / torch.where(counts, weight[label], 0.0).sum()", "return losses.sum()")


@mutant("the mean goes over all examples", caught_by="left_out", says="fewer than all")
def mean_over_all(source):
    return source.replace("return losses.sum() / torch.where(counts, weight[label], 0.0).sum()", "return losses.mean()")


@mutant("what does not count has the label 0", caught_by="left_out", says="its loss is 0")
def counted_as_zero(source):
    return source.replace("losses = torch.where(counts, losses, 0.0)", "pass").replace(
        "return losses.sum() /", "return torch.where(counts, losses, 0.0).sum() /"
    )


@mutant("a weighted mean is divided by the number", caught_by="weighted_and_smoothed", says="sum of the weights")
def divided_by_the_number(source):
    return source.replace("torch.where(counts, weight[label], 0.0).sum()", "counts.sum()")


@mutant("the smoothing is what the label keeps", caught_by="weighted_and_smoothed", says="changed places")
def smoothing_swapped(source):
    return source.replace(
        "(1 - smoothing) * losses + smoothing * weighted.mean(1)",
        "smoothing * losses + (1 - smoothing) * weighted.mean(1)",
    )


@mutant("the smoothed part is a number", caught_by="weighted_and_smoothed", says="both of its parts")
def smoothing_without_a_gradient(source):
    return source.replace("smoothing * weighted.mean(1)", "smoothing * weighted.mean(1).detach()")


@mutant("labels come in the order of the file", caught_by="trained", says="still belong together")
def labels_in_file_order(source):
    return source.replace(
        "batch = split.batch(index)",
        "batch = (split.batch(index)[0], split.batch(torch.arange(start, start + len(index)))[1])",
    )
