"""Small pictures of many formats, depths, colours and profiles, and what an independent decoder makes of each.

    python3 -m venv venv && venv/bin/pip install numpy pillow pillow-heif tifffile imagecodecs
    venv/bin/python tests/golden/make_formats.py            (also needs ImageMagick with lcms: `convert`, or $CONVERT)

writes formats/NAME, one file each, and formats.json: for every file its 16 patches' colours in 8-bit sRGB, in rows of
four, and who says so. ImageMagick with lcms decodes what has 8 or 16 bits per channel and a colour space that it knows;
floating point and Lab follow from their definitions (a float of 1 is white; Lab of D50 through Bradford to sRGB).
"""
import io
import json
import os
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import tifffile
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()
here = Path(__file__).parent
out = here / 'formats'
out.mkdir(exist_ok=True)
convert = os.environ.get('CONVERT', 'convert')
side = 8
patches = np.array([
    [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255],
    [0, 255, 255], [255, 0, 255], [255, 255, 0], [0, 0, 0],
    [32, 32, 32], [96, 96, 96], [160, 160, 160], [224, 224, 224],
    [200, 100, 50], [30, 160, 220], [120, 60, 140], [90, 130, 70]], float) / 255
greys = np.linspace(0, 1, 16)


def spread(colours):
    """Patches in four rows of four, each `side` pixels wide. [16, C] -> [4 side, 4 side, C]"""
    return np.asarray(colours).reshape(4, 4, -1).repeat(side, 0).repeat(side, 1)


def whole(values, bits):
    return np.round(np.asarray(values) * (2 ** bits - 1)).astype(np.uint8 if bits == 8 else np.uint16)


def tag(kind, data):
    body = kind + b'\0\0\0\0' + data
    return body + b'\0' * (-len(body) % 4)


def s15(values):
    return b''.join(struct.pack('>i', round(v * 65536)) for v in values)


def profile(space, curve, columns=()):
    """An ICC profile, version 2: a power curve, and for RGB the colours of the primaries in D50."""
    text = b'made for a test\0'
    tags = {b'wtpt': tag(b'XYZ ', s15([.9642, 1, .8249])), b'cprt': tag(b'text', b'No copyright\0'),
            b'desc': tag(b'desc', struct.pack('>I', len(text)) + text + b'\0' * 78)}
    power = tag(b'curv', struct.pack('>IH', 1, round(curve * 256)))
    if space == b'GRAY':
        tags[b'kTRC'] = power
    for name, column in zip(b'rgb', columns):
        tags[bytes([name]) + b'XYZ'] = tag(b'XYZ ', s15(column))
        tags[bytes([name]) + b'TRC'] = power
    at, table, body = 132 + 12 * len(tags), b'', b''
    for name, data in tags.items():
        table += name + struct.pack('>II', at + len(body), len(data))
        body += data
    head = struct.pack('>I4sI4s4s4s', at + len(body), b'', 0x02400000, b'mntr', space, b'XYZ ')
    head += struct.pack('>6H4s4sII4sQI', 2000, 1, 1, 0, 0, 0, b'acsp', b'', 0, 0, b'', 0, 0) + s15([.9642, 1, .8249])
    return head.ljust(128, b'\0') + struct.pack('>I', len(tags)) + table + body


srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()
# Without the time at which it was made.
srgb = srgb[:24] + struct.pack('>6H', 2000, 1, 1, 0, 0, 0) + srgb[36:]
profiles = {
    'none': None, 'srgb': srgb,
    'adobe': profile(b'RGB ', 2.19921875, [[.60974, .31111, .01947], [.20528, .62567, .06087], [.14919, .06322, .74457]]),
    'gamma18': profile(b'GRAY', 1.8)}

right = {}


def magick(name):
    (out / '.srgb.icc').write_bytes(srgb)
    raw = subprocess.run(
        [convert, str(out / name), '-background', 'white', '-alpha', 'remove', '-profile', str(out / '.srgb.icc'),
         '-colorspace', 'sRGB', '-depth', '8', 'rgb:-'], check=True, capture_output=True).stdout
    (out / '.srgb.icc').unlink()
    pixels = np.frombuffer(raw, np.uint8).reshape(4 * side, 4 * side, 3)
    keep(name, pixels[side // 2::side, side // 2::side].reshape(16, 3), 'ImageMagick and lcms')


def keep(name, colours, judge):
    right[name] = {'judge': judge, 'colours': np.asarray(colours).astype(int).tolist()}


def tiff(name, pixels, icc=None, **options):
    tifffile.imwrite(out / name, pixels, iccprofile=icc, metadata=None, software=False, **options)


def png16(name, pixels, icc):
    """Written here: Pillow has no 16-bit RGB, and ImageMagick saves 8 bits where the lower 8 repeat the upper."""
    height, width, channels = pixels.shape
    chunk = lambda kind, data: struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in pixels)
    head = struct.pack('>IIBBBBB', width, height, 16, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    (out / name).write_bytes(
        b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head)
        + (b'' if icc is None else chunk(b'iCCP', b'profile\0\0' + zlib.compress(icc)))
        + chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))


