"""
How Python imports pictures, for bench/imports/imports-peers.mjs:

    peer_imports.py make FOLDER JPEG PNG
        so many JPEG of 1024 x 768 and grey PNG of 28 x 28
    peer_imports.py many FOLDER COUNT
        so many JPEG of 128 x 96, a thousand in a folder, for bench/imports/memory.mjs
    peer_imports.py decode|draft|plain FOLDER OUT
        by as many processes as there are processors, packed into one file

decode: all pixels, then the resize and crop of torchvision's ImageFolder recipes. draft: Pillow's way of shrinking while
it decodes. plain: as they are.
"""
import os
import random
import sys
from multiprocessing import Pool

import numpy
from PIL import Image

SIDE = 64


def make(folder, jpegs, pngs):
    random.seed(1)
    for name in ('jpeg', 'png'):
        os.makedirs(os.path.join(folder, name))
    for i in range(jpegs):
        grain = Image.frombytes('RGB', (64, 48), random.randbytes(64 * 48 * 3))
        grain.resize((1024, 768), Image.BICUBIC).save(os.path.join(folder, 'jpeg', f'{i:06}.jpg'), quality=90)
    for i in range(pngs):
        grain = Image.frombytes('L', (7, 7), random.randbytes(49))
        grain.resize((28, 28), Image.BILINEAR).save(os.path.join(folder, 'png', f'{i:06}.png'))


def one_of_many(job):
    folder, i = job
    grain = Image.frombytes('RGB', (8, 6), random.Random(i).randbytes(144))
    grain.resize((128, 96), Image.BICUBIC).save(os.path.join(folder, f'{i // 1000:03}', f'{i:06}.jpg'), quality=85)


def many(folder, count):
    for i in range(0, count, 1000):
        os.makedirs(os.path.join(folder, f'{i // 1000:03}'))
    with Pool() as pool:
        for _ in pool.imap_unordered(one_of_many, ((folder, i) for i in range(count)), chunksize=500):
            pass


def square(image):
    width, height = image.size
    scale = SIDE / min(width, height)
    image = image.resize((round(width * scale), round(height * scale)), Image.BILINEAR)
    left, top = (image.width - SIDE) // 2, (image.height - SIDE) // 2
    return image.crop((left, top, left + SIDE, top + SIDE))


def read(job):
    how, file = job
    image = Image.open(file)
    if how == 'draft':
        image.draft('RGB', (SIDE, SIDE))
    return numpy.asarray(image if how == 'plain' else square(image.convert('RGB'))).tobytes()


def pack(how, folder, out):
    files = sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    with Pool() as pool, open(out, 'wb') as packed:
        for pixels in pool.imap(read, ((how, file) for file in files), chunksize=16):
            packed.write(pixels)


if __name__ == '__main__':
    what, folder, *rest = sys.argv[1:]
    if what in ('make', 'many'):
        (make if what == 'make' else many)(folder, *map(int, rest))
    else:
        pack(what, folder, *rest)
