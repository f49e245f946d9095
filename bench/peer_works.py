"""The GANs that we are compared on, for every framework: layers, batch and Adam's numbers."""

# Layers: dense n, reshape h w c, norm, drop, up n (transposed 5×5 stride 2), down n (5×5 stride 2), activations.
drop = [('leaky', .2), ('drop', .3)]
WORKS = {
    'dcgan-28': dict(batch=32, image=(28, 28, 1), lr=1e-3, beta1=.9,
                     g=[('dense', 6272), ('reshape', 7, 7, 128), ('norm',), ('up', 64), ('selu',), ('norm',), ('up', 1), ('tanh',)],
                     d=[('down', 64), *drop, ('down', 128), *drop, ('flatten',), ('dense', 1)]),
    'dcgan-64': dict(batch=32, image=(64, 64, 3), lr=2e-4, beta1=.5,
                     g=[('dense', 4096), ('reshape', 4, 4, 256), ('norm',), ('relu',), *[l for n in (128, 64, 32) for l in (('up', n), ('norm',), ('relu',))], ('up', 3), ('tanh',)],
                     d=[('down', 32), ('leaky', .2), *[l for n in (64, 128, 256) for l in (('down', n), ('norm',), ('leaky', .2))], ('flatten',), ('dense', 1)]),
    'mlp-simple': dict(batch=128, image=(28, 28, 1), lr=1e-3, beta1=.9, separate=True,
                       g=[('dense', 128), ('leaky', .01), ('dense', 784), ('tanh',), ('reshape', 28, 28, 1)],
                       d=[('flatten',), ('dense', 128), ('leaky', .01), ('dense', 1)]),
    'mlp-classic': dict(batch=64, image=(28, 28, 1), lr=2e-3, beta1=.9, label=.9,
                        g=[*[l for n in (32, 64, 128) for l in (('dense', n), *drop)], ('dense', 784), ('tanh',), ('reshape', 28, 28, 1)],
                        d=[('flatten',), *[l for n in (128, 64, 32) for l in (('dense', n), *drop)], ('dense', 1)]),
}
