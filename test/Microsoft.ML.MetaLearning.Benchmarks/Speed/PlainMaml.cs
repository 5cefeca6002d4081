using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using Microsoft.ML.MetaLearning.Adaptation;
using Microsoft.ML.MetaLearning.Episodes;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Benchmarks.Speed;

/// <summary>
/// A peer on the libtorch that this library runs on: pytorch_maml.py line for line, plain autograd, tasks one after another.
/// </summary>
internal static class PlainMaml
{
    private const int Blocks = 4;

    public static void Run(SpeedConfig config, bool firstOrder, int threads, int reps)
    {
        set_num_threads(threads);
        using var scope = NewDisposeScope();
        using var optimizer = new OuterOptimizer(Conv4(config), OuterOptimizerKind.Adam, weightDecay: 0);
        var tasks = new SpeedRun.RandomImages(config);
        var seconds = Enumerable.Range(0, reps + 1).Select(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            MetaStep(optimizer, tasks, config, firstOrder);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }).ToArray();
        var result = new SpeedResult(
            config.Tasks / SpeedComparison.Median(seconds.Skip(1)),
            Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0); // the first warms up
        Console.WriteLine(JsonSerializer.Serialize(result, SpeedComparison.Json));
    }

    private static ParameterSet Conv4(SpeedConfig config)
    {
        var blocks = Enumerable.Range(0, Blocks).SelectMany(block => new (string, Tensor)[]
        {
            ($"{block}.weight", randn(config.Filters, block == 0 ? config.Channels : config.Filters, 3, 3).Times(0.05)),
            ($"{block}.bias", zeros(config.Filters)),
            ($"{block}.gain", ones(config.Filters)),
            ($"{block}.shift", zeros(config.Filters)),
        });
        var pooled = config.Size >> Blocks;
        return new ParameterSet([.. blocks, ("head.weight", randn(config.Ways, config.Filters * pooled * pooled)
            .Times(0.05)), ("head.bias", zeros(config.Ways))]);
    }

    private static void MetaStep(OuterOptimizer optimizer, SpeedRun.RandomImages tasks, SpeedConfig config, bool firstOrder)
    {
        using var scope = NewDisposeScope();
        var parameters = optimizer.Parameters.Tensors.ToArray();
        var sums = parameters.Select(p => zeros_like(p)).ToArray();
        for (var i = 0; i < config.Tasks; i++)
        {
            using var taskScope = NewDisposeScope();
            var gradients = TaskGradient(tasks.Load(i), parameters, config.Steps, firstOrder);
            for (var p = 0; p < sums.Length; p++)
                sums[p].AddInPlace(gradients[p], 1.0 / config.Tasks);
        }
        optimizer.Step(optimizer.Parameters.With(sums), learningRate: 1e-3);
    }

    private static IList<Tensor> TaskGradient(Episode task, Tensor[] parameters, int steps, bool firstOrder)
    {
        var fast = parameters;
        for (var step = 0; step < steps; step++)
        {
            var loss = F.cross_entropy(Forward(task.Support.Inputs, fast), task.Support.Targets);
            var gradients = autograd.grad([loss], fast, create_graph: !firstOrder, retain_graph: !firstOrder);
            fast = fast.Zip(gradients, (p, g) => p.Plus(g, -0.1)).ToArray();
        }
        return autograd.grad([F.cross_entropy(Forward(task.Query.Inputs, fast), task.Query.Targets)], parameters);
    }

    private static Tensor Forward(Tensor x, Tensor[] parameters)
    {
        for (var block = 0; block < Blocks; block++)
        {
            var (weight, bias, gain, shift) = (
                parameters[4 * block], parameters[4 * block + 1], parameters[4 * block + 2], parameters[4 * block + 3]);
            x = F.conv2d(x, weight, bias, padding: [1, 1]);
            x = F.max_pool2d(F.relu(F.batch_norm(x, null, null, gain, shift, training: true)), 2);
        }
        return F.linear(x.flatten(1), parameters[^2], parameters[^1]);
    }
}