for icc_name in 'none', 'srgb', 'adobe':
    icc = profiles[icc_name]
    image = Image.fromarray(whole(spread(patches), 8))
    for ending, options in (('png', {}), ('jpg', {'quality': 98, 'subsampling': 0}), ('tif', {'compression': 'tiff_lzw'}),
                            ('webp', {'lossless': True})):
        image.save(out / f'rgb-8-{icc_name}.{ending}', icc_profile=icc, **options)
        magick(f'rgb-8-{icc_name}.{ending}')
    tiff(f'rgb-16-{icc_name}.tif', whole(spread(patches), 16), icc, photometric='rgb')
    png16(f'rgb-16-{icc_name}.png', whole(spread(patches), 16), icc)
    for ending in 'tif', 'png':
        magick(f'rgb-16-{icc_name}.{ending}')

for icc_name in 'none', 'adobe':
    Image.fromarray(whole(spread(patches), 8)).save(
        out / f'rgb-8-{icc_name}.heic', icc_profile=profiles[icc_name], quality=100, chroma=444)
    # Pillow's plug-in is libheif, too; so the pixels are those that were saved, by way of a PNG.
    right[f'rgb-8-{icc_name}.heic'] = {**right[f'rgb-8-{icc_name}.png'], 'judge': 'as the PNG of the same colours'}

for icc_name in 'none', 'gamma18':
    icc = profiles[icc_name]
    for ending in 'png', 'jpg', 'tif':
        Image.fromarray(whole(spread(greys), 8)[..., 0]).save(
            out / f'grey-8-{icc_name}.{ending}', icc_profile=icc, **({'quality': 98} if ending == 'jpg' else {}))
        magick(f'grey-8-{icc_name}.{ending}')
    tiff(f'grey-16-{icc_name}.tif', whole(spread(greys), 16)[..., 0], icc, photometric='minisblack')
    png16(f'grey-16-{icc_name}.png', whole(spread(greys), 16), icc)
    for ending in 'tif', 'png':
        magick(f'grey-16-{icc_name}.{ending}')

# Half transparent, over white.
veiled = np.concatenate([patches, np.full([16, 1], 128 / 255)], 1)
Image.fromarray(whole(spread(veiled), 8)).save(out / 'rgba-8-none.png')
magick('rgba-8-none.png')
png16('rgba-16-srgb.png', whole(spread(veiled), 16), srgb)
magick('rgba-16-srgb.png')

for name, shown in ('rgb', patches), ('grey', greys[:, None]):
    floats = spread(shown).astype(np.float32)
    tiff(f'{name}-float32-none.tif', floats if name == 'rgb' else floats[..., 0],
         photometric='rgb' if name == 'rgb' else 'minisblack')
    keep(f'{name}-float32-none.tif', whole(shown.repeat(3 // shown.shape[1], 1), 8), 'definition: 0 is black, 1 is white')

five = np.concatenate([whole(patches, 8), np.full([16, 2], 77, np.uint8)], 1)
tiff('five-8-none.tif', spread(five), photometric='rgb', extrasamples=['unspecified', 'unspecified'])
keep('five-8-none.tif', whole(patches, 8), 'definition: the first three bands')

# Lab, whose white is D50.
lab = np.array([[l, a, b] for l in (25, 50, 75, 100) for a, b in ((0, 0), (20, -15), (-15, 12), (5, 25))], float)
lab[12:] = [[100, 0, 0], [0, 0, 0], [60, 30, 30], [40, -20, -10]]
f = np.stack([(lab[:, 0] + 16) / 116 + lab[:, 1] / 500, (lab[:, 0] + 16) / 116, (lab[:, 0] + 16) / 116 - lab[:, 2] / 200], 1)
xyz = np.where(f > 6 / 29, f ** 3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * [.9642, 1, .8249]
linear = xyz @ np.array([[3.1338561, -1.6168667, -.4906146], [-.9787684, 1.9161415, .0334540], [.0719453, -.2289914, 1.4052427]]).T
linear = np.clip(linear, 0, 1)
display = np.where(linear <= .0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - .055)
wrap = lambda values, bits: np.round(values).astype(int) % 2 ** bits
tiff('lab-8-none.tif', spread(np.stack([np.round(lab[:, 0] * 2.55).astype(int), wrap(lab[:, 1], 8), wrap(lab[:, 2], 8)], 1)
                              .astype(np.uint8)), photometric='cielab')
tiff('lab-16-none.tif', spread(np.stack([np.round(lab[:, 0] * 655.35).astype(int), wrap(lab[:, 1] * 256, 16),
                                         wrap(lab[:, 2] * 256, 16)], 1).astype(np.uint16)), photometric='cielab')
for bits in 8, 16:
    keep(f'lab-{bits}-none.tif', np.round(display * 255), 'definition: CIE Lab of D50')

for name, kind in ('float16', np.float16), ('float64', np.float64), ('int16', np.int16), ('uint32', np.uint32):
    tiff(f'grey-{name}-refused.tif', (spread(greys[:, None])[..., 0] * (1 if kind in (np.float16, np.float64) else 32767)).astype(kind),
         photometric='minisblack')

(here / 'formats.json').write_text(json.dumps(right, indent=None, separators=(',', ':')).replace('},"', '},\n"') + '\n')
