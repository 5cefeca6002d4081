"""The peer: MAML in plain PyTorch, tasks one after another, autograd.grad in the inner loop. Prints one JSON line:
{"tasksPerSecond": median over meta-steps, "peakMB": peak resident memory}.

    OPENBLAS_NUM_THREADS=1 python3 pytorch_maml.py --image 1x28 --ways 5 --shots 1 --query 1 --filters 64 --steps 5 --tasks 8 --threads 2 --reps 5 [--first-order]

Debian's OpenBLAS starts threads of its own beside torch's unless OPENBLAS_NUM_THREADS is 1, and is slower for it.
"""
import argparse
import json
import resource
import statistics
import time

import torch
import torch.nn.functional as F


def conv4(channels, size, filters, ways):
    parameters = []
    for block in range(4):
        parameters += [torch.randn(filters, channels if block == 0 else filters, 3, 3) * 0.05, torch.zeros(filters), torch.ones(filters), torch.zeros(filters)]
        size //= 2
    parameters += [torch.randn(ways, filters * size * size) * 0.05, torch.zeros(ways)]
    return [p.requires_grad_() for p in parameters]


def forward(x, parameters):
    for block in range(4):
        weight, bias, gain, shift = parameters[4 * block:4 * block + 4]
        x = F.conv2d(x, weight, bias, padding=1)
        x = F.max_pool2d(F.relu(F.batch_norm(x, None, None, gain, shift, training=True)), 2)
    return F.linear(x.flatten(1), *parameters[16:])


def meta_step(parameters, optimizer, tasks, steps, first_order):
    optimizer.zero_grad()
    for support, support_labels, query, query_labels in tasks:
        fast = parameters
        for _ in range(steps):
            loss = F.cross_entropy(forward(support, fast), support_labels)
            gradients = torch.autograd.grad(loss, fast, create_graph=not first_order)
            fast = [p - 0.1 * g for p, g in zip(fast, gradients)]
        (F.cross_entropy(forward(query, fast), query_labels) / len(tasks)).backward()
    optimizer.step()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--image", required=True, help="CHANNELSxSIZE")
    for name in ("ways", "shots", "query", "filters", "steps", "tasks", "threads", "reps"):
        arguments.add_argument("--" + name, type=int, required=True)
    arguments.add_argument("--first-order", action="store_true")
    a = arguments.parse_args()
    channels, size = map(int, a.image.split("x"))
    torch.manual_seed(0)
    torch.set_num_threads(a.threads)
    parameters = conv4(channels, size, a.filters, a.ways)
    optimizer = torch.optim.Adam(parameters, 1e-3)

    def examples(per_class):
        return torch.randn(a.ways * per_class, channels, size, size), torch.arange(a.ways).repeat_interleave(per_class)

    tasks = [(*examples(a.shots), *examples(a.query)) for _ in range(a.tasks)]
    seconds = []
    for _ in range(a.reps + 1):  # the first warms up
        start = time.perf_counter()
        meta_step(parameters, optimizer, tasks, a.steps, a.first_order)
        seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "tasksPerSecond": a.tasks / statistics.median(seconds[1:]),
        "peakMB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))


if __name__ == "__main__":
    main()
