"""What is wrong with an argument is said in words: the layer, the argument, what was expected and what came."""

from collections.abc import Callable

import pytest
import torch

from chainrule import nn
from chainrule.nn import functional, init

x = torch.zeros
labels = torch.tensor

WRONG: list[tuple[Callable[[], object], type[Exception], str]] = [
    (
        lambda: functional.scaled_dot_product_attention(x(2, 3, 4), x(2, 3, 5), x(2, 3, 5)),
        ValueError,
        "scaled_dot_product_attention: k must have a last dimension of 4, as q has, got shape (2, 3, 5)",
    ),
    (
        lambda: functional.scaled_dot_product_attention(x(2, 3, 4), x(2, 3, 4), x(2, 5, 4)),
        ValueError,
        "v must have as many values as k has keys, (2, 3), got shape (2, 5, 4)",
    ),
    (
        lambda: functional.scaled_dot_product_attention(x(2, 3, 4), x(2, 3, 4), x(2, 3, 4), x(3, 3).long()),
        TypeError,
        "attention: mask must be boolean, True where one may look, got torch.int64; use mask.bool()",
    ),
    (
        lambda: functional.scaled_dot_product_attention(x(2, 3, 4), x(2, 3, 4), x(2, 3, 4), x(2, 5).bool()),
        ValueError,
        "attention: mask must have a shape that broadcasts to (2, 3, 3), got shape (2, 5)",
    ),
    (lambda: nn.MultiheadAttention(10, 3), ValueError, "num_heads must divide embed_dim, got 3 for 10"),
    (lambda: nn.MultiheadAttention(12, 4, kv_heads=3), ValueError, "kv_heads must divide num_heads, got 3 for 4"),
    (lambda: nn.RotaryPositions(4)(x(2, 6)), ValueError, "RotaryPositions: input must have shape (..., T, 4)"),
    (
        lambda: nn.Conv2d(1, 6, 5)(x(1, 1, 9, 9).double()),
        TypeError,
        "input must hold torch.float32, as the weight does, got torch.float64",
    ),
    (lambda: nn.Linear(3, 2)(x(8, 4)), ValueError, "linear: input must have a last dimension of 3, got shape (8, 4)"),
    (
        lambda: nn.Linear(3, 2)(x(8, 3).int()),
        TypeError,
        "linear: input must hold floating-point numbers, got torch.int32",
    ),
    (lambda: nn.LSTM(3, 4)(x(2, 5, 4)), ValueError, "LSTM: input must have shape (N, T, 3) with a T of at least 1"),
    (lambda: nn.GRU(3, 4)(x(2, 0, 3)), ValueError, "GRU: input must have shape (N, T, 3) with a T of at least 1"),
    (lambda: nn.RNN(3, 4)(x(2, 5, 3), x(2, 4)), ValueError, "RNN: hx must have shape (1, 2, 4), got shape (2, 4)"),
    (lambda: nn.LSTM(3, 4)(x(2, 5, 3), x(1, 2, 4)), ValueError, "LSTM: hx must be the 2 tensors (h, c), got 1"),
    (
        lambda: nn.LSTM(3, 4)(x(2, 5, 3), (x(1, 2, 4), x(1, 2, 3))),
        ValueError,
        "LSTM: c must have shape (1, 2, 4), got shape (1, 2, 3)",
    ),
    (
        lambda: nn.GRU(3, 4, fused=True)(x(2, 5, 3), lengths=labels([5, 0])),
        ValueError,
        "GRU: lengths must be from 1 to 5, got [5, 0]",
    ),
    (
        lambda: nn.GRU(3, 4)(x(2, 5, 3), lengths=labels([5])),
        ValueError,
        "GRU: lengths must have shape (2,), one for each sequence, got shape (1,)",
    ),
    (lambda: nn.LSTM(3, 4, batch_first=False), ValueError, "LSTM: sequences are (N, T, D) here: batch_first must be"),
    (lambda: nn.LSTM(3, 4, 2, dropout=2.0), ValueError, "LSTM: dropout must be a probability from 0 to 1, got 2.0"),
    (lambda: nn.GRU(3, 0), ValueError, "GRU: hidden_size must be a whole number of at least 1, got 0"),
    (lambda: nn.RNN(3, 4, 1, "sin"), ValueError, 'RNN: nonlinearity must be "tanh" or "relu", got \'sin\''),
    (lambda: nn.RNNCell(3, 4)(x(2, 4)), ValueError, "RNNCell: input must have shape (N, 3), got shape (2, 4)"),
    (lambda: nn.GRUCell(3, 4)(x(2, 3), x(2, 5)), ValueError, "GRUCell: hx must have shape (2, 4), got shape (2, 5)"),
    (lambda: nn.Linear(0, 2), ValueError, "Linear: in_features must be a whole number of at least 1, got 0"),
    (
        lambda: functional.linear(x(2), x(3, 4)),
        ValueError,
        "linear: input must have a last dimension of 4, got shape (2,)",
    ),
    (
        lambda: nn.Conv2d(3, 6, 5)(x(8, 1, 28, 28)),
        ValueError,
        "conv2d: input must have 3 channels (N, 3, H, W), got shape (8, 1, 28, 28)",
    ),
    (
        lambda: nn.Conv2d(1, 6, 5)(x(8, 3, 28, 28)),
        ValueError,
        "conv2d: input must have 1 channel (N, 1, H, W), got shape (8, 3, 28, 28)",
    ),
    (
        lambda: nn.Conv2d(1, 6, 5)(x(28, 28)),
        ValueError,
        "conv2d: input must have 4 dimensions (N, C, H, W), got shape (28, 28)",
    ),
    (
        lambda: nn.Conv2d(1, 6, 5)(x(1, 1, 9, 9).byte()),
        TypeError,
        "conv2d: input must hold floating-point numbers, got torch.uint8",
    ),
    (
        lambda: nn.Conv2d(1, 6, 5, dilation=2)(x(1, 1, 8, 9)),
        ValueError,
        "kernel_size (5, 5) with dilation (2, 2) needs an input of at least 9 x 9 pixels, got 8 x 9",
    ),
    (
        lambda: nn.Conv2d(3, 6, 5, groups=2),
        ValueError,
        "Conv2d: groups must divide in_channels and out_channels, got 2",
    ),
    (
        lambda: nn.Conv2d(3, 6, 5, stride=0)(x(1, 3, 9, 9)),
        ValueError,
        "conv2d: stride must be one or two whole numbers of at least 1, got 0",
    ),
    (lambda: nn.Conv2d(3, 6, (5, 5, 5)), ValueError, "Conv2d: kernel_size must be one or two whole numbers"),
    (
        lambda: nn.Conv2d(3, 6, 5, padding="full")(x(1, 3, 9, 9)),
        ValueError,
        "conv2d: padding must be numbers, 'same' or 'valid', got 'full'",
    ),
    (lambda: nn.Conv2d(3, 6, 5, 2, "same")(x(1, 3, 9, 9)), ValueError, "conv2d: padding='same' needs stride=1"),
    (
        lambda: functional.conv2d(x(1, 3, 9, 9), x(4, 2, 3, 3)),
        ValueError,
        "conv2d: input must have 2 channels (N, 2, H, W), got shape (1, 3, 9, 9)",
    ),
    (
        lambda: functional.conv2d(x(1, 4, 9, 9), x(5, 2, 3, 3), groups=2),
        ValueError,
        "conv2d: groups must divide in_channels and out_channels, got 2 for 4 and 5",
    ),
    (
        lambda: functional.conv_transpose2d(x(1, 3, 9, 9), x(3, 2, 3, 3), groups=2),
        ValueError,
        "conv_transpose2d: groups must divide in_channels and out_channels, got 2 for 3 and 4",
    ),
    (
        lambda: functional.conv1d(x(1, 3, 9), x(3, 5)),
        ValueError,
        "conv1d: weight must have 3 dimensions (O, C / groups, K), got shape (3, 5)",
    ),
    (lambda: nn.Conv1d(3, 2, (5, 1)), ValueError, "Conv1d: kernel_size must be a whole number of at least 1"),
    (
        lambda: nn.ConvTranspose2d(3, 6, 5)(x(8, 1, 28, 28)),
        ValueError,
        "conv_transpose2d: input must have 3 channels (N, 3, H, W), got shape (8, 1, 28, 28)",
    ),
    (
        lambda: nn.ConvTranspose2d(3, 6, 5, 2, output_padding=2)(x(1, 3, 9, 9)),
        ValueError,
        "conv_transpose2d: output_padding must be smaller than stride or dilation, got (2, 2)",
    ),
    (lambda: nn.MaxPool2d(2)(x(28, 28)), ValueError, "max_pool2d: input must have 4 dimensions (N, C, H, W)"),
    (
        lambda: nn.MaxPool2d(2, padding=2)(x(1, 3, 9, 9)),
        ValueError,
        "max_pool2d: padding must be at most half of kernel_size (2, 2), got (2, 2)",
    ),
    (lambda: nn.AvgPool2d(3)(x(1, 1, 2, 2)), ValueError, "needs an input of at least 3 x 3 pixels, got 2 x 2"),
    (
        lambda: nn.MaxPool2d(2, 3, 1, 4, ceil_mode=True)(x(1, 1, 3, 9)),
        ValueError,
        "max_pool2d: kernel_size (2, 2) with dilation (4, 4) and padding (1, 1) has windows that see nothing",
    ),
    (lambda: nn.MaxPool2d(2, 3, 1, 4, fused=True)(x(1, 1, 3, 9)), ValueError, "nothing but padding on 3 x 9 pixels"),
    (
        lambda: nn.Upsample()(x(1, 1, 3, 3)),
        ValueError,
        "interpolate: give either size or scale_factor, got None and None",
    ),
    (
        lambda: nn.Upsample(0)(x(1, 1, 3, 3)),
        ValueError,
        "interpolate: the result needs at least one pixel, got 0 for 0",
    ),
    (lambda: nn.Upsample(2, mode="bicubic")(x(1, 1, 3, 3)), ValueError, "mode must be 'nearest' or 'bilinear'"),
    (lambda: nn.Upsample(2, align_corners=True)(x(1, 1, 3, 3)), ValueError, "align_corners is for mode='bilinear'"),
    (lambda: nn.Upsample((1, 2, 3))(x(1, 1, 3, 3)), ValueError, "must be one number or two, got (1, 2, 3)"),
    (lambda: nn.Conv1d(3, 2, 5)(x(1, 4, 9)), ValueError, "conv1d: input must have 3 channels (N, 3, L)"),
    (lambda: nn.Flatten(1, 0)(x(3, 4)), ValueError, "Flatten: start_dim 1 must not come after end_dim 0"),
    (lambda: nn.Flatten(1, 2)(x(3)), ValueError, "Flatten: input must have dimensions 1 to 2, got shape (3,)"),
    (
        lambda: nn.Embedding(10, 2)(labels([3, 10])),
        IndexError,
        "embedding: input must hold indices from 0 to 9, got 10",
    ),
    (lambda: nn.Embedding(10, 2)(labels([-1])), IndexError, "embedding: input must hold indices from 0 to 9, got -1"),
    (
        lambda: nn.Embedding(10, 2)(x(3)),
        TypeError,
        "embedding: input must hold indices, as torch.int64, got torch.float32",
    ),
    (
        lambda: nn.Embedding(10, 2, padding_idx=10),
        ValueError,
        "Embedding: padding_idx must be one of the 10 rows, got 10",
    ),
    (lambda: nn.GELU("erf")(x(2)), ValueError, "gelu: approximate must be 'none' or 'tanh', got 'erf'"),
    (lambda: nn.Dropout(1.5)(x(2)), ValueError, "dropout: p must be a probability from 0 to 1, got 1.5"),
    (
        lambda: nn.BatchNorm1d(3)(x(8, 4)),
        ValueError,
        "batch_norm: running_mean must have shape (4,) for an input of shape (8, 4), got shape (3,)",
    ),
    (
        lambda: nn.BatchNorm1d(3)(x(8, 3, 2, 2)),
        ValueError,
        "BatchNorm1d: input must have dimensions (N, C) or (N, C, L), got shape (8, 3, 2, 2)",
    ),
    (
        lambda: nn.BatchNorm2d(3)(x(8, 3)),
        ValueError,
        "BatchNorm2d: input must have dimensions (N, C, H, W), got shape (8, 3)",
    ),
    (
        lambda: nn.BatchNorm1d(3)(x(1, 3)),
        ValueError,
        "batch_norm: input must have more than one value for each channel",
    ),
    (
        lambda: nn.LayerNorm(6)(x(8, 4)),
        ValueError,
        "layer_norm: input must have last dimensions (6,), got shape (8, 4)",
    ),
    (
        lambda: nn.RMSNorm((4, 6))(x(8, 4)),
        ValueError,
        "rms_norm: input must have last dimensions (4, 6), got shape (8, 4)",
    ),
    (lambda: nn.GroupNorm(4, 6), ValueError, "GroupNorm: num_groups must divide num_channels, got 4 for 6"),
    (
        lambda: nn.GroupNorm(2, 6)(x(8, 4)),
        ValueError,
        "group_norm: weight must have shape (4,) for an input of shape (8, 4), got shape (6,)",
    ),
    (
        lambda: nn.LocalResponseNorm(5)(x(8, 4)),
        ValueError,
        "local_response_norm: input must have at least 3 dimensions",
    ),
    (
        lambda: nn.CrossEntropyLoss()(x(8, 4), x(8)),
        TypeError,
        "target must hold labels as torch.int64, got torch.float32",
    ),
    (
        lambda: nn.CrossEntropyLoss()(x(8, 4), labels([1, 2])),
        ValueError,
        "target must have shape (8,) for an input of shape (8, 4), got shape (2,)",
    ),
    (lambda: nn.CrossEntropyLoss()(x(2, 4), labels([1, 4])), IndexError, "target must hold labels from 0 to 3, got 4"),
    (
        lambda: nn.CrossEntropyLoss()(x(2, 4), labels([1, -1])),
        IndexError,
        "target must hold labels from 0 to 3, got -1",
    ),
    (lambda: nn.NLLLoss()(x(2, 4), labels([-7, -100])), IndexError, "target must hold labels from 0 to 3, got -7"),
    (
        lambda: nn.CrossEntropyLoss(reduction="average")(x(2, 4), labels([1, 2])),
        ValueError,
        "reduction must be 'none', 'mean' or 'sum', got 'average'",
    ),
    (
        lambda: nn.CrossEntropyLoss(label_smoothing=2)(x(2, 4), labels([1, 2])),
        ValueError,
        "label_smoothing must be a number from 0 to 1, got 2",
    ),
    (
        lambda: nn.MSELoss()(x(8, 1), x(8)),
        ValueError,
        "mse_loss: target must have the shape of input, (8, 1), got shape (8,)",
    ),
    (lambda: functional.layer_norm(x(2, 4), [5]), ValueError, "layer_norm: input must have last dimensions (5,)"),
    (lambda: functional.layer_norm(x(2, 4), [4], x(1)), ValueError, "layer_norm: weight must have shape (4,)"),
    (lambda: functional.layer_norm(x(1, 4), [4], x(4), x(2, 4)), ValueError, "layer_norm: bias must have shape (4,)"),
    (lambda: functional.rms_norm(x(2, 4), [4], x(2)), ValueError, "rms_norm: weight must have shape (4,)"),
    (
        lambda: functional.group_norm(x(2, 4, 3), 3),
        ValueError,
        "group_norm: num_groups must divide the channels, got 3",
    ),
    (lambda: functional.group_norm(x(4), 2), ValueError, "group_norm: input must have at least 2 dimensions (N, C)"),
    (lambda: functional.group_norm(x(2, 4), 2, x(2)), ValueError, "group_norm: weight must have shape (4,)"),
    (lambda: functional.batch_norm(x(2, 4), x(2), x(4)), ValueError, "batch_norm: running_mean must have shape (4,)"),
    (lambda: nn.LayerNorm(4).double()(x(2, 4)), TypeError, "input must hold torch.float64, as the weight does"),
    (lambda: nn.GroupNorm(2, 4).double()(x(2, 4)), TypeError, "input must hold torch.float64, as the weight does"),
    (lambda: nn.RMSNorm(4).double()(x(2, 4)), TypeError, "input must hold torch.float64, as the weight does"),
    (lambda: nn.BatchNorm1d(4).double()(x(2, 4)), TypeError, "input must hold torch.float64, as the running_mean does"),
    (lambda: functional.huber_loss(x(2), x(2), delta=0), ValueError, "huber_loss: delta must be greater than 0"),
    (lambda: functional.smooth_l1_loss(x(2), x(2), beta=-1), ValueError, "smooth_l1_loss: beta must be at least 0"),
    (lambda: nn.MSELoss()(labels([1, 2]), labels([1, 4])), TypeError, "mse_loss: input must hold floating-point"),
    (lambda: nn.CrossEntropyLoss()(labels([[1, 2]]), labels([1])), TypeError, "must hold floating-point"),
    (lambda: nn.GELU()(labels([1, 2])), TypeError, "gelu: input must hold floating-point"),
    (lambda: nn.Softmax(0)(labels([1, 2])), TypeError, "softmax: input must hold floating-point"),
    (lambda: nn.ConvTranspose2d(1, 1, 1, 1, 5)(x(1, 1, 3, 3)), ValueError, "padding (5, 5) leaves nothing of 3 x 3"),
    (lambda: nn.HuberLoss(delta=0)(x(2), x(2)), ValueError, "huber_loss: delta must be greater than 0, got 0"),
    (
        lambda: nn.BCEWithLogitsLoss()(x(2), x(3)),
        ValueError,
        "binary_cross_entropy_with_logits: target must have the shape of input, (2,)",
    ),
    (
        lambda: init.xavier_uniform_(x(3)),
        ValueError,
        "fan in and fan out need a weight of at least 2 dimensions, got shape (3,)",
    ),
    (lambda: init.kaiming_normal_(x(3, 3), mode="fan"), ValueError, "mode must be 'fan_in' or 'fan_out', got 'fan'"),
    (lambda: init.calculate_gain("swish"), ValueError, "nonlinearity must be one of linear, "),
]


@pytest.mark.parametrize(("call", "kind", "words"), WRONG, ids=[words for _, _, words in WRONG])
def test_a_wrong_argument_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as raised:
        call()
    assert words in str(raised.value)


@pytest.mark.parametrize("loss", [nn.CrossEntropyLoss, nn.NLLLoss])
def test_a_wrong_label_is_named_by_the_fused_loss_too(loss: Callable[..., torch.nn.Module]) -> None:
    with pytest.raises(IndexError, match="9"):
        loss(fused=True)(x(2, 4), labels([9, 0]))
