"""Writes maml_reference.json: what plain PyTorch computes for MAML on small networks.

Everything is written out here from the definitions, in double precision, and shares no code with the library.
Usage: python3 maml_reference.py > maml_reference.json   (made with PyTorch 1.13; any later one gives the same digits)
"""
import json
import sys

import torch
import torch.nn.functional as F

EPSILON = 1e-5
torch.set_default_dtype(torch.float64)


def mlp_parameters(inputs, hidden, normalize, outputs, draw):
    parameters = {}
    for i, size in enumerate(hidden):
        parameters[f"linear{i}.weight"] = draw(size, inputs) / inputs ** 0.5
        parameters[f"linear{i}.bias"] = 0.2 * draw(size)
        if normalize:
            parameters[f"linear{i}.norm.gain"] = 1 + 0.2 * draw(size)
            parameters[f"linear{i}.norm.bias"] = 0.2 * draw(size)
        inputs = size
    return {**parameters, "head.weight": draw(outputs, inputs) / inputs ** 0.5, "head.bias": 0.2 * draw(outputs)}


def conv4_parameters(channels, filters, embedding, outputs, draw):
    parameters = {}
    for i in range(4):
        parameters[f"conv{i}.weight"] = draw(filters, channels, 3, 3) / (9 * channels) ** 0.5
        parameters[f"conv{i}.norm.gain"] = 1 + 0.2 * draw(filters)
        parameters[f"conv{i}.norm.bias"] = 0.2 * draw(filters)
        channels = filters
    return {**parameters, "head.weight": draw(outputs, embedding) / embedding ** 0.5, "head.bias": 0.2 * draw(outputs)}


def mlp(parameters, x, norm):
    i = 0
    while f"linear{i}.weight" in parameters:
        x = x @ parameters[f"linear{i}.weight"].T + parameters[f"linear{i}.bias"]
        if f"linear{i}.norm.gain" in parameters:
            x = norm(f"linear{i}", x, parameters[f"linear{i}.norm.gain"], parameters[f"linear{i}.norm.bias"])
        x = torch.relu(x)
        i += 1
    return x @ parameters["head.weight"].T + parameters["head.bias"]


def conv4(strided):
    def forward(parameters, x, norm):
        for i in range(4):
            x = F.conv2d(x, parameters[f"conv{i}.weight"], stride=2 if strided else 1, padding=1)
            x = torch.relu(norm(f"conv{i}", x, parameters[f"conv{i}.norm.gain"], parameters[f"conv{i}.norm.bias"]))
            if not strided:
                x = F.max_pool2d(x, 2)
        x = x.mean((2, 3)) if strided else x.flatten(1)
        return x @ parameters["head.weight"].T + parameters["head.bias"]
    return forward


def batch_norm(layer, x, gain, bias):
    return F.batch_norm(x, None, None, gain, bias, training=True, eps=EPSILON)


def layer_norm(layer, x, gain, bias):
    shape = [1, -1] + [1] * (x.dim() - 2)
    return F.layer_norm(x, x.shape[1:], eps=EPSILON) * gain.view(shape) + bias.view(shape)


def support_norm(forward, parameters, support):
    """Normalizes by the moments that the support examples have under these very parameters, part of the graph."""
    moments = {}

    def record(layer, x, gain, bias):
        dims = [0] + list(range(2, x.dim()))
        moments[layer] = x.mean(dims), x.var(dims, unbiased=False)
        return batch_norm(layer, x, gain, bias)

    forward(parameters, support, record)

    def normalize(layer, x, gain, bias):
        shape = [1, -1] + [1] * (x.dim() - 2)
        mean, variance = (m.view(shape) for m in moments[layer])
        return (x - mean) / torch.sqrt(variance + EPSILON) * gain.view(shape) + bias.view(shape)

    return normalize


def loss_of(task, outputs, targets):
    return F.cross_entropy(outputs, targets) if task == "Classification" else F.mse_loss(outputs, targets)


def maml(forward, task, initial, support, query, normalization, order, steps, rate):
    norm = layer_norm if normalization == "Layer" else batch_norm
    leaves = current = {name: p.detach().clone().requires_grad_() for name, p in initial.items()}
    support_losses = []
    for _ in range(steps):
        loss = loss_of(task, forward(current, support[0], norm), support[1])
        support_losses.append(loss.item())
        gradients = torch.autograd.grad(loss, list(current.values()), create_graph=order == "Second")
        current = {name: p - rate * g for (name, p), g in zip(current.items(), gradients)}
        if order == "First":
            leaves = current = {name: p.detach().requires_grad_() for name, p in current.items()}
    support_losses.append(loss_of(task, forward(current, support[0], norm), support[1]).item())
    query_norm = support_norm(forward, current, support[0]) if normalization == "SupportStatistics" else norm
    outputs = forward(current, query[0], query_norm)
    loss = loss_of(task, outputs, query[1])
    return support_losses, current, outputs, loss, dict(zip(leaves, torch.autograd.grad(loss, list(leaves.values()))))


