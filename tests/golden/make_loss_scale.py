"""Golden numbers of dynamic loss scaling, made with torch.amp.GradScaler and torch.optim.Adam.

    python tests/golden/make_loss_scale.py > tests/golden/loss-scale.json

Two weights are moved along gradients of a scaled loss, of which some are infinite or not numbers. After every update:
the scale, its growth tracker, how many updates Adam counts, and the weights. The interval of growth is GradScaler's own;
the tracker is set near it at first, so that it is reached.
"""
import json
import numpy as np
import torch

rng = np.random.default_rng(14)
draw = lambda *shape: rng.normal(size=shape).astype('float32')
flat = lambda tensor: [float(v) for v in tensor.detach().reshape(-1)]
start = {'kernel': draw(2, 3), 'bias': draw(3)}
updates = 24
#: What the gradient of a weight is made of, by update; elsewhere every number is finite.
broken = {8: ('kernel', np.inf), 9: ('bias', np.nan), 10: ('kernel', -np.inf), 14: ('bias', np.inf), 20: ('kernel', np.nan)}
tracker = 1994

weights = {name: torch.nn.Parameter(torch.tensor(value)) for name, value in start.items()}
# Adam's ε is inside the correction here and outside it in Keras: too small to be seen.
adam = torch.optim.Adam(weights.values(), lr=0.01, betas=(0.5, 0.999), eps=1e-16)
scaler = torch.amp.GradScaler('cpu')
scaler.scale(torch.ones(1))
scaler._growth_tracker.fill_(tracker)
initial, interval = scaler.get_scale(), scaler.get_growth_interval()

gradients, trace = [], []
for i in range(updates):
    plain = {name: draw(*value.shape) for name, value in start.items()}
    if i in broken:
        name, value = broken[i]
        plain[name].reshape(-1)[1] = value
    # Written down without the scale; what is not finite, as words.
    gradients.append({name: [float(v) if np.isfinite(v) else str(v) for v in value.reshape(-1)] for name, value in plain.items()})
    for name, weight in weights.items():
        weight.grad = torch.tensor(plain[name]) * scaler.get_scale()
    scaler.step(adam)
    scaler.update()
    counted = [int(state['step']) for state in adam.state.values()]
    trace.append(dict(scale=scaler.get_scale(), good=scaler._get_growth_tracker(), counted=counted[0] if counted else 0,
                      **{name: flat(weight) for name, weight in weights.items()}))

print(json.dumps(dict(made_with=dict(torch=torch.__version__), initial=initial, interval=interval, tracker=tracker,
                      start={name: [float(v) for v in value.reshape(-1)] for name, value in start.items()}, gradients=gradients, trace=trace),
                 separators=(',', ':')))
