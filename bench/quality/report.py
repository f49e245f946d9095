"""
Tables and curves of runs next to each other, from what keras_train.py and run.ts have written.

    python bench/quality/report.py CURVES.svg --ours FOLDER... --keras FOLDER... [--distances FILE] [--sheets OUT]

Writes CURVES.svg: mean losses of D and G, and D's accuracy, of every run against steps; prints the table of means (and
ranges where a side has several runs) in Markdown. --distances: what distance.ts has printed, as a second table.
--sheets: the sheets of each side's first run, three times as large, as OUT-atelier.png and OUT-keras.png.
"""
import argparse, json, statistics
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument('curves', type=Path)
parser.add_argument('--ours', type=Path, nargs='+', required=True)
parser.add_argument('--keras', type=Path, nargs='+', required=True)
parser.add_argument('--distances', type=Path)
parser.add_argument('--sheets')
o = parser.parse_args()

SIDES = {'Atelier': o.ours, 'Keras': o.keras}
runs = {side: [json.loads((folder / 'losses.json').read_text())['reports'] for folder in folders] for side, folders in SIDES.items()}
# Of equally many steps, and what every run tells.
least = min(len(reports) for side in runs.values() for reports in side)
runs = {side: [reports[:least] for reports in each] for side, each in runs.items()}
COLOURS = {'Atelier': '#c2410c', 'Keras': '#1d4ed8'}
PANELS = [(key, title) for key, title in (('discriminatorLoss', 'D loss'), ('generatorLoss', 'G loss'), ('accuracy', 'D accuracy'))
          if all(key in report for side in runs.values() for reports in side for report in reports)]


def panel(key, title, left, width, top, height):
    """One set of axes: thin lines are runs, one for each seed."""
    values = [report[key] for side in runs.values() for reports in side for report in reports]
    last = max(report['step'] for side in runs.values() for reports in side for report in reports)
    low, high = min(values), max(values)
    unit = next(u for u in (.01, .02, .05, .1, .2, .5, 1, 2, 5, 10) if (high - low) / u <= 5)
    low, high = unit * (low // unit), unit * -(-high // unit)
    x, y = lambda step: left + width * step / last, lambda value: top + height * (high - value) / (high - low)
    out = [f'<text x="{left}" y="{top - 12}" font-weight="600">{title}</text>']
    for i in range(round((high - low) / unit) + 1):
        at = low + i * unit
        label = f'{at:.0%}' if key == 'accuracy' else f'{at:.2f}'.rstrip('0').rstrip('.') or '0'
        out.append(f'<path d="M{left} {y(at):.1f}h{width}" stroke="#ddd"/><text x="{left - 6}" y="{y(at) + 4:.1f}" text-anchor="end" fill="#555">{label}</text>')
    for step in (0, last // 2, last):
        out.append(f'<text x="{x(step):.0f}" y="{top + height + 18}" text-anchor="middle" fill="#555">{step:,}</text>')
    for side, each in runs.items():
        for reports in each:
            points = ' '.join(f'{x(report["step"]):.1f},{y(report[key]):.1f}' for report in reports)
            out.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[side]}" stroke-width="1.5" stroke-linejoin="round"/>')
    return '\n'.join(out)


def curves():
    width, height = 15 + 315 * len(PANELS), 270
    panels = '\n'.join(panel(key, title, 50 + i * 315, 255, 60, 170) for i, (key, title) in enumerate(PANELS))
    legend = ''.join(f'<path d="M{50 + i * 110} 18h22" stroke="{colour}" stroke-width="2"/><text x="{78 + i * 110}" y="22">{side}</text>' for i, (side, colour) in enumerate(COLOURS.items()))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif" font-size="12">\n'
            f'<rect width="{width}" height="{height}" fill="#fff"/>\n{legend}\n{panels}\n<text x="{width / 2}" y="{height - 6}" text-anchor="middle" fill="#555">steps</text>\n</svg>\n')


def spread(values, form):
    mean = form(statistics.mean(values))
    return mean if len(values) == 1 else f'{mean} ({form(min(values))}–{form(max(values))})'


def table():
    forms = {'discriminatorLoss': '{:.3f}'.format, 'generatorLoss': '{:.3f}'.format, 'accuracy': '{:.1%}'.format}
    columns = [(side, key, f'{title}, {side}') for key, title in PANELS for side in runs]
    print('| Step |', ' | '.join(title for *_, title in columns), '|')
    print('|---:|' + '---|' * len(columns))
    for i, report in enumerate(runs['Atelier'][0]):
        print(f'| {report["step"]:,} |', ' | '.join(spread([reports[i][key] for reports in runs[side]], forms[key]) for side, key, _ in columns), '|')


def distances():
    found = json.loads(o.distances.read_text())
    row = lambda name, draws: print(f'| {name} | {statistics.mean(draws):.4f} | {statistics.stdev(draws):.4f} |')
    print(f'\n| {found["draw"]:,} pictures against {found["reference"]:,} of the dataset | mean distance | SD over draws |\n|---|---|---|')
    for side, folders in SIDES.items():
        for folder in folders: row(f'{side}, seed {json.loads((folder / "losses.json").read_text())["seed"]}', found['found'][str(folder)])
    row('Other real pictures', found['found']['pictures'])


def sheets():
    from PIL import Image
    for side, (folder, *_) in SIDES.items():
        sheet = Image.open(folder / 'sheet.png')
        sheet.resize((sheet.width * 3, sheet.height * 3), Image.Resampling.NEAREST).save(f'{o.sheets}-{side.lower()}.png', optimize=True)


o.curves.write_text(curves())
table()
if o.distances: distances()
if o.sheets: sheets()
