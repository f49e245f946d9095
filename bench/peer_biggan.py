"""BigGAN at 32 pixels in PyTorch, as `biggan` is in Atelier: networks, losses and updates that bench/peers.py times."""
import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm

BATCH, WIDTH, CLASSES, LATENT, SHARED, STEPS_OF_D = 32, 8, 10, 64, 32, 2
CHANNELS, SLICE = 4 * WIDTH, LATENT // 4
BETA, DECAY = 1e-4, .999

sn = lambda module: spectral_norm(module, eps=1e-6)
conv = lambda a, b, size: sn(nn.Conv2d(a, b, size, padding=size // 2))
double = lambda x: F.interpolate(x, scale_factor=2, mode='nearest')


class ClassNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gain, self.bias = (sn(nn.Linear(SHARED + SLICE, channels, bias=False)) for _ in range(2))

    def forward(self, x, y):
        return self.norm(x) * (1 + self.gain(y))[:, :, None, None] + self.bias(y)[:, :, None, None]


class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = ClassNorm(CHANNELS), ClassNorm(CHANNELS)
        self.c1, self.c2 = conv(CHANNELS, CHANNELS, 3), conv(CHANNELS, CHANNELS, 3)
        self.skip = conv(CHANNELS, CHANNELS, 1)

    def forward(self, x, y):
        # A 1×1 convolution and doubling change places: a quarter of the work.
        return self.c2(F.relu(self.n2(self.c1(double(F.relu(self.n1(x, y)))), y))) + double(self.skip(x))


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.shared = sn(nn.Linear(SLICE, 16 * CHANNELS)), nn.Linear(CLASSES, SHARED, bias=False)
        self.blocks = nn.ModuleList(Up() for _ in range(3))
        self.norm, self.last = nn.BatchNorm2d(CHANNELS), conv(CHANNELS, 3, 3)

    def forward(self, z, classes):
        start, *each = z.split(SLICE, 1)
        x = self.first(start).reshape(-1, CHANNELS, 4, 4).contiguous(memory_format=torch.channels_last)
        y = self.shared(classes)
        for block, own in zip(self.blocks, each):
            x = block(x, torch.cat([y, own], 1))
        return torch.tanh(self.last(F.relu(self.norm(x))))


class Down(nn.Module):
    def __init__(self, channels, first, halves):
        super().__init__()
        self.first, self.halves = first, halves
        self.c1, self.c2 = conv(channels, CHANNELS, 3), conv(CHANNELS, CHANNELS, 3)
        self.skip = conv(channels, CHANNELS, 1) if halves else nn.Identity()

    def forward(self, x):
        deep = self.c2(F.relu(self.c1(x if self.first else F.relu(x))))
        return F.avg_pool2d(deep, 2) + self.skip(F.avg_pool2d(x, 2)) if self.halves else deep + x


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(
            Down(3, True, True), Down(CHANNELS, False, True), *(Down(CHANNELS, False, False) for _ in range(2)))
        self.last, self.embedding = sn(nn.Linear(CHANNELS, 1)), sn(nn.Embedding(CLASSES, CHANNELS))

    def forward(self, x, label):
        h = F.relu(self.blocks(x)).sum((2, 3))
        return self.last(h) + (self.embedding(label) * h).sum(1, keepdim=True)


def orthogonality(weights):
    total = 0
    for w in weights:
        w = w.reshape(w.shape[0], -1)
        total = total + ((w @ w.T) * (1 - torch.eye(w.shape[0]))).square().sum()
    return BETA * total


def make_step(compiled):
    G, D, average = Generator(), Discriminator(), Generator()
    average.load_state_dict(G.state_dict())
    G, D = G.to(memory_format=torch.channels_last), D.to(memory_format=torch.channels_last)
    kernels = [p for name, p in G.named_parameters() if p.dim() > 1 and 'shared' not in name]
    adam = lambda m, rate: torch.optim.Adam(m.parameters(), rate, (0., .999), eps=1e-6, fused=True)
    of_g, of_d = adam(G, 2e-4), adam(D, 2e-4)
    real = (torch.rand(BATCH, 3, 32, 32) * 2 - 1).contiguous(memory_format=torch.channels_last)
    own, kept = ([t for t in m.state_dict().values() if t.is_floating_point()] for m in (G, average))
    draw_g, draw_d = (torch.compile(m) if compiled else m for m in (G, D))

    def step():
        for _ in range(STEPS_OF_D):
            label = torch.randint(CLASSES, (BATCH,))
            with torch.no_grad():
                fake = draw_g(torch.randn(BATCH, LATENT), F.one_hot(label, CLASSES).float())
            a, b = draw_d(torch.cat([real, fake]), torch.cat([label, label])).chunk(2)
            d = F.relu(1 - a).mean() + F.relu(1 + b).mean()
            of_d.zero_grad(); d.backward(); of_d.step()
        label = torch.randint(CLASSES, (BATCH,))
        g = -draw_d(draw_g(torch.randn(BATCH, LATENT), F.one_hot(label, CLASSES).float()), label).mean()
        of_g.zero_grad(); (g + orthogonality(kernels)).backward(); of_g.step()
        with torch.no_grad():
            torch._foreach_lerp_(kept, own, 1 - DECAY)
        return d.item(), g.item()
    return step