def adam(forward, task, initial, support, query, normalization, order, steps, rate, meta_rate, meta_steps):
    parameters = {name: p.clone().requires_grad_() for name, p in initial.items()}
    optimizer = torch.optim.Adam(list(parameters.values()), lr=meta_rate)
    for _ in range(meta_steps):
        gradient = maml(forward, task, parameters, support, query, normalization, order, steps, rate)[-1]
        for name, p in parameters.items():
            p.grad = gradient[name]
        optimizer.step()
    return parameters


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def flat(parameters):
    return numbers(torch.cat([p.detach().flatten() for p in parameters.values()]))


def network(name, architecture, task, forward, parameters, input_shape, ways, normalizations, rate, draw):
    shots, query_shots, steps = 2, 2, 3
    regression = task == "Regression"

    def examples(count):
        inputs = draw(ways * count, *input_shape)
        return inputs, draw(ways * count, ways) if regression else torch.arange(ways).repeat_interleave(count)

    support, query = examples(shots), examples(query_shots)
    cases = []
    for normalization in normalizations:
        for order in ["First", "Second"]:
            losses, adapted, outputs, loss, gradient = maml(forward, task, parameters, support, query, normalization, order, steps, rate)
            case = {"normalization": normalization, "order": order, "supportLosses": losses, "adapted": flat(adapted),
                    "queryOutputs": numbers(outputs), "queryLoss": loss.item(), "metaGradient": flat(gradient)}
            # Adam divides by the size of a gradient: where that is nothing but rounding, its direction is, too.
            if not architecture.get("normalize", False):
                case["afterAdam"] = flat(adam(forward, task, parameters, support, query, normalization, order, steps, rate, 0.01, 2))
            cases.append(case)
    return {"name": name, "architecture": architecture, "task": task, "outputs": ways, "steps": steps, "innerLearningRate": rate,
            "metaLearningRate": 0.01, "metaSteps": 2,
            "initial": flat(parameters),
            "supportInputs": numbers(support[0]), "supportTargets": support[1].flatten().tolist(),
            "queryInputs": numbers(query[0]), "queryTargets": query[1].flatten().tolist(), "cases": cases}


def main():
    generator = torch.Generator().manual_seed(20)

    def draw(*shape):
        # Few digits, so that what is written is exactly what was computed with, in single precision, too.
        return (torch.rand(shape, generator=generator) * 2048 - 1024).round() / 512

    def rounded(parameters):
        return {name: p.float().double() for name, p in parameters.items()}

    every = ["TransductiveBatch", "SupportStatistics", "Layer"]
    result = [
        network("Mlp", {"kind": "Mlp", "inputSize": 6, "hidden": [8, 7]}, "Classification", mlp,
                rounded(mlp_parameters(6, [8, 7], False, 3, draw)), [6], 3, ["SupportStatistics"], 0.1, draw),
        network("Mlp, normalized", {"kind": "Mlp", "inputSize": 6, "hidden": [8, 7], "normalize": True}, "Classification", mlp,
                rounded(mlp_parameters(6, [8, 7], True, 3, draw)), [6], 3, every, 0.1, draw),
        network("Mlp, regression", {"kind": "Mlp", "inputSize": 1, "hidden": [8, 7]}, "Regression", mlp,
                rounded(mlp_parameters(1, [8, 7], False, 1, draw)), [1], 1, ["SupportStatistics"], 0.05, draw),
        network("Conv4", {"kind": "Conv4", "shape": [2, 16, 18], "filters": 3}, "Classification", conv4(strided=False),
                rounded(conv4_parameters(2, 3, 3, 3, draw)), [2, 16, 18], 3, every, 0.1, draw),
        network("Conv4, strided", {"kind": "Conv4", "shape": [1, 12, 12], "filters": 3, "strided": True}, "Classification", conv4(strided=True),
                rounded(conv4_parameters(1, 3, 3, 3, draw)), [1, 12, 12], 3, ["TransductiveBatch", "SupportStatistics"], 0.1, draw),
    ]
    json.dump(result, sys.stdout, separators=(",", ":"))
    print()


main()
