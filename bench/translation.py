"""The folders that docs/translation.md trains on, out of the npm package emoji-datasource-google 16.0.0 (Noto Emoji, © Google,
Apache 2.0), and how far translations are from what they should have been. Wants Pillow and NumPy.

    python bench/translation.py folders PACKAGE OUT
    python bench/translation.py distance MADE TRUTH INPUT
"""
import json
import os
import random
import sys

import numpy as np
from PIL import Image


def picture(file):
    image = Image.open(file).convert('RGBA')
    ground = Image.new('RGBA', image.size, (255, 255, 255, 255))
    ground.alpha_composite(image)
    return ground.convert('RGB')


def folders(package, out):
    names = sorted(json.load(open(f'{package}/emoji.json')), key=lambda name: name['sort_order'])
    file = lambda image: f'{package}/img/google/64/{image}'

    def save(image, *path):
        target = os.path.join(out, *path[:-1])
        os.makedirs(target, exist_ok=True)
        image.save(os.path.join(target, f'{path[-1]}.png'))

    random.seed(1)
    plain = [name for name in names if os.path.exists(file(name['image'])) and name['category'] != 'Flags']
    random.shuffle(plain)
    for folder, some in (('greys', plain[150:]), ('greys-held-out', plain[:150])):
        for name in some:
            image = picture(file(name['image']))
            save(image, folder, 'target', name['short_name'])
            save(image.convert('L'), folder, 'input', name['short_name'])
    # Of people, hands and faces only, which have most of their colours in common.
    alike = [
        name
        for name in names
        if name['category'] in ('People & Body', 'Smileys & Emotion')
        and name['subcategory'] not in ('heart', 'emotion', 'person-symbol', 'family')
        and os.path.exists(file(name['image']))
    ]
    random.Random(1).shuffle(alike)
    for folder, some in (('people', alike[60:]), ('people-held-out', alike[:60])):
        for name in some:
            image = picture(file(name['image']))
            save(image, folder, 'target', name['short_name'])
            save(image.convert('L'), folder, 'input', name['short_name'])
    # Of half of the people and hands the yellow ones, of the other half those of a medium-dark skin tone: no partners.
    tone = '1F3FE'
    toned = [name for name in names if tone in name.get('skin_variations', {}) and os.path.exists(file(name['skin_variations'][tone]['image']))]
    random.shuffle(toned)
    for i, name in enumerate(toned):
        yellow, brown = picture(file(name['image'])), picture(file(name['skin_variations'][tone]['image']))
        side = 'A' if i < len(toned) // 2 else 'B'
        save(yellow if side == 'A' else brown, 'toned', side, name['short_name'])
        save(brown if side == 'A' else yellow, 'toned-truth', side, name['short_name'])


def distance(made, truth, given):
    load = lambda folder, file: np.asarray(Image.open(os.path.join(folder, file)).convert('RGB'), dtype=float)
    files = sorted(os.listdir(truth))
    of_made, of_given = ([abs(load(folder, file) - load(truth, file)).mean() for file in files] for folder in (made, given))
    nearer = sum(a < b for a, b in zip(of_made, of_given))
    print(f'{len(files)} pictures, grey levels from the truth: translated {np.mean(of_made):.2f}, as given {np.mean(of_given):.2f}; {nearer} are nearer')


{'folders': folders, 'distance': distance}[sys.argv[1]](*sys.argv[2:])
