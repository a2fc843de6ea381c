"""The networks of the course, one file a model.

Who calls it: recipes, lectures, and whoever trains. It must not know data or training: a model is built from
`chainrule.nn`, with `generator=` (of its first weights) and `fused=`. `build.initialize` draws the weights,
`build.expect_images` names a wrong shape.
"""

from chainrule.models.alexnet import AlexNet
from chainrule.models.clip import CLIP, CLIPConfig, TowerConfig
from chainrule.models.lenet import LeNet
from chainrule.models.mlp import MLP
from chainrule.models.resnet import FastResNet, ResNet
from chainrule.models.swin import Swin, SwinConfig
from chainrule.models.vae import VAE, VAEConfig
from chainrule.models.vgg import VGG
from chainrule.models.vit import ViT, ViTConfig

__all__ = [
    "CLIP",
    "MLP",
    "VAE",
    "VGG",
    "AlexNet",
    "CLIPConfig",
    "FastResNet",
    "LeNet",
    "ResNet",
    "Swin",
    "SwinConfig",
    "TowerConfig",
    "VAEConfig",
    "ViT",
    "ViTConfig",
]
