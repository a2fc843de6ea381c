"""The networks of the course, one file a model."""

from chainrule.models.alexnet import AlexNet
from chainrule.models.lenet import LeNet
from chainrule.models.mlp import MLP
from chainrule.models.resnet import FastResNet, ResNet
from chainrule.models.vgg import VGG

__all__ = ["MLP", "VGG", "AlexNet", "FastResNet", "LeNet", "ResNet"]
