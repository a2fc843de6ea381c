"""The layers as functions of their input and parameters, under the names of `torch.nn.functional`."""

from chainrule.nn.activations import elu, gelu, leaky_relu, log_softmax, relu, sigmoid, silu, softmax, tanh
from chainrule.nn.attention import scaled_dot_product_attention
from chainrule.nn.convolution import conv1d, conv2d
from chainrule.nn.dropout import dropout
from chainrule.nn.embedding import embedding
from chainrule.nn.interpolation import interpolate
from chainrule.nn.linear import linear
from chainrule.nn.losses import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
    nll_loss,
    smooth_l1_loss,
)
from chainrule.nn.norm import batch_norm, group_norm, layer_norm, local_response_norm, rms_norm
from chainrule.nn.pooling import adaptive_avg_pool2d, avg_pool2d, max_pool2d
from chainrule.nn.transposed import conv_transpose2d

__all__ = ["elu", "gelu", "leaky_relu", "log_softmax", "relu", "sigmoid", "silu", "softmax", "tanh"]
__all__ += ["conv1d", "conv2d", "conv_transpose2d", "dropout", "embedding", "linear"]
__all__ += ["adaptive_avg_pool2d", "avg_pool2d", "interpolate", "max_pool2d"]
__all__ += ["batch_norm", "group_norm", "layer_norm", "local_response_norm", "rms_norm"]
__all__ += ["scaled_dot_product_attention"]
__all__ += ["binary_cross_entropy_with_logits", "cross_entropy", "huber_loss"]
__all__ += ["l1_loss", "mse_loss", "nll_loss", "smooth_l1_loss"]
