"""The networks of the course, one file per model.

Who calls it: recipes, lectures, and whoever trains. It must not know data or training: a model is built from
`chainrule.nn`, with `generator=` (of its first weights) and `fused=`. `build.initialize` draws the weights,
`build.expect_images` names a wrong shape.
"""

from chainrule.models.alexnet import AlexNet
from chainrule.models.autoencoder import Autoencoder
from chainrule.models.autoencoder_kl import AutoencoderKL, AutoencoderKLConfig
from chainrule.models.bert import BERT, BERTConfig
from chainrule.models.bigram import Bigram, CountBigram
from chainrule.models.char_rnn import CharRNN, CharRNNConfig
from chainrule.models.clip import CLIP, CLIPConfig, TowerConfig
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.models.latent_diffusion import LatentDiffusion
from chainrule.models.lenet import LeNet
from chainrule.models.mlp import MLP
from chainrule.models.neural_ngram import NeuralNgram, NeuralNgramConfig
from chainrule.models.ngram import Ngram
from chainrule.models.residual_ngram import DeepNgram, DeepNgramConfig
from chainrule.models.resnet import FastResNet, ResNet
from chainrule.models.score import PointMLP, ScoreMLP
from chainrule.models.seq2seq import Seq2Seq, Seq2SeqConfig
from chainrule.models.swin import Swin, SwinConfig
from chainrule.models.transformer import Transformer, TransformerConfig
from chainrule.models.unet import UNet, UNetConfig
from chainrule.models.vae import VAE, VAEConfig
from chainrule.models.vgg import VGG
from chainrule.models.vit import ViT, ViTConfig
from chainrule.models.vq_vae import VQVAE, VQVAEConfig

__all__ = [
    "BERT",
    "CLIP",
    "GPT",
    "MLP",
    "VAE",
    "VGG",
    "VQVAE",
    "AlexNet",
    "Autoencoder",
    "AutoencoderKL",
    "AutoencoderKLConfig",
    "BERTConfig",
    "Bigram",
    "CLIPConfig",
    "CharRNN",
    "CharRNNConfig",
    "CountBigram",
    "DeepNgram",
    "DeepNgramConfig",
    "FastResNet",
    "GPTConfig",
    "LatentDiffusion",
    "LeNet",
    "NeuralNgram",
    "NeuralNgramConfig",
    "Ngram",
    "PointMLP",
    "ResNet",
    "ScoreMLP",
    "Seq2Seq",
    "Seq2SeqConfig",
    "Swin",
    "SwinConfig",
    "TowerConfig",
    "Transformer",
    "TransformerConfig",
    "UNet",
    "UNetConfig",
    "VAEConfig",
    "VQVAEConfig",
    "ViT",
    "ViTConfig",
]
